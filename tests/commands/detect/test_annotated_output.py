from contextlib import closing, nullcontext
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from maskapp.commands.detect.annotated_output import (
    AnnotatedOutput,
    is_existing,
    output_form,
)
from maskapp.errors import OutputError
from maskapp.files.private_files import open_alone
from maskapp.outputs.video_recorder import Recorder
from maskapp.records import SourceInfo
from tests.support.archives import written
from tests.support.command_line import write_picture


def source(name: str = "Hall", *, is_stills: bool = False):
    """The only part of a source that matters here: its properties."""
    info = SourceInfo(name, 64, 48, 25.0, None, is_live=not is_stills, is_stills=is_stills)
    return SimpleNamespace(info=info)


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
    drawing.close()
    assert drawing.path == tmp_path / "out" / expected


def test_a_video_is_named_after_its_file(tmp_path: Path) -> None:
    (tmp_path / "a b.mkv").touch()
    drawing = AnnotatedOutput(tmp_path / "out", []).drawing(str(tmp_path / "a b.mkv"), source())
    drawing.close()
    assert drawing.path.name == "a b.mp4"


def test_videos_of_the_same_name_are_numbered(tmp_path: Path) -> None:
    output = AnnotatedOutput(tmp_path / "out", [])
    drawings = [output.drawing("0", source()) for _ in range(3)]
    for drawing in drawings:
        drawing.close()
    assert [drawing.path.name for drawing in drawings] == ["Hall.mp4", "Hall-2.mp4", "Hall-3.mp4"]


def test_no_video_that_was_there_before_is_overwritten(tmp_path: Path) -> None:
    """A service that records a camera is started again, in the folder of its recordings."""
    for number in range(3):
        (tmp_path / f"b-{number}.mp4").touch()
        before = written(tmp_path)
        with Recorder(AnnotatedOutput(tmp_path, []).video_path("0", "Hall")) as recorder:
            recorder.write(np.zeros((48, 64, 3), np.uint8), 0.0)
        assert before.items() < written(tmp_path).items()
    assert {"Hall.mp4", "Hall-2.mp4", "Hall-3.mp4"} < written(tmp_path).keys()


def test_videos_go_beside_inputs_of_the_same_name(tmp_path: Path) -> None:
    inputs = [tmp_path / name for name in ("b.mov", "a.mp4", "c.mov", "c.mp4", "c-2.mp4")]
    for path in inputs:
        path.touch()
    output = AnnotatedOutput(tmp_path, inputs[:3])
    names = [output.video_path(str(path), path.name).name for path in inputs[:3]]
    assert names == ["b.mp4", "a-2.mp4", "c-3.mp4"]


def test_a_command_that_goes_on_writes_no_video_twice(tmp_path: Path) -> None:
    """Also where a disk without hard links got a copy; but what differs is kept."""
    made, out = tmp_path / "made.mp4", tmp_path / "out"
    made.write_bytes(b"video")
    for _ in range(2):
        output = AnnotatedOutput(out, [])
        for _ in range(2):
            output.adopt_video(output.video_path("0", "Hall", made), made)
        (out / "Hall.mp4").unlink()
        (out / "Hall.mp4").write_bytes(b"video")
    assert written(out) == {"Hall.mp4": b"video", "Hall-2.mp4": b"video"}
    (out / "Hall.mp4").write_bytes(b"other")
    assert AnnotatedOutput(out, []).video_path("0", "Hall", made).name == "Hall-2.mp4"


def test_a_video_that_another_command_is_writing_is_not_replaced(tmp_path: Path) -> None:
    made, path = tmp_path / "made.mp4", tmp_path / "out.mp4"
    made.write_bytes(b"video")
    output = AnnotatedOutput(path, [])
    with closing(open_alone(path)) as file:
        file.write(b"another")
        with pytest.raises(OutputError, match="Another Maskapp is writing to"):
            output.adopt_video(path, made)
        assert path.read_bytes() == b"another"
    output.adopt_video(path, made)
    assert path.read_bytes() == b"video"


def test_a_name_that_is_too_long_for_a_video_is_said(tmp_path: Path) -> None:
    (tmp_path / f"{'a' * 252}.ts").touch()
    with pytest.raises(OutputError, match="Cannot write"):
        AnnotatedOutput(tmp_path, []).video_path(str(tmp_path / f"{'a' * 252}.ts"), "a")


@pytest.mark.parametrize(
    ("name", "is_stills"),
    [("o.mp4", True), ("o.avi", True), ("o.WebP", True), ("o.gif", True), ("o.png", False)],
)
def test_a_file_of_the_other_kind_is_refused(tmp_path, name, is_stills) -> None:
    with pytest.raises(OutputError, match="name a folder"):
        AnnotatedOutput(tmp_path / name, []).drawing("a", source(is_stills=is_stills))
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_is_too_long_does_not_exist(tmp_path: Path) -> None:
    assert is_existing(tmp_path)
    assert not is_existing(tmp_path / ("a" * 5000))


def test_what_was_made_before_is_numbered_like_what_is_made_here(tmp_path: Path) -> None:
    made, out = tmp_path / "made.png", tmp_path / "out"
    made.write_bytes(b"picture")
    output = AnnotatedOutput(out, [])
    for name in ("a.bmp", "a.png", "b.png"):
        output.adopt_picture(name, made)
    for _ in range(2):
        output.adopt_video(output.video_path("0", "Hall"), made)
    written = {path.name: path.read_bytes() for path in out.iterdir()}
    names = ("a.png", "a-2.png", "b.png", "Hall.mp4", "Hall-2.mp4")
    assert written == dict.fromkeys(names, b"picture")


@pytest.mark.parametrize(
    ("name", "form"),
    [("o.MP4", ".mp4"), ("o.avi", ".avi"), ("o.png", ".png"), ("o", ""), ("o.mkv", "")]
    + [(name, "") for name in ("out.2026-11", "clips.v2", "o.")],
)
def test_a_folder_has_no_form(tmp_path: Path, name: str, form: str) -> None:
    (tmp_path / "o.mkv").mkdir()
    assert output_form(tmp_path / name) == form


def test_pictures_do_not_go_where_they_come_from_but_videos_do(tmp_path: Path) -> None:
    picture, video = write_picture(tmp_path / "a.png"), tmp_path / "b.mp4"
    video.write_bytes(b"video")
    for path in (tmp_path, tmp_path / "." / "..", tmp_path / "a.png", tmp_path / "new"):
        is_same = path == tmp_path
        with pytest.raises(OutputError, match="overwrite") if is_same else nullcontext():
            AnnotatedOutput(path, [video, picture]).refuse_folder_of_inputs()
    with pytest.raises(OutputError, match="overwrite"):
        AnnotatedOutput(tmp_path, [tmp_path]).refuse_folder_of_inputs()
    AnnotatedOutput(tmp_path, [video]).refuse_folder_of_inputs()
    assert not (tmp_path / "new").exists()
