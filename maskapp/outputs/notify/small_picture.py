"""Pictures that are small enough to be sent."""

from pathlib import Path

import numpy as np

from maskapp.errors import OutputError
from maskapp.files.picture_files import encode_picture
from maskapp.opencv import cv2
from maskapp.records import Image

MOST_BYTES = 300_000

_LONG_SIDES_PX = (1280, 960, 640, 320)
_JPEG_QUALITY = 80
_NAME = Path("picture.jpg")


def small_jpeg(image: Image) -> bytes | None:
    """Return a picture as JPEG of at most 300 kB; None if it cannot be encoded.

    Args:
        image: (height, width, 3), uint8, BGR.
    """
    for side_px in _LONG_SIDES_PX:
        scale = min(1.0, side_px / max(image.shape[:2]))
        height, width = (max(1, round(scale * side)) for side in image.shape[:2])
        smaller: Image = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA).astype(
            np.uint8, copy=False
        )
        try:
            data = encode_picture(smaller, _NAME, jpeg_quality=_JPEG_QUALITY)
        except OutputError:
            return None
        if len(data) <= MOST_BYTES:
            return data
    return None
