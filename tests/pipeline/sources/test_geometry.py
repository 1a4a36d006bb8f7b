import gc
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from maskapp.errors import SourceError
from maskapp.opencv import cv2
from maskapp.pipeline.sources import geometry as geometry_module
from maskapp.pipeline.sources.geometry import FrameGeometry
from maskapp.pipeline.sources.video_file import VideoFileSource
from tests.support.picture_bytes import four_corners
from tests.support.video_files import HEIGHT, WIDTH, read_all, write_clip

# In the order of the corners: top left, top right, bottom left, bottom right.
STORED = ("blue", "green", "red", "white")


def corners(image: np.ndarray) -> tuple[str, ...]:
    """Return the colours of an image's corners."""
    colours = {"blue": (255, 0, 0), "green": (0, 255, 0), "red": (0, 0, 255), "white": (255,) * 3}
    found = []
    for row, column in ((4, 4), (4, -4), (-4, 4), (-4, -4)):
        pixel = image[row, column].astype(int)
        found.append(min(colours, key=lambda name: np.abs(pixel - colours[name]).sum()))
    return tuple(found)


def clip_of_corners(path: Path, rotation: int, mirrors: str) -> Path:
    image = cv2.resize(four_corners(), (64, 48), interpolation=cv2.INTER_NEAREST)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25, options={"qp": "1"})
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv444p"
        stream.set_display_rotation(rotation, hflip="columns" in mirrors, vflip="rows" in mirrors)
        frame = av.VideoFrame.from_ndarray(image, format="bgr24")
        container.mux(stream.encode(frame.reformat(format="yuv444p")))
        container.mux(stream.encode())
    return path


@pytest.mark.parametrize(
    ("rotation", "mirrors", "shown"),
    [
        (0, "", STORED),
        (90, "", ("green", "white", "blue", "red")),
        (180, "", ("white", "red", "green", "blue")),
        (-90, "", ("red", "blue", "white", "green")),
        (0, "columns", ("green", "blue", "white", "red")),
        (0, "rows", ("red", "white", "blue", "green")),
        (0, "columns rows", ("white", "red", "green", "blue")),
    ],
)
def test_a_display_matrix_is_applied(
    tmp_path: Path, rotation: int, mirrors: str, shown: tuple[str, ...]
) -> None:
    with VideoFileSource(clip_of_corners(tmp_path / "clip.mp4", rotation, mirrors)) as source:
        image = source.read().image  # type: ignore[union-attr]
        assert (source.info.height, source.info.width) == image.shape[:2]
    assert corners(image) == shown
    assert image.flags.c_contiguous


@pytest.mark.parametrize("rotation", [90, -90])
@pytest.mark.parametrize("mirrors", ["columns", "rows"])
def test_rotated_and_mirrored_at_once(tmp_path: Path, rotation: int, mirrors: str) -> None:
    with VideoFileSource(clip_of_corners(tmp_path / "clip.mp4", rotation, mirrors)) as source:
        image = source.read().image  # type: ignore[union-attr]
    shown = corners(image)
    assert image.shape == (64, 48, 3)
    # A transposition or its opposite: one diagonal stays, the other is exchanged.
    transposed, transversed = ("blue", "red", "green", "white"), ("white", "green", "red", "blue")
    assert shown in (transposed, transversed)
    other = "rows" if mirrors == "columns" else "columns"
    with VideoFileSource(clip_of_corners(tmp_path / "other.mp4", rotation, other)) as source:
        assert {shown, corners(source.read().image)} == {transposed, transversed}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("aspect", "size"),
    [
        (Fraction(8, 3), (round(WIDTH * 8 / 3), HEIGHT)),
        (Fraction(1, 2), (WIDTH, 2 * HEIGHT)),
        (Fraction(1), (WIDTH, HEIGHT)),
        (Fraction(500), (WIDTH, HEIGHT)),  # no recorder writes that
        (Fraction(1, 500), (WIDTH, HEIGHT)),
    ],
)
@pytest.mark.parametrize("suffix", ["mp4", "mkv", "ts", "avi"])
def test_pixels_become_square(
    tmp_path: Path, suffix: str, aspect: Fraction, size: tuple[int, int]
) -> None:
    path = write_clip(tmp_path / f"dvr.{suffix}", codec="libx264", pixel_aspect=aspect)
    with VideoFileSource(path) as source:
        assert (source.info.width, source.info.height) == size
        image = source.read().image  # type: ignore[union-attr]
    assert image.shape == (size[1], size[0], 3)
    assert image[: size[1] // 5].mean() > 200


def test_pixels_become_square_before_they_are_rotated(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "dvr.mp4", rotation=90, pixel_aspect=Fraction(2))
    with VideoFileSource(path) as source:
        assert (source.info.width, source.info.height) == (HEIGHT, 2 * WIDTH)
        assert source.read().image.shape == (2 * WIDTH, HEIGHT, 3)  # type: ignore[union-attr]


@pytest.mark.parametrize(("width", "height"), [(32, 24), (128, 96), (64, 64), (300, 20), (1, 500)])
def test_a_later_frame_of_another_size_keeps_its_proportions(width: int, height: int) -> None:
    geometry = FrameGeometry(av.VideoFrame(WIDTH, HEIGHT, "bgr24"), None, "camera")
    white = av.VideoFrame.from_ndarray(np.full((height, width, 3), 255, np.uint8), format="bgr24")
    image = geometry.upright(white)
    assert image.shape == (HEIGHT, WIDTH, 3)
    rows, columns = (image.max(axis=(axis, 2)).astype(bool).sum() for axis in (1, 0))
    assert rows == HEIGHT or columns == WIDTH
    scale = min(WIDTH / width, HEIGHT / height)
    assert columns == pytest.approx(max(width * scale, 1), abs=1)
    assert rows == pytest.approx(max(height * scale, 1), abs=1)


@pytest.mark.parametrize(
    "pixels",
    ["gray", "gray16le", "rgba", "yuva420p", "rgb48le", "rgba64le", "pal8", "ya8", "yuv420p10le"],
)
def test_every_format_becomes_8_bit_bgr(pixels: str) -> None:
    grey = av.VideoFrame.from_ndarray(np.full((HEIGHT, WIDTH, 3), 120, np.uint8), format="bgr24")
    frame = (
        grey.reformat(format=pixels) if pixels != "pal8" else av.VideoFrame(WIDTH, HEIGHT, pixels)
    )
    image = FrameGeometry(frame, None, "clip").upright(frame)
    assert (image.shape, image.dtype) == ((HEIGHT, WIDTH, 3), np.uint8)
    assert pixels == "pal8" or np.all(np.abs(image.astype(int) - 120) <= 5)


def test_frames_beyond_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geometry_module, "MAX_PIXELS", 4 * WIDTH * HEIGHT)
    frame = av.VideoFrame(WIDTH, HEIGHT, "bgr24")
    assert FrameGeometry(frame, Fraction(4), "clip").width == 4 * WIDTH
    with pytest.raises(SourceError, match=r"^clip: its frames have 320 × 48 pixels, which is too"):
        FrameGeometry(frame, Fraction(5), "clip")


def test_frames_are_freed_at_once(tmp_path: Path) -> None:
    """Each may take a gigabyte, and Python looks for circles of references only now and then."""
    with VideoFileSource(write_clip(tmp_path / "clip.mp4", rotation=90)) as source:
        gc.collect()
        gc.disable()
        try:
            read_all(source)
            left = [thing for thing in gc.get_objects() if isinstance(thing, av.VideoFrame)]
            assert len(left) <= 1  # the decoder keeps an empty one at hand
        finally:
            gc.enable()
