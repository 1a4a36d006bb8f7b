"""Room around a face, so that its whole crop lies inside the image."""

import numpy as np
from numpy.typing import NDArray

from maskapp.files.picture_files import read_picture
from maskapp.opencv import cv2
from maskapp.records import Box, Image
from maskapp.training.data.sample import Sample

_ROOM = 0.85  # half of the crop's side and some jitter, in box heights
_SURROUNDINGS = 2.0  # of a face in a whole picture, as far as a rotated crop may reach


def add_room(image: Image, box: Box, border: int) -> tuple[Image, int, int]:
    """Pad an image so that the face's whole crop lies inside it.

    Tight pictures end above the chin, where a mask may hang.

    Args:
        image: (height, width, 3), uint8, BGR.
        box: The face, pixels.
        border: How to fill the padding, one of OpenCV's border types.

    Returns:
        The padded image, and how far its content has moved to the right and down, pixels; the
        image itself if it needs no padding.
    """
    height, width = image.shape[:2]
    reach = max(box.width, box.height) * _ROOM
    centre_x, centre_y = (box.x1 + box.x2) / 2, (box.y1 + box.y2) / 2
    left, top = (max(0, round(reach - value)) for value in (centre_x, centre_y))
    right = max(0, round(centre_x + reach - width))
    bottom = max(0, round(centre_y + reach - height))
    if not (left or top or right or bottom):
        return image, 0, 0
    widened = cv2.copyMakeBorder(image, top, bottom, left, right, border)
    return np.asarray(widened, np.uint8), left, top


def read_with_room(sample: Sample, border: int) -> tuple[Image, Box, NDArray[np.float32] | None]:
    """Read a sample's picture and make room around the face; leave out what is far from it.

    Args:
        sample: Has a box.
        border: How to fill the room, one of OpenCV's border types.

    Returns:
        The image, (height, width, 3), uint8, BGR, and the box and landmarks in it, pixels.
    """
    assert sample.box is not None
    image, left, top = _surroundings(read_picture(sample.path), sample.box)
    x1, y1, x2, y2 = sample.box
    box = Box(x1 - left, y1 - top, x2 - left, y2 - top)
    image, right, down = add_room(image, box, border)
    box = Box(box.x1 + right, box.y1 + down, box.x2 + right, box.y2 + down)
    if sample.landmarks is None:
        return image, box, None
    return image, box, sample.landmarks + np.array([right - left, down - top], np.float32)


def _surroundings(image: Image, box: Box) -> tuple[Image, int, int]:
    """Cut out a face with its surroundings; return where the part begins, x and y, pixels."""
    reach = max(box.width, box.height) * _SURROUNDINGS
    centre_x, centre_y = (box.x1 + box.x2) / 2, (box.y1 + box.y2) / 2
    left, top = max(0, int(centre_x - reach)), max(0, int(centre_y - reach))
    return image[top : int(centre_y + reach) + 1, left : int(centre_x + reach) + 1], left, top
