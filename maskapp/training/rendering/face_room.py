"""Room around a face, so that its whole crop lies inside the image."""

import numpy as np
from numpy.typing import NDArray

from maskapp.opencv import cv2
from maskapp.pipeline.sources.pictures import read_picture
from maskapp.records import Box, Image
from maskapp.training.data.sample import Sample

_ROOM = 0.85  # half of the crop's side and some jitter, in box heights


def add_room(sample_image: Image, box: Box, border: int) -> tuple[Image, int, int]:
    """Widen a picture so that all of the face's crop lies inside it.

    Tight pictures have no chin to hang a mask under.

    Args:
        sample_image: (height, width, 3), uint8, BGR.
        box: The face.
        border: What to fill with, one of OpenCV's border types.

    Returns:
        The picture, and how far what was in it has moved to the right and down.
    """
    height, width = sample_image.shape[:2]
    reach = max(box.width, box.height) * _ROOM
    centre_x, centre_y = (box.x1 + box.x2) / 2, (box.y1 + box.y2) / 2
    left, top = (max(0, round(reach - value)) for value in (centre_x, centre_y))
    right = max(0, round(centre_x + reach - width))
    bottom = max(0, round(centre_y + reach - height))
    if not (left or top or right or bottom):
        return sample_image, 0, 0
    widened = cv2.copyMakeBorder(sample_image, top, bottom, left, right, border)
    return np.asarray(widened, np.uint8), left, top


def read_with_room(sample: Sample, border: int) -> tuple[Image, Box, NDArray[np.float32] | None]:
    """A sample's picture with room around the face, and where box and landmarks are in it.

    Args:
        sample: Has a box.
        border: As `add_room` takes it.
    """
    assert sample.box is not None
    image, right, down = add_room(read_picture(sample.path), sample.box, border)
    x1, y1, x2, y2 = sample.box
    box = Box(x1 + right, y1 + down, x2 + right, y2 + down)
    if sample.landmarks is None:
        return image, box, None
    return image, box, sample.landmarks + np.array([right, down], np.float32)
