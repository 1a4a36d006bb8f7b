"""PNM pictures of any range."""

import numpy as np
import pytest

from maskapp.files.picture_files import decode_picture
from maskapp.files.pnm_range import pnm_range
from tests.support.picture_bytes import encoded

WHITES = [3, 15, 100, 255, 300, 1023, 4095, 65534, 65535]


def binary(white: int, *values: int, channels: int = 1) -> bytes:
    """Return a row of grey pixels, each of which may have several equal channels."""
    pixels = np.repeat(np.array(values, ">u2" if white > 255 else "u1"), channels)
    kind = 5 if channels == 1 else 6
    return b"P%d\n%d 1\n%d\n" % (kind, len(values), white) + pixels.tobytes()


def text(white: int, *values: int) -> bytes:
    return b"P2\n%d 1\n%d\n" % (len(values), white) + b"".join(b"%d\n" % value for value in values)


def named(white: int, *values: int) -> bytes:
    pixels = np.array(values, ">u2" if white > 255 else "u1").tobytes()
    head = b"P7\nWIDTH %d\nHEIGHT 1\nDEPTH 1\nMAXVAL %d\nTUPLTYPE GRAYSCALE\nENDHDR\n"
    return head % (len(values), white) + pixels


@pytest.mark.parametrize("white", WHITES)
@pytest.mark.parametrize("form", [binary, text, named])
def test_the_stated_white_is_white(form, white: int) -> None:
    values = (0, white // 2, white)
    image = decode_picture(form(white, *values), "x").image
    assert (image.shape, image.dtype) == ((1, 3, 3), np.uint8)
    expected = [round(255 * value / white) for value in values]
    assert np.abs(image[0, :, 0].astype(int) - expected).max() <= 1
    assert image[0, 2, 0] == 255


def test_colours_are_in_the_stated_range_too() -> None:
    pixels = np.array([4095, 2400, 0], ">u2").tobytes()
    image = decode_picture(b"P6\n# of 12 bits\n1 1\n# P5 1 1 255\n4095\n" + pixels, "x").image
    assert image[0, 0].tolist() == [0, 149, 255]


def test_a_value_beyond_white_is_white() -> None:
    assert decode_picture(binary(4095, 5000, channels=3), "x").image.max() == 255


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"P5",
        b"P5\n1 1\n",
        b"P5\n1 1\n0\n\0",
        b"P5\n1 1\n70000\n\0\0",
        b"P4\n8 1\n\0",
        b"P7\nWIDTH 1\nENDHDR\nMAXVAL 4095\n",
        encoded(".png"),
    ],
)
def test_nothing_else_has_a_range(data: bytes) -> None:
    assert pnm_range(data) is None
