from pathlib import Path

import numpy as np
import pytest

from maskapp import paths
from maskapp.errors import SourceError
from maskapp.opencv import cv2
from maskapp.pipeline.sources import source as source_module
from maskapp.pipeline.sources.pictures import PicturesSource
from maskapp.pipeline.sources.source import Source, open_source
from maskapp.pipeline.sources.video_file import VideoFileSource
from maskapp.records import CameraMode


def write_picture(path: Path) -> Path:
    path.write_bytes(cv2.imencode(".png", np.zeros((4, 5, 3), np.uint8))[1].tobytes())
    return path


def write_gif(path: Path) -> Path:
    path.write_bytes(cv2.imencode(".gif", np.zeros((16, 16, 3), np.uint8))[1].tobytes())
    return path


def test_pictures_folders_and_videos_are_recognised(tmp_path: Path) -> None:
    picture, gif = write_picture(tmp_path / "a.PNG"), write_gif(tmp_path / "b.gif")
    for path, kind in (
        (picture, PicturesSource),
        (tmp_path, PicturesSource),
        (gif, VideoFileSource),
    ):
        with open_source(str(path)) as source:
            assert isinstance(source, kind)
            assert source.read() is not None


def test_a_number_is_a_camera(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[tuple[int, CameraMode]] = []
    monkeypatch.setattr(source_module, "open_camera", lambda *given: opened.append(given))
    open_source("0")
    open_source("12", camera_mode=CameraMode(width=1280))
    assert opened == [(0, CameraMode()), (12, CameraMode(width=1280))]


@pytest.mark.parametrize("scheme", ["http", "https", "rtsp", "RTSP"])
def test_an_address_is_a_stream(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    opened: list[str] = []
    monkeypatch.setattr(source_module, "open_stream", opened.append)
    open_source(f"{scheme}://camera.example/live")
    assert opened == [f"{scheme}://camera.example/live"]


def test_other_addresses_are_refused_without_their_password() -> None:
    with pytest.raises(
        SourceError, match=r"ftp://camera\.example/x: .*http, https, rtsp"
    ) as raised:
        open_source("ftp://me:secret@camera.example/x")
    assert "secret" not in str(raised.value)


def test_a_misspelt_address_is_refused_without_its_password() -> None:
    with pytest.raises(SourceError, match=r"^rtps:/camera\.example/x: there is no such") as raised:
        open_source("rtps:/me:secret@camera.example/x")
    assert "secret" not in str(raised.value)


def test_demo_is_the_shipped_clip(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(paths, "demo_clip", lambda: tmp_path / "demo.mp4")
    with pytest.raises(SourceError, match=r"demo\.mp4: the demo clip is missing"):
        open_source("demo")
    write_gif(tmp_path / "demo.mp4")
    with open_source("demo") as source:
        assert source.info.name == "demo.mp4"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no source was given"),
        ("no/such.mp4", r"^no/such\.mp4: there is no such file"),
        ("two\nlines.mp4", r"^'two\\nlines\.mp4': there is no such file"),
        ("x" * 5000, "cannot be read"),
        ("-1", "^-1: there is no such file, folder or camera"),
    ],
)
def test_an_unknown_source_is_refused_in_one_line(text: str, message: str) -> None:
    with pytest.raises(SourceError, match=message) as raised:
        open_source(text)
    assert "\n" not in str(raised.value)


def test_every_kind_is_a_source(tmp_path: Path) -> None:
    sources: list[Source] = [
        PicturesSource(write_picture(tmp_path / "a.png")),
        VideoFileSource(write_gif(tmp_path / "b.gif")),
    ]
    for source in sources:
        assert source.dropped == 0
        assert list(source.problems) == []
        source.close()
