"""Room around a face, so that its whole crop lies inside the image."""

import numpy as np
from numpy.typing import NDArray

from maskapp.files.picture_files import read_picture
from maskapp.opencv import cv2
from maskapp.records import Box, Image
from maskapp.training.data.sample import Sample

_ROOM = 0.85  # half of the crop's side and some jitter, in box heights


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
    """Read a sample's picture and make room around the face.

    Args:
        sample: Has a box.
        border: How to fill the room, one of OpenCV's border types.

    Returns:
        The image, (height, width, 3), uint8, BGR, and the box and landmarks in it, pixels.
    """
    assert sample.box is not None
    image, right, down = add_room(read_picture(sample.path), sample.box, border)
    x1, y1, x2, y2 = sample.box
    box = Box(x1 + right, y1 + down, x2 + right, y2 + down)
    if sample.landmarks is None:
        return image, box, None
    return image, box, sample.landmarks + np.array([right, down], np.float32)
