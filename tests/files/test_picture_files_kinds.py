"""Pictures of every kind under every name, whole, upright and within the limit."""

import contextlib
import random
import struct
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from maskapp.errors import SourceError
from maskapp.files.picture_files import (
    decode_picture,
    is_animated_gif,
    open_picture,
    read_picture,
    size_of_first_gif_image,
)
from maskapp.opencv import cv2
from tests.support.picture_bytes import encoded, four_corners, heic, pillow_file, with_orientation


def gradient(height: int, width: int) -> np.ndarray:
    """Return an image of which every part differs, so that a missing tile is noticed."""
    rows, columns = np.mgrid[0:height, 0:width]
    return np.dstack(
        [255 * rows // height, 255 * columns // width, 255 * (rows + columns) // (height + width)]
    ).astype(np.uint8)


LARGE = cv2.resize(four_corners(), (120, 80), interpolation=cv2.INTER_NEAREST)
KINDS = {
    "jpg": encoded(".jpg", LARGE),
    "png": encoded(".png", LARGE),
    "bmp": encoded(".bmp", LARGE),
    "webp": encoded(".webp", LARGE),
    "tif": encoded(".tiff", LARGE),
    "ppm": encoded(".ppm", LARGE),
    "jp2": encoded(".jp2", LARGE),
    "gif": pillow_file("GIF", LARGE),
    "avif": pillow_file("AVIF", LARGE, quality=100),
    "heic": heic(LARGE),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["a.jpg", "a.jfif", "a.heic", "a.mp4", "without an ending"])
def test_the_content_decides_whatever_the_name(tmp_path: Path, kind: str, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(KINDS[kind])
    picture = open_picture(path)
    assert not picture.is_one_of_several
    assert (picture.image.dtype, picture.image.flags.c_contiguous) == (np.uint8, True)
    assert picture.image.shape == LARGE.shape
    assert np.abs(picture.image.astype(int) - LARGE).mean() < 8


@pytest.mark.parametrize(("height", "width"), [(200, 300), (96, 500), (65, 64), (64, 128)])
def test_the_tiles_of_a_heic_are_joined(tmp_path: Path, height: int, width: int) -> None:
    image = gradient(height, width)
    path = tmp_path / "phone.heic"
    path.write_bytes(heic(image, tile_size=64))
    read = read_picture(path)
    assert read.shape == image.shape
    assert np.abs(read.astype(int) - image).max() < 12


@pytest.mark.parametrize(("mode", "channels"), [("L", 1), ("RGB", 3), ("RGBA", 4)])
@pytest.mark.parametrize("bits", [8, 16])
def test_heic_of_every_form_becomes_8_bit_bgr(
    tmp_path: Path, mode: str, channels: int, bits: int
) -> None:
    pixels = np.full((64, 64, channels), 120 if bits == 8 else 120 * 257, f"uint{bits}")
    path = tmp_path / "a.heic"
    with path.open("wb") as file:
        mode = mode if bits == 8 else f"{mode};16"
        pillow_heif.encode(mode, (64, 64), pixels.tobytes(), file, quality=-1)
    image = read_picture(path)
    assert (image.shape, image.dtype) == ((64, 64, 3), np.uint8)
    assert np.all(np.abs(image.astype(int) - 120) <= 2)


@pytest.mark.parametrize("kind", ["HEIC", "AVIF"])
def test_heic_and_avif_are_turned_upright_once(tmp_path: Path, kind: str) -> None:
    # EXIF asks for a quarter turn clockwise; in HEIC the encoder makes it a property.
    exif = b"Exif\0\0MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, 6, 0, 0)
    path = tmp_path / "phone"
    path.write_bytes(
        heic(LARGE, exif=exif)
        if kind == "HEIC"
        else pillow_file("AVIF", LARGE, exif=exif, quality=100)
    )
    expected = np.rot90(LARGE, -1)
    read = read_picture(path)
    assert read.shape == expected.shape
    assert np.abs(read.astype(int) - expected).mean() < 8


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "TIFF", "AVIF"])
def test_of_several_images_the_first_is_read(tmp_path: Path, kind: str) -> None:
    images = [np.full((20, 30, 3), value, np.uint8) for value in (40, 140, 240)]
    path = tmp_path / "animation"
    path.write_bytes(pillow_file(kind, *images))
    picture = open_picture(path)
    assert picture.is_one_of_several
    assert is_animated_gif(path) == (kind == "GIF")
    assert picture.image.mean() == pytest.approx(40, abs=3)


