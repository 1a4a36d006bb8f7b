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
from tests.support.picture_bytes import encoded, heic, pillow_file
from tests.support.video_files import write_clip


def write_picture(path: Path) -> Path:
    path.write_bytes(cv2.imencode(".png", np.zeros((4, 5, 3), np.uint8))[1].tobytes())
    return path


def write_gif(path: Path) -> Path:
    path.write_bytes(cv2.imencode(".gif", np.zeros((16, 16, 3), np.uint8))[1].tobytes())
    return path


def test_pictures_folders_and_videos_are_recognised(tmp_path: Path) -> None:
    picture, gif = write_picture(tmp_path / "a.PNG"), write_gif(tmp_path / "b.gif")
    images = [np.full((16, 16, 3), value, np.uint8) for value in (40, 140)]
    (tmp_path / "c.gif").write_bytes(pillow_file("GIF", *images))
    for path, kind in (
        (picture, PicturesSource),
        (tmp_path, PicturesSource),
        (gif, PicturesSource),
        (tmp_path / "c.gif", VideoFileSource),
    ):
        with open_source(str(path)) as source:
            assert isinstance(source, kind)
            assert source.read() is not None


@pytest.mark.parametrize("name", ["a.jpg", "a.mp4", "a.heic", "a"])
def test_the_content_decides_whether_a_file_is_a_picture(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    for content, kind in (
        (encoded(".png"), PicturesSource),
        (heic(), PicturesSource),
        (write_clip(tmp_path / "clip.mp4").read_bytes(), VideoFileSource),
        (write_clip(tmp_path / "clip.webm").read_bytes(), VideoFileSource),
    ):
        path.write_bytes(content)
        with open_source(str(path)) as source:
            assert isinstance(source, kind)
            assert source.read() is not None


def test_jpegs_one_after_the_other_are_a_video_by_their_name(tmp_path: Path) -> None:
    for name, kind in (("a.mjpeg", VideoFileSource), ("a.jpg", PicturesSource)):
        (tmp_path / name).write_bytes(encoded(".jpg") * 5)
        with open_source(str(tmp_path / name)) as source:
            assert isinstance(source, kind)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.jpg", b"text", "the picture is damaged, cut short or of an unknown format"),
        ("a.heic", b"", r"the picture is empty \(0 bytes\)"),
        ("a.mp4", b"text", "cannot be read as a video"),
        ("a.mp4", b"", r"the file is empty \(0 bytes\)"),
        ("a.zip", b"PK\x03\x04", "is a document or an archive"),
    ],
)
def test_a_file_that_is_neither_is_refused_as_what_its_name_says(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceError, match=rf"^{name}: {message}"):
        open_source(str(tmp_path / name))


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
    write_clip(tmp_path / "demo.mp4")
    with open_source("demo") as source:
        assert source.info.name == "Demo clip"


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
        VideoFileSource(write_clip(tmp_path / "b.mp4")),
    ]
    for source in sources:
        assert source.dropped == 0
        assert list(source.problems) == []
        source.close()
