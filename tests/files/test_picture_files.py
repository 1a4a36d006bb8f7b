from pathlib import Path

import numpy as np
import pytest

from maskapp.errors import OutputError, PictureTooLargeError, SourceError
from maskapp.files.picture_files import (
    decode_picture,
    encode_picture,
    read_picture,
    size_of_jpeg,
)
from maskapp.opencv import cv2
from tests.support.picture_bytes import (
    encoded,
    four_corners,
    heic,
    pillow_file,
    png_of_stated_size,
    with_orientation,
)

UPRIGHT = {
    1: lambda image: image,
    2: lambda image: image[:, ::-1],
    3: lambda image: image[::-1, ::-1],
    4: lambda image: image[::-1],
    5: lambda image: image.transpose(1, 0, 2),
    6: lambda image: np.rot90(image, -1),
    7: lambda image: np.rot90(image.transpose(1, 0, 2), 2),
    8: lambda image: np.rot90(image, 1),
}
"""How to turn the stored picture upright, by EXIF orientation."""


@pytest.mark.parametrize("orientation", UPRIGHT)
def test_exif_orientation_is_applied(tmp_path: Path, orientation: int) -> None:
    path = tmp_path / "phone.jpg"
    path.write_bytes(with_orientation(encoded(".jpg"), orientation))
    expected = UPRIGHT[orientation](four_corners())
    image = read_picture(path)
    assert image.shape == expected.shape
    # JPEG blurs the colours where they meet; the middle of each corner is clear.
    for row in (8, -8):
        for column in (8, -8):
            assert np.abs(image[row, column].astype(int) - expected[row, column]).max() < 30


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        (np.full((4, 5), 77, np.uint8), 77),
        (np.full((4, 5), 77 * 257, np.uint16), 77),
        (np.full((4, 5, 3), 77 * 257, np.uint16), 77),
        (np.dstack([np.full((4, 5, 3), 77, np.uint8), np.zeros((4, 5), np.uint8)]), 77),
    ],
    ids=["grey", "grey 16 bit", "colour 16 bit", "transparent"],
)
def test_every_format_becomes_8_bit_bgr(tmp_path: Path, image: np.ndarray, expected: int) -> None:
    path = tmp_path / "format.png"
    path.write_bytes(encoded(".png", image))
    image = read_picture(path)
    assert image.dtype == np.uint8
    assert image.shape == (4, 5, 3)
    assert np.all(image == expected)
    assert image.flags.c_contiguous


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.png", b""),
        ("text.jpg", b"not a picture"),
        ("cut.png", encoded(".png")[:-30]),
        ("damaged.png", encoded(".png").replace(b"IDAT", b"IDAT\xff")),
        ("half.jpg", encoded(".jpg")[:500]),
        ("bomb.png", png_of_stated_size(100_000, 100_000)),
        ("huge.png", png_of_stated_size(20_000, 20_000)),
    ],
)
def test_a_damaged_picture_is_refused_in_one_line(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SourceError, match=f"^{name}: .*$"):
        read_picture(path)
    assert capfd.readouterr() == ("", "")


def test_the_size_of_a_jpeg_is_read_without_decoding_it() -> None:
    jpeg = encoded(".jpg")
    assert size_of_jpeg(jpeg) == four_corners().shape[1::-1]
    # The library raises something else for each of these.
    assert [size_of_jpeg(data) for data in (b"", b"text", jpeg[:40], encoded(".png"))] == [None] * 4
    for cut in range(0, len(jpeg), 7):
        assert size_of_jpeg(jpeg[:cut]) in (None, four_corners().shape[1::-1])


def test_content_in_memory_is_read_like_a_file(tmp_path: Path) -> None:
    assert decode_picture(encoded(".png"), "x").image.tolist() == four_corners().tolist()
    with pytest.raises(SourceError, match=r"^upload: is a document or an archive, neither"):
        decode_picture(b"%PDF-1.7", "upload")
    with pytest.raises(PictureTooLargeError, match=r"^upload: the picture has 20000 × 20000"):
        decode_picture(png_of_stated_size(20_000, 20_000), "upload")


FORMATS_WITH_A_LIMIT = {
    "jpeg": encoded(".jpg"),
    "png": encoded(".png"),
    "bmp": encoded(".bmp"),
    "webp": encoded(".webp"),
    "tiff": encoded(".tiff"),
    "jpeg 2000": encoded(".jp2"),
    "pnm": encoded(".ppm"),
    "gif": pillow_file("GIF", four_corners()),
    "avif": pillow_file("AVIF", four_corners()),
    "heic": heic(four_corners()),
}


@pytest.mark.parametrize("kind", FORMATS_WITH_A_LIMIT)
def test_who_decodes_for_others_can_allow_fewer_pixels(kind: str) -> None:
    height, width = four_corners().shape[:2]
    data = FORMATS_WITH_A_LIMIT[kind]
    assert decode_picture(data, "upload", width * height).image.shape == (height, width, 3)
    with pytest.raises(PictureTooLargeError, match=f"has {width} × {height} pixels.*at most 0 mil"):
        decode_picture(data, "upload", width * height - 1)


def test_then_a_picture_has_to_say_how_large_it_is() -> None:
    hdr = encoded(".hdr", four_corners())
    assert decode_picture(hdr, "upload").image.shape == four_corners().shape
    with pytest.raises(SourceError, match="unknown format"):
        decode_picture(hdr, "upload", 50_000_000)


def test_a_missing_picture_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"^none\.png: cannot be read: No such file"):
        read_picture(tmp_path / "none.png")


@pytest.mark.parametrize("suffix", [".png", ".bmp"])
def test_lossless_formats_are_read_back_unchanged(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(encode_picture(four_corners(), path, jpeg_quality=50))
    assert np.array_equal(read_picture(path), four_corners())


@pytest.mark.parametrize("name", ["a.jpg", "a.JPEG"])
def test_the_quality_of_a_jpeg_is_applied(name: str) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (64, 64, 3)).astype(np.uint8)
    small, large = (encode_picture(noise, Path(name), jpeg_quality=q) for q in (20, 95))
    assert small.startswith(b"\xff\xd8")
    assert len(small) < len(large) / 2
    decoded = cv2.imdecode(np.frombuffer(large, np.uint8), cv2.IMREAD_COLOR_BGR)
    assert decoded.shape == noise.shape


def test_an_image_too_large_for_a_jpeg_is_refused() -> None:
    too_wide = np.zeros((1, 70_000, 3), np.uint8)
    with pytest.raises(OutputError, match=r"^Cannot write wide\.jpg: "):
        encode_picture(too_wide, Path("wide.jpg"), jpeg_quality=90)
