"""Images of any form that a camera's driver may deliver, as the engine expects them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from maskapp.opencv import cv2
from maskapp.opencv_environment import MAX_PIXELS
from maskapp.records import Image


def bgr_image(pixels: NDArray[Any]) -> Image | None:
    """Return an image as BGR with 8 bits; None if it is empty, too large or of no known form.

    Args:
        pixels: (height, width) or (height, width, 1) of grey, (height, width, 3) of BGR, or
            (height, width, 4) of BGR with alpha, which is dropped; uint8 or uint16.
    """
    is_image = pixels.size > 0 and pixels.ndim in (2, 3)
    if not is_image or pixels.shape[0] * pixels.shape[1] > MAX_PIXELS:
        return None
    if pixels.dtype == np.uint16:
        pixels = (pixels >> 8).astype(np.uint8)
    if pixels.dtype != np.uint8:
        return None
    match pixels.shape:
        case (_, _) | (_, _, 1):
            return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_GRAY2BGR), np.uint8)
        case (_, _, 3 | 4):
            return np.ascontiguousarray(pixels[:, :, :3])
        case _:
            return None
