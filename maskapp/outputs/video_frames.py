"""Images as the frames of a video, which all have one size."""

from typing import cast

import av

from maskapp.opencv import cv2
from maskapp.records import Image


def as_video_frame(image: Image, width: int, height: int) -> av.VideoFrame:
    """Return an image as a frame for the encoder, scaled to fit, with black bars.

    Args:
        image: (height, width, 3), uint8, BGR; any size.
        width: Width of the video, pixels.
        height: Height of the video, pixels.
    """
    # To BT.601, limited range; five times as fast as FFmpeg's conversion.
    planes = cast(Image, cv2.cvtColor(_fit(image, width, height), cv2.COLOR_BGR2YUV_I420))
    return av.VideoFrame.from_ndarray(planes, format="yuv420p")


def _fit(image: Image, width: int, height: int) -> Image:
    """Scale and pad an image to the size of the video, keeping its aspect ratio."""
    image_height, image_width = image.shape[:2]
    if (image_width, image_height) == (width, height):
        return image
    if 0 <= width - image_width <= 1 and 0 <= height - image_height <= 1:
        left, top, border = 0, 0, cv2.BORDER_REPLICATE
    else:
        scale = min(width / image_width, height / image_height)
        image_width = max(1, round(image_width * scale))
        image_height = max(1, round(image_height * scale))
        image = cast(Image, cv2.resize(image, (image_width, image_height)))
        left, top = (width - image_width) // 2, (height - image_height) // 2
        border = cv2.BORDER_CONSTANT
    right, bottom = width - image_width - left, height - image_height - top
    padded = cv2.copyMakeBorder(image, top, bottom, left, right, border)
    return cast(Image, padded)
