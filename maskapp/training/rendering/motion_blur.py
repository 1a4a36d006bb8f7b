"""The blur of something that moves, or of a camera that does."""

import numpy as np

from maskapp.opencv import cv2
from maskapp.records import Image


def motion_blurred(image: Image, length_px: int, rng: np.random.Generator) -> Image:
    """Blur an image along a line in a random direction.

    Args:
        image: (height, width, 3), uint8, BGR.
        length_px: Length of the line.
        rng: The random number generator.

    Returns:
        (height, width, 3), uint8, BGR.
    """
    kernel = np.zeros((length_px, length_px), np.float32)
    kernel[length_px // 2] = 1 / length_px
    centre = (length_px / 2 - 0.5, length_px / 2 - 0.5)
    turn = cv2.getRotationMatrix2D(centre, rng.uniform(0, 180), 1)
    turned = np.asarray(cv2.warpAffine(kernel, turn, (length_px, length_px)), np.float32)
    return np.asarray(cv2.filter2D(image, -1, turned / max(turned.sum(), 1e-6)), np.uint8)
