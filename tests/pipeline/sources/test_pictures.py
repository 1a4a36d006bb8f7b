import struct
import zlib
from pathlib import Path

import numpy as np
import pytest

from maskapp.errors import SourceError
from maskapp.opencv import cv2
from maskapp.pipeline.sources.pictures import PicturesSource, read_picture

WIDTH, HEIGHT = 60, 40


def four_corners() -> np.ndarray:
    """BGR: blue top left, green top right, red bottom left, white bottom right."""
    image = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    image[: HEIGHT // 2, : WIDTH // 2] = (255, 0, 0)
    image[: HEIGHT // 2, WIDTH // 2 :] = (0, 255, 0)
    image[HEIGHT // 2 :, : WIDTH // 2] = (0, 0, 255)
    image[HEIGHT // 2 :, WIDTH // 2 :] = (255, 255, 255)
    return image


def encoded(suffix: str, image: np.ndarray | None = None) -> bytes:
    done, data = cv2.imencode(suffix, four_corners() if image is None else image)
    assert done
    return data.tobytes()


def with_orientation(jpeg: bytes, orientation: int) -> bytes:
    """The JPEG with an EXIF segment (APP1) that holds the orientation alone."""
    entry = struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0)
    exif = b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 1) + entry + bytes(4)
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + jpeg[2:]


def png_header_of(width: int, height: int) -> bytes:
    """A PNG that says it is so large, with next to nothing in it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    content = zlib.compress(bytes(1000))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", content)
        + chunk(b"IEND", b"")
    )


# How a viewer gets from the stored picture to the upright one, by EXIF orientation.
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


@pytest.mark.parametrize("orientation", UPRIGHT)
def test_exif_orientation_is_honoured(tmp_path: Path, orientation: int) -> None:
    path = tmp_path / "phone.jpg"
    path.write_bytes(with_orientation(encoded(".jpg"), orientation))
    expected = UPRIGHT[orientation](four_corners())
    with PicturesSource(path) as source:
        frame = source.read()
    assert frame is not None
    assert frame.image.shape == expected.shape
    # JPEG blurs the colours where they meet; the middle of each corner is clear.
    for row in (8, -8):
        for column in (8, -8):
            assert np.abs(frame.image[row, column].astype(int) - expected[row, column]).max() < 30
    assert (source.info.width, source.info.height) == (expected.shape[1], expected.shape[0])


def test_one_picture(tmp_path: Path) -> None:
    path = tmp_path / "日本 ü.PNG"
    path.write_bytes(encoded(".png"))
    with PicturesSource(path) as source:
        frame = source.read()
        assert source.read() is None
    assert frame is not None
    assert np.array_equal(frame.image, four_corners())
    assert (frame.index, frame.time_s, frame.name) == (0, 0.0, "日本 ü.PNG")
    info = source.info
    assert (info.name, info.frame_count, info.fps) == ("日本 ü.PNG", 1, None)
    assert (info.is_live, info.is_stills) == (False, True)


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
def test_every_kind_becomes_bgr_of_8_bit(tmp_path: Path, image: np.ndarray, expected: int) -> None:
    path = tmp_path / "kind.png"
    path.write_bytes(encoded(".png", image))
    picture = read_picture(path)
    assert picture.dtype == np.uint8
    assert picture.shape == (4, 5, 3)
    assert np.all(picture == expected)
    assert picture.flags.c_contiguous


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.png", b""),
        ("text.jpg", b"no picture at all"),
        ("cut.png", encoded(".png")[:-30]),
        ("damaged.png", encoded(".png").replace(b"IDAT", b"IDAT\xff")),
        ("cut.jpg", encoded(".jpg")[:-30]),
        ("half.jpg", encoded(".jpg")[:500]),
        ("bomb.png", png_header_of(100_000, 100_000)),
        ("huge.png", png_header_of(20_000, 20_000)),
    ],
)
def test_a_damaged_picture_is_refused_in_one_line(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SourceError, match=f"^{name}: .*$"):
        PicturesSource(path)
    assert capfd.readouterr() == ("", "")


def test_a_folder_is_read_in_the_order_people_count_in(tmp_path: Path) -> None:
    names = ["2.png", "10.png", "a.png", "B2.png", "b10.png"]
    for value, name in enumerate(names):
        (tmp_path / name).write_bytes(encoded(".png", np.full((4, 5, 3), value, np.uint8)))
    (tmp_path / "notes.txt").write_text("not a picture")
    (tmp_path / "clip.gif").write_bytes(b"GIF89a")
    (tmp_path / "._2.png").write_bytes(b"left by a Mac")
    (tmp_path / "folder.png").mkdir()
    with PicturesSource(tmp_path) as source:
        assert source.info.frame_count == len(names)
        assert (source.info.width, source.info.height) == (0, 0)
        for value, name in enumerate(names):
            frame = source.read()
            assert frame is not None
            assert (frame.index, frame.name) == (value, name)
            assert np.all(frame.image == value)
        assert source.read() is None
        assert source.problems == []


def test_unreadable_pictures_of_a_folder_are_passed_over_and_told(tmp_path: Path) -> None:
    (tmp_path / "1.jpg").write_bytes(b"")
    (tmp_path / "2.png").write_bytes(encoded(".png"))
    (tmp_path / "3.jpg").write_bytes(b"damaged")
    with PicturesSource(tmp_path) as source:
        frame = source.read()
        assert frame is not None
        assert (frame.index, frame.name) == (1, "2.png")
        assert source.read() is None
        assert [problem.partition(":")[0] for problem in source.problems] == ["1.jpg", "3.jpg"]


def test_a_folder_of_unreadable_pictures_is_refused(tmp_path: Path) -> None:
    for name in ("1.jpg", "2.jpg"):
        (tmp_path / name).write_bytes(b"damaged")
    with pytest.raises(SourceError, match="none of its 2 pictures"):
        PicturesSource(tmp_path)


def test_a_folder_without_pictures_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a picture")
    with pytest.raises(SourceError, match="no pictures in this folder"):
        PicturesSource(tmp_path)


def test_nothing_is_read_after_closing(tmp_path: Path) -> None:
    (tmp_path / "1.png").write_bytes(encoded(".png"))
    source = PicturesSource(tmp_path)
    source.close()
    source.close()
    assert source.read() is None


def test_a_name_is_handed_on_as_it_is(tmp_path: Path) -> None:
    """Screenshots of macOS have a narrow space in their names."""
    path = tmp_path / "Shot 1.23\u202fPM.png"
    path.write_bytes(encoded(".png"))
    with PicturesSource(path) as source:
        assert source.read().name == path.name
