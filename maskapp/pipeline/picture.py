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


def enlarged(
    image: Image, faces: Sequence[Face], size: tuple[int, int]
) -> tuple[Image, tuple[Face, ...]]:
    """A picture with more pixels, so that what is drawn on it is sharp.

    Args:
        image: (height, width, 3), uint8, BGR; not changed.
        faces: In pixels of the image.
        size: Width and height of the new one.

    Returns:
        A new picture, and the faces at their places in it.
    """
    wide = cast(Image, cv2.resize(image, size, interpolation=cv2.INTER_LINEAR))
    factors = np.divide(size, image.shape[1::-1])
    return wide, tuple(_enlarged_face(face, *map(float, factors)) for face in faces)


def write_bgra(image: Image, target: NDArray[np.uint8]) -> None:
    """Write a picture into memory that a window draws from; much quicker than Qt does it.

    Args:
        image: (height, width, 3), uint8, BGR.
        target: (height, width, 4), uint8, C-contiguous; filled with BGRA, opaque.
    """
    cv2.cvtColor(image, cv2.COLOR_BGR2BGRA, dst=target)


def _enlarged_face(face: Face, by_x: float, by_y: float) -> Face:
    x1, y1, x2, y2 = face.box
    landmarks = (face.landmarks * (by_x, by_y)).astype(np.float32)
    return replace(face, box=Box(x1 * by_x, y1 * by_y, x2 * by_x, y2 * by_y), landmarks=landmarks)


def _mirrored_face(face: Face, width: int) -> Face:
    x1, y1, x2, y2 = face.box
    landmarks = face.landmarks[_OTHER_SIDE]  # a copy
    landmarks[:, 0] = width - landmarks[:, 0]
    return replace(face, box=Box(width - x2, y1, width - x1, y2), landmarks=landmarks)
