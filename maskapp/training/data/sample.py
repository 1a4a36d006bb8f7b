"""One labelled face picture."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from maskapp.records import Box, MaskLabel

HEIGHT_BANDS_PX = {"lt20": 20, "20_40": 40, "40_80": 80, "ge80": 10**9}
"""Face heights are reported in these bands: name and first height that is not in it."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """One face picture.

    Attributes:
        path: The picture: a face with some of what is around it.
        label: What is true of the face.
        source: The collection that it comes from.
        group: Joins near-duplicates and pictures of one scene; a split never parts them.
        box: The face inside the picture; None until it is found.
        landmarks: (5, 2), float32, as in `Detection`; None where the detector did not see it.
    """

    path: Path
    label: MaskLabel
    source: str
    group: str
    box: Box | None
    landmarks: NDArray[np.float32] | None = None

    @property
    def band(self) -> str:
        """The face's height band, a key of `HEIGHT_BANDS_PX`."""
        return height_band(self.box.height if self.box else 0.0)


def height_band(height_px: float) -> str:
    """The name of the band that a face height is in."""
    return next(name for name, end in HEIGHT_BANDS_PX.items() if height_px < end)
