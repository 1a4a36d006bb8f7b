"""Damage in the middle of a picture: what its decoder notices is told."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from maskapp.files.picture_files import Picture, open_picture
from maskapp.opencv import cv2
from tests.support.picture_bytes import encoded, four_corners, pillow_file, with_orientation

NOISE = np.random.default_rng(1).integers(0, 256, (96, 128, 3)).astype(np.uint8)


def opened(folder: Path, content: bytes) -> Picture:
    path = folder / "picture"
    path.write_bytes(content)
    return open_picture(path)


def jpeg(image: np.ndarray = NOISE, mode: str = "RGB", **options: object) -> bytes:
    file = io.BytesIO()
    Image.fromarray(image[:, :, ::-1]).convert(mode).save(file, "JPEG", **options)
    return file.getvalue()


JPEGS = {
    "baseline": jpeg(),
    "progressive": jpeg(progressive=True),
    "restart markers": jpeg(restart_marker_rows=1),
    "grey": jpeg(mode="L"),
    "4:4:4": jpeg(subsampling=0),
}


@pytest.mark.parametrize("kind", JPEGS)
def test_a_damaged_jpeg_is_read_and_told(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], kind: str
) -> None:
    content, middle = JPEGS[kind], len(JPEGS[kind]) // 2
    whole = opened(tmp_path, content)
    assert not whole.is_damaged
    zeros = content[:middle] + bytes(300) + content[middle + 300 :]
    for damaged in (zeros, content[:middle] + content[middle + 300 :], content[:middle]):
        picture = opened(tmp_path, damaged)
        assert picture.is_damaged
        assert picture.image.shape == whole.image.shape
        assert np.array_equal(picture.image[:8], whole.image[:8]) or kind == "progressive"
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("padding", [bytes(300), b"\xff" * 300, b"\0"])
def test_padding_before_the_end_of_a_jpeg_is_no_damage(tmp_path: Path, padding: bytes) -> None:
    content = jpeg()
    assert not opened(tmp_path, content[:-2] + padding + content[-2:]).is_damaged
    assert not opened(tmp_path, content + padding).is_damaged
    rest = bytes(range(200))
    assert opened(tmp_path, content[:-2] + rest + content[-2:]).is_damaged


@pytest.mark.parametrize("orientation", range(9))
def test_a_jpeg_is_turned_as_opencv_turns_it(tmp_path: Path, orientation: int) -> None:
    content = with_orientation(encoded(".jpg", four_corners()), orientation)
    expected = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR_BGR)
    picture = opened(tmp_path, content)
    assert np.array_equal(picture.image, expected)
    assert picture.image.flags.c_contiguous


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
@pytest.mark.parametrize("subsampling", [0, 1, 2])
def test_a_jpeg_has_the_pixels_that_opencv_gives(
    tmp_path: Path, mode: str, subsampling: int
) -> None:
    content = jpeg(mode=mode, subsampling=subsampling)
    expected = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR_BGR)
    assert np.array_equal(opened(tmp_path, content).image, expected)


@pytest.mark.parametrize("compression", ["tiff_lzw", "tiff_adobe_deflate", "packbits"])
def test_a_damaged_tiff_with_lossless_compression_is_told(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], compression: str
) -> None:
    image = cv2.resize(NOISE, (600, 400))  # is written in several strips
    content = pillow_file("TIFF", image, compression=compression)
    middle = len(content) // 2
    assert not opened(tmp_path, content).is_damaged
    damaged = content[:middle] + bytes(20_000) + content[middle + 20_000 :]
    assert opened(tmp_path, damaged).is_damaged
    assert capfd.readouterr() == ("", "")
