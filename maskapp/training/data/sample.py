"""A labelled face picture, and the bands that face heights are reported in."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from maskapp.records import Box, MaskLabel

HEIGHT_BANDS_PX = {"lt20": 20, "20_40": 40, "40_80": 80, "ge80": 10**9}
"""The bands of face heights: name, and upper limit (exclusive)."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A labelled face picture.

    Attributes:
        path: The picture: a face with some surroundings.
        label: The true label.
        source: The collection that it comes from.
        group: The same for near-duplicates and pictures of one scene; a group is never split.
        box: The face, pixels; None until `locate_faces` has found it.
        landmarks: (5, 2), float32, pixels, as in `Detection`; None if the detector missed it.
    """

    path: Path
    label: MaskLabel
    source: str
    group: str
    box: Box | None
    landmarks: NDArray[np.float32] | None = None

    @property
    def band(self) -> str:
        """Return the face's height band, a key of `HEIGHT_BANDS_PX`."""
        return height_band(self.box.height if self.box else 0.0)


def height_band(height_px: float) -> str:
    """Return the name of the band that a face height is in."""
    return next(name for name, end in HEIGHT_BANDS_PX.items() if height_px < end)
