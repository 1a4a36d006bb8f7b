"""Blurring of faces beyond recognition."""

import math
from collections.abc import Sequence
from typing import cast

import numpy as np

from maskapp.opencv import cv2
from maskapp.records import Box, Image

# People recognise familiar faces in 7 × 10 cells (Sinha et al., "Face recognition by humans:
# nineteen results", 2006); this is less than half of that in each direction.
_CELLS = 3
_CELL_MIN_PX = 6
"""Minimum side of a cell; smaller cells would average too few pixels to hide a small face."""


def blur_faces(image: Image, boxes: Sequence[Box]) -> Image:
    """Replace each face irreversibly by a few averages of its colours.

    The ellipse through the corners of its box is replaced.

    Args:
        image: (height, width, 3), uint8, BGR; not changed.
        boxes: Where faces are or may be; perhaps fractional, empty or partly outside the image.

    Returns:
        A new image of the same shape.
    """
    blurred = image.copy()
    for box in boxes:
        if all(map(math.isfinite, box)):
            _blur(blurred, box)
    return blurred


def _blur(image: Image, box: Box) -> None:
    height, width = image.shape[:2]
    centre_x, centre_y = (box.x1 + box.x2) / 2, (box.y1 + box.y2) / 2
    # A box thinner than a pixel still covers one.
    radius_x = max(1.0, abs(box.width) / math.sqrt(2))
    radius_y = max(1.0, abs(box.height) / math.sqrt(2))
    left, right = max(0, math.floor(centre_x - radius_x)), math.ceil(centre_x + radius_x) + 1
    top, bottom = max(0, math.floor(centre_y - radius_y)), math.ceil(centre_y + radius_y) + 1
    region = image[top : max(0, min(bottom, height)), left : max(0, min(right, width))]
    if region.size == 0:
        return
    rows, columns = np.ogrid[: region.shape[0], : region.shape[1]]
    inside = ((columns + left - centre_x + 0.5) / radius_x) ** 2 + (
        (rows + top - centre_y + 0.5) / radius_y
    ) ** 2 <= 1.0
    region[inside] = _averages(region)[inside]


def _averages(region: Image) -> Image:
    """Return the mean colours of the region's cells, interpolated between the cells."""
    height, width = region.shape[:2]
    cells = (_cells(width), _cells(height))
    few = cv2.resize(region, cells, interpolation=cv2.INTER_AREA)
    return cast(Image, cv2.resize(few, (width, height), interpolation=cv2.INTER_LINEAR))


def _cells(side_px: int) -> int:
    return max(1, min(_CELLS, side_px // _CELL_MIN_PX))