def test_several_images_of_a_heic_are_noticed(tmp_path: Path) -> None:
    images = [Image.new("RGB", (64, 64), (value,) * 3) for value in (40, 140)]
    file = pillow_heif.from_pillow(images[0])
    file.add_from_pillow(images[1])
    file.save(tmp_path / "burst.heic", quality=-1)
    picture = open_picture(tmp_path / "burst.heic")
    assert picture.is_one_of_several
    assert picture.image.mean() == pytest.approx(40, abs=3)


def test_a_damaged_gif_is_not_animated(tmp_path: Path) -> None:
    path = tmp_path / "cut.gif"
    path.write_bytes(b"GIF89a")
    assert not is_animated_gif(path)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("ppm", "jp2")])
def test_the_limit_holds_before_decoding(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr(cv2, "imdecode", lambda *_: pytest.fail("it was decoded"))
    with pytest.raises(SourceError, match=r"^large: the picture has 120 × 80 pixels, .* too large"):
        decode_picture(KINDS[kind], "large", most_pixels=120 * 80 - 1)


def test_a_gif_that_states_a_huge_size_is_refused(tmp_path: Path) -> None:
    content = bytearray(KINDS["gif"])
    content[6:10] = struct.pack("<HH", 40_000, 40_000)
    path = tmp_path / "bomb.gif"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=r"^bomb\.gif: the picture has 40000 × 40000 pixels"):
        read_picture(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "is a video, not a picture"),
        (b"%PDF-1.7", "is a document or an archive, neither a picture nor a video"),
        (b"\xff\x0a\xff\x07", "is a JPEG XL picture, which cannot be read; save it as a JPEG"),
        (b"II*\0\x10\0\0\0CR\x02\0", "is a camera's raw picture, which cannot be read; save"),
    ],
)
def test_what_is_no_picture_is_named(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=rf"^a\.jpg: {message}"):
        read_picture(path)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(kind=st.sampled_from(sorted(KINDS)), seed=st.integers(0, 10**6))
def test_damaged_pictures_are_read_or_refused(tmp_path: Path, kind: str, seed: int) -> None:
    rng, content = random.Random(seed), bytearray(KINDS[kind])
    for _ in range(rng.choice((1, 2, 10))):
        at = rng.randrange(min(len(content), rng.choice((64, 600, len(content)))))
        content[at : at + rng.randrange(3)] = rng.randbytes(rng.randrange(5))
        content = content or bytearray(1)
    path = tmp_path / "damaged"
    path.write_bytes(content[: rng.choice((len(content), len(content) // 2 + 1))])
    with contextlib.suppress(SourceError):
        picture = open_picture(path)
        assert picture.image.dtype == np.uint8
        assert picture.image.shape[2] == 3


def test_a_jpeg_with_an_orientation_keeps_it_under_any_name(tmp_path: Path) -> None:
    path = tmp_path / "phone.heic"
    path.write_bytes(with_orientation(encoded(".jpg", LARGE), 6))
    assert read_picture(path).shape == (120, 80, 3)


def test_the_first_image_of_a_gif_states_its_own_size(tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    path.write_bytes(b"GIF89a" + struct.pack("<HH", 40000, 30000) + KINDS["gif"][10:])
    assert size_of_first_gif_image(path) == (120, 80)
    path.write_bytes(KINDS["png"])
    assert size_of_first_gif_image(path) is None
    assert size_of_first_gif_image(tmp_path / "none") is None
