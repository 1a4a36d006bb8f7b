"""How many pixels the window wants of a picture."""

import math
from dataclasses import dataclass

_MOST_PX = 5_000_000
"""Pictures with more would cost the worker its pace; the window scales the rest."""


@dataclass(frozen=True, slots=True)
class PreviewSize:
    """The room for pictures, in pixels of the screen.

    Attributes:
        width: 0 for none yet.
        height: As the width.
        is_fit: Whether pictures are scaled to it; otherwise each pixel is one of the screen.
    """

    width: int = 0
    height: int = 0
    is_fit: bool = False

    def shown(self, width: int, height: int) -> tuple[int, int]:
        """Width and height that a picture of this size has on the screen."""
        if not self.is_fit or not width or not height:
            return width, height
        factor = min(self.width / width, self.height / height)
        return max(1, round(width * factor)), max(1, round(height * factor))

    def drawn(self, width: int, height: int) -> tuple[int, int]:
        """Width and height at which to draw boxes and labels on it, so that they are sharp.

        Large pictures keep their size: making them smaller needs longer than drawing on them.
        """
        wide, high = self.shown(width, height)
        if wide <= width:
            return width, height
        factor = min(1.0, math.sqrt(_MOST_PX / (wide * high)))
        wide, high = round(wide * factor), round(high * factor)
        return (wide, high) if wide > width else (width, height)
