"""Pictures encoded for viewers."""

import time

import simplejpeg

from maskapp.live.session.frame_views import resized
from maskapp.records import Image
from maskapp.web.watch.board import Picture

_LONGEST_PX = 1280
"""Larger pictures take longer to encode and send than browsers on phones and tablets gain by it."""
_QUALITY = 80


def encode_picture(image: Image) -> Picture:
    """Encode an image as JPEG, at most 1280 pixels wide or high.

    Args:
        image: (height, width, 3), uint8, BGR.
    """
    height, width = image.shape[:2]
    if max(width, height) > _LONGEST_PX:
        factor = _LONGEST_PX / max(width, height)
        width, height = max(1, round(width * factor)), max(1, round(height * factor))
        image = resized(image, (), (width, height))[0]
    jpeg = simplejpeg.encode_jpeg(
        image, quality=_QUALITY, colorspace="BGR", colorsubsampling="420", fastdct=True
    )
    return Picture(jpeg, width, height, time.monotonic())
