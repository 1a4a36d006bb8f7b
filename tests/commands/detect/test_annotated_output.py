import sys
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import av
import numpy as np
import pytest

from maskapp.commands.detect import annotated_output
from maskapp.commands.detect.annotated_output import (
    AnnotatedOutput,
    is_existing,
    refuse_overwriting,
)
from maskapp.errors import OutputError
from maskapp.records import Frame, FrameResult, SourceInfo
from tests.support.videos import VIDEO_SUFFIXES


def source(name: str = "Hall", *, is_stills: bool = False):
    """The only part of a source that matters here: its properties."""
    info = SourceInfo(name, 64, 48, 25.0, None, is_live=not is_stills, is_stills=is_stills)
    return SimpleNamespace(info=info)


def result(name: str | None = None) -> FrameResult:
    return FrameResult(Frame(np.zeros((48, 64, 3), np.uint8), 3, 0.12, name), ())


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("0", "HD Webcam: USB", "HD-Webcam--USB.mp4"),
        ("rtsp://me:secret@host/live", "rtsp://host/live", "rtsp---host-live.mp4"),
        (
            "rtsp://host/" + "a" * 300,
            "rtsp://host/" + "a" * 300,
            "rtsp---host-" + "a" * 88 + ".mp4",
        ),
    ],
)
def test_a_video_is_named_after_its_source(tmp_path, text, name, expected) -> None:
    drawing = AnnotatedOutput(tmp_path / "out", []).drawing(text, source(name))
    assert drawing.path == tmp_path / "out" / expected


def test_a_video_is_named_after_its_file(tmp_path: Path) -> None:
    (tmp_path / "a b.mkv").touch()
    drawing = AnnotatedOutput(tmp_path / "out", []).drawing(str(tmp_path / "a b.mkv"), source())
    assert drawing.path.name == "a b.mp4"


def test_videos_of_the_same_name_are_numbered(tmp_path: Path) -> None:
    output = AnnotatedOutput(tmp_path / "out", [])
    names = [output.drawing("0", source()).path.name for _ in range(3)]
    assert names == ["Hall.mp4", "Hall-2.mp4", "Hall-3.mp4"]


@pytest.mark.parametrize(("name", "expected"), [("b.JPG", "b.JPG"), (None, "000003.png")])
def test_a_picture_is_named_after_its_frame(tmp_path, name, expected) -> None:
    drawing = AnnotatedOutput(tmp_path / "out", []).drawing("a", source(is_stills=True))
    drawing.write(result(name))
    drawing.close()
    assert [path.name for path in (tmp_path / "out").iterdir()] == [expected]


@pytest.mark.parametrize(("name", "is_stills"), [("o.mp4", True), ("o.png", False)])
def test_a_file_of_the_other_kind_is_refused(tmp_path, name, is_stills) -> None:
    with pytest.raises(OutputError, match="name a folder"):
        AnnotatedOutput(tmp_path / name, []).drawing("a", source(is_stills=is_stills))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
@pytest.mark.parametrize("limit_bytes", [0, 30, 700, 2_000, 9_000, 20_000, 60_000, 150_000])
@pytest.mark.parametrize("suffix", VIDEO_SUFFIXES)
def test_a_full_disk_is_never_reported_as_written(tmp_path, limit_bytes, suffix) -> None:
    import resource

    drawing = AnnotatedOutput(tmp_path / f"o{suffix}", []).drawing("a", source())
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
    outcome = drawing.outcome()
    assert not outcome.startswith("written")
    assert outcome == (f"incomplete: {drawing.path}" if frames_in(drawing.path) else "")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps open files")
def test_a_video_that_is_removed_meanwhile_ends_the_run_soon(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(annotated_output, "_CHECK_EVERY_S", 0.0)
    drawing = AnnotatedOutput(tmp_path / "o.mp4", []).drawing("a", source())
    drawing.write(result())
    drawing.path.unlink()
    with pytest.raises(OutputError, match=r"o\.mp4 was removed while it was being written"):
        drawing.write(result())
    with suppress(OutputError):
        drawing.close()
    assert drawing.outcome() == ""


def test_a_finished_video_is_written(tmp_path: Path) -> None:
    drawing = AnnotatedOutput(tmp_path / "o.mp4", []).drawing("a", source())
    drawing.write(result())
    drawing.close()
    assert drawing.outcome() == f"written: {drawing.path}"


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


def test_an_input_is_not_overwritten_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").touch()
    (tmp_path / "link.mp4").symlink_to(tmp_path / "a.mp4")
    with pytest.raises(OutputError, match="would overwrite an input"):
        refuse_overwriting(tmp_path / "link.mp4", [tmp_path / "a.mp4"])
    refuse_overwriting(tmp_path / "b.mp4", [tmp_path / "a.mp4"])


def test_a_name_that_is_too_long_does_not_exist(tmp_path: Path) -> None:
    assert is_existing(tmp_path)
    assert not is_existing(tmp_path / ("a" * 5000))
