"""The annotated output of one input."""

import sys
from contextlib import suppress
from pathlib import Path

import av
import numpy as np
import pytest

from maskapp.commands.detect import drawing as drawings
from maskapp.commands.detect.drawing import PicturesDrawing, VideoDrawing
from maskapp.errors import OutputError
from maskapp.outputs.picture_writer import PictureWriter
from maskapp.records import Frame, FrameResult
from tests.support.videos import VIDEO_SUFFIXES


def result(name: str | None = None) -> FrameResult:
    return FrameResult(Frame(np.zeros((48, 64, 3), np.uint8), 3, 0.12, name), ())


@pytest.mark.parametrize(("name", "expected"), [("b.JPG", "b.JPG"), (None, "000003.png")])
def test_a_picture_is_named_after_its_frame(tmp_path, name, expected) -> None:
    drawing = PicturesDrawing(tmp_path / "out", PictureWriter(tmp_path / "out", []))
    drawing.write(result(name))
    drawing.close()
    assert drawing.state() == "written"
    assert [path.name for path in (tmp_path / "out").iterdir()] == [expected]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
@pytest.mark.parametrize("limit_bytes", [0, 30, 700, 2_000, 9_000, 20_000, 60_000, 150_000])
@pytest.mark.parametrize("suffix", VIDEO_SUFFIXES)
def test_a_full_disk_is_never_reported_as_written(tmp_path, limit_bytes, suffix) -> None:
    import resource

    drawing = VideoDrawing(tmp_path / f"o{suffix}", 25.0)
    noise = np.random.default_rng(0)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, before[1]))
    try:
        with pytest.raises(OutputError):
            write_noise(drawing, noise, 100)
        with suppress(OutputError):
            drawing.close()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert drawing.state() == ("incomplete" if frames_in(drawing.path) else "")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps open files")
def test_a_video_that_is_removed_meanwhile_ends_the_run_soon(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(drawings, "_CHECK_EVERY_S", 0.0)
    drawing = VideoDrawing(tmp_path / "o.mp4", 25.0)
    drawing.write(result())
    drawing.path.unlink()
    with pytest.raises(OutputError, match=r"o\.mp4 was removed while it was being written"):
        drawing.write(result())
    with suppress(OutputError):
        drawing.close()
    assert drawing.state() == ""


def test_a_finished_video_is_written(tmp_path: Path) -> None:
    drawing = VideoDrawing(tmp_path / "o.mp4", 25.0)
    drawing.write(result())
    drawing.close()
    assert drawing.state() == "written"


def write_noise(drawing, noise, count: int) -> None:
    for number in range(count):
        image = noise.integers(0, 255, (48, 64, 3), np.uint8)
        drawing.write(FrameResult(Frame(image, number, number / 25), ()))


def frames_in(path: Path) -> int:
    """Count the frames that a player would show."""
    count = 0
    with suppress(av.FFmpegError, IndexError), av.open(str(path)) as container:
        for _ in container.decode(video=0):
            count += 1
    return count
