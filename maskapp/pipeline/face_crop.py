"""The crop of a face that the classifier sees, shared by the program and the training."""

import numpy as np
from numpy.typing import NDArray

from maskapp.opencv import cv2
from maskapp.records import Box, Image

# CenterFace's box reaches from the hair to just below the lower lip; a mask worn under the chin
# lies below it. The crop is therefore 1.5 times the size of the box, and a little lower.
CROP_MARGIN = 0.25
CROP_SHIFT_DOWN = 0.06

TRAINED_RANGE = (-1.0, 1.0)
"""The input range of the networks trained here, as of `mobilenet_v2.preprocess_input` in Keras."""


def crop_face(image: Image, box: Box, size_px: int, margin: float, shift_down: float) -> Image:
    """Cut a square around a face and scale it to the network's input.

    Pixels outside the image repeat its edge.

    Args:
        image: (height, width, 3), uint8, BGR.
        box: The face, as the detector returns it.
        size_px: Side of the returned crop.
        margin: Margin on each side, as a share of the box's longer side.
        shift_down: Downward shift of the square, as a share of the box's height.

    Returns:
        (size_px, size_px, 3), uint8, BGR.
    """
    side = max(2, round(max(box.width, box.height) * (1 + 2 * margin)))
    left = round((box.x1 + box.x2 - side) / 2)
    top = round((box.y1 + box.y2 - side) / 2 + box.height * shift_down)
    height, width = image.shape[:2]
    x1, y1 = min(max(left, 0), width - 1), min(max(top, 0), height - 1)
    x2, y2 = max(min(left + side, width), x1 + 1), max(min(top + side, height), y1 + 1)
    patch = image[y1:y2, x1:x2]
    pads = [max(0, p) for p in (y1 - top, top + side - y2, x1 - left, left + side - x2)]
    if any(pads):
        above, below, before, after = pads
        border = cv2.BORDER_REPLICATE
        patch = np.asarray(cv2.copyMakeBorder(patch, above, below, before, after, border), np.uint8)
    shrinks = side > size_px
    interpolation = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    resized = cv2.resize(patch, (size_px, size_px), interpolation=interpolation)
    return np.asarray(resized, np.uint8)


def as_network_input(
    crops: list[Image], input_range: tuple[float, float] = TRAINED_RANGE
) -> NDArray[np.float32]:
    """Convert crops to the input of a network.

    Args:
        crops: Each (size, size, 3), uint8, BGR, all of the same size.
        input_range: What the network takes for black and for full brightness.

    Returns:
        (n, size, size, 3), float32, RGB.
    """
    rgb = np.stack(crops)[..., ::-1]
    low, high = input_range
    return rgb.astype(np.float32) / np.float32(255 / (high - low)) + np.float32(low)
