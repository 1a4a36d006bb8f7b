"""A labelled face picture, and the bands of heights and turns that faces are sorted into."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from maskapp.records import Box, MaskLabel

HEIGHT_BANDS_PX = {"lt20": 20, "20_40": 40, "40_80": 80, "ge80": 10**9}
"""The bands of face heights: name, and upper limit (exclusive)."""

_PROFILE = "profile"
_TURNS = {"front": 0.2, "half": 0.37, _PROFILE: np.inf}
"""The bands of turned heads: name, and upper limit (exclusive) of the distance of the nose's tip
from the line from the eyes to the mouth, as a share of its length. By the head model of the
rendering, the limits are at about 25 and 50 degrees."""


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

    @property
    def turn(self) -> str:
        """Return how far the head is turned to a side: front, half, or profile.

        A face whose landmarks no detector placed counts as in profile: most of those in whole
        pictures are.
        """
        if self.landmarks is None or not np.isfinite(self.landmarks).all():
            return _PROFILE
        eyes, nose = self.landmarks[:2].mean(axis=0), self.landmarks[2]
        right, down = self.landmarks[3:].mean(axis=0) - eyes
        length_squared = max(float(right**2 + down**2), 1e-6)
        offset = float(right * (nose - eyes)[1] - down * (nose - eyes)[0]) / length_squared
        return next(name for name, end in _TURNS.items() if abs(offset) < end)


def height_band(height_px: float) -> str:
    """Return the name of the band that a face height is in."""
    return next(name for name, end in HEIGHT_BANDS_PX.items() if height_px < end)
