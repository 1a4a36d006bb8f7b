"""How pictures are encoded for viewers."""

import numpy as np
import pytest
import simplejpeg

from maskapp.web.watch.jpeg import encode_picture


def test_colours_stay_as_they_were() -> None:
    image = np.zeros((48, 64, 3), np.uint8)
    image[:] = (200, 100, 50)  # blue, green, red
    picture = encode_picture(image)
    assert (picture.width, picture.height) == (64, 48)
    shown = simplejpeg.decode_jpeg(picture.jpeg, colorspace="BGR")
    assert np.abs(shown.astype(int) - image).max() <= 4


@pytest.mark.parametrize(
    ("size", "expected"),
    [((1280, 720), (1280, 720)), ((3840, 2160), (1280, 720)), ((900, 3000), (384, 1280))],
)
def test_large_pictures_are_made_smaller(size, expected) -> None:
    width, height = size
    picture = encode_picture(np.zeros((height, width, 3), np.uint8))
    assert (picture.width, picture.height) == expected
    assert simplejpeg.decode_jpeg_header(picture.jpeg)[:2] == expected[::-1]
