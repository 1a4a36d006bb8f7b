"""Pictures as a window wants them: mirrored, and in the byte order of screens."""

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import numpy as np
from numpy.typing import NDArray

from maskapp.opencv import cv2
from maskapp.records import Box, Face, Image

_OTHER_SIDE = [1, 0, 2, 4, 3]
"""Landmarks come in pairs from left to right; mirrored, the other one of a pair is left."""


def mirrored(image: Image, faces: Sequence[Face]) -> tuple[Image, tuple[Face, ...]]:
    """The left of a picture on its right.

    Args:
        image: (height, width, 3), uint8, BGR; not changed.
        faces: In pixels of the image.

    Returns:
        A new picture, and the faces at their places in it.
    """
    width = image.shape[1]
    flipped = cast(Image, cv2.flip(image, 1))
    return flipped, tuple(_mirrored_face(face, width) for face in faces)


def write_bgra(image: Image, target: NDArray[np.uint8]) -> None:
    """Write a picture into memory that a window draws from; much quicker than Qt does it.

    Args:
        image: (height, width, 3), uint8, BGR.
        target: (height, width, 4), uint8, C-contiguous; filled with BGRA, opaque.
    """
    cv2.cvtColor(image, cv2.COLOR_BGR2BGRA, dst=target)


def _mirrored_face(face: Face, width: int) -> Face:
    x1, y1, x2, y2 = face.box
    landmarks = face.landmarks[_OTHER_SIDE]  # a copy
    landmarks[:, 0] = width - landmarks[:, 0]
    return replace(face, box=Box(width - x2, y1, width - x1, y2), landmarks=landmarks)
