"""The size at which previews are drawn."""

import math
from dataclasses import dataclass

_MAX_PX = 5_000_000
"""Largest preview to draw; more would slow the worker down, so the window scales it up."""


@dataclass(frozen=True, slots=True)
class PreviewSize:
    """The size available for the preview, in screen pixels.

    Attributes:
        width: 0 while unknown.
        height: 0 while unknown.
        is_fit: Whether frames are scaled to that size; otherwise each of their pixels takes one
            screen pixel.
    """

    width: int = 0
    height: int = 0
    is_fit: bool = False

    def shown(self, width: int, height: int) -> tuple[int, int]:
        """Return the width and height at which a frame of this size appears on the screen."""
        if not self.is_fit or not width or not height:
            return width, height
        factor = min(self.width / width, self.height / height)
        return max(1, round(width * factor)), max(1, round(height * factor))

    def drawn(self, width: int, height: int) -> tuple[int, int]:
        """Return the width and height at which to draw a frame, so that boxes and labels are sharp.

        Large frames keep their size: shrinking takes longer than drawing on them.
        """
        wide, high = self.shown(width, height)
        if wide <= width:
            return width, height
        factor = min(1.0, math.sqrt(_MAX_PX / (wide * high)))
        wide, high = round(wide * factor), round(high * factor)
        return (wide, high) if wide > width else (width, height)
