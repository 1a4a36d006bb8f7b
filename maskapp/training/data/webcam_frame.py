"""Pictures as a webcam would show them."""

import numpy as np
from numpy.typing import NDArray

from maskapp.opencv import cv2
from maskapp.records import Image

FRAME_PX = (640, 480)
"""Width and height of a webcam's frame."""


def in_frame(image: Image, boxes: NDArray[np.float32]) -> tuple[Image, NDArray[np.float32]]:
    """Fit an image and its boxes (n, 4) into a black frame of 640 × 480."""
    width, height = FRAME_PX
    scale = min(width / image.shape[1], height / image.shape[0])
    size = (round(image.shape[1] * scale), round(image.shape[0] * scale))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    frame = np.zeros((height, width, 3), np.uint8)
    left, top = (width - size[0]) // 2, (height - size[1]) // 2
    frame[top : top + size[1], left : left + size[0]] = cv2.resize(image, size, interpolation=way)
    moved = boxes * np.float32(scale) + np.array([left, top, left, top], np.float32)
    return frame, moved
