"""A picture with its faces, as the detector learns from it."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from maskapp.records import MaskLabel

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class AnnotatedPicture:
    """A picture and the faces in it.

    Attributes:
        path: The picture.
        source: Its collection.
        group: Near-duplicates and pictures of one scene share it and are never split.
        boxes: (n, 4), float32, x1, y1, x2, y2 in pixels of the picture.
        labels: The label of each face.
        landmarks: (n, 5, 2), float32, pixels; NaN where unknown.
        ignored: (m, 4), float32, boxes of possible faces without an annotation.
        is_closeup: Whether the picture shows one face with little around it.
    """

    path: Path
    source: str
    group: str
    boxes: Floats
    labels: tuple[MaskLabel, ...]
    landmarks: Floats
    ignored: Floats
    is_closeup: bool
