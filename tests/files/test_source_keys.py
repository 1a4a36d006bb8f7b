import os
from pathlib import Path

import pytest

from maskapp import paths
from maskapp.files.source_keys import (
    address_key,
    camera_key,
    key_of,
    path_key,
    wherever_started,
)
from maskapp.pipeline.sources.source import open_source
from maskapp.records import CameraInfo
from tests.support.picture_bytes import encoded

WEBCAM = CameraInfo(0, "HD Webcam", "/dev/video0")
SECOND = CameraInfo(2, "HD Webcam", "/dev/video2")


def test_a_camera_is_known_by_its_name_whatever_its_number() -> None:
    moved = CameraInfo(4, "HD Webcam", "/dev/video4")
    assert camera_key(0, [WEBCAM]) == camera_key(4, [moved])


def test_cameras_of_one_name_are_told_apart() -> None:
    assert camera_key(0, [WEBCAM, SECOND]) != camera_key(2, [WEBCAM, SECOND])


def test_a_camera_that_is_not_listed_is_known_by_its_number() -> None:
    assert camera_key(7, [WEBCAM]) == "camera:7"


def test_the_key_of_an_address_holds_no_password_and_survives_another_one() -> None:
    key = address_key("RTSP://me:secret@hall/1?channel=2&token=abc")
    assert "secret" not in key
    assert "abc" not in key
    assert key == address_key("rtsp://me:changed@hall/1?channel=2&token=def")
    assert key != address_key("rtsp://me:secret@hall/1?channel=3&token=abc")


@pytest.mark.parametrize("text", ["door.mp4", "./door.mp4", "0.mp4"])
def test_a_file_is_known_by_its_full_path(text) -> None:
    assert key_of(text) == path_key(Path(text)) == os.path.normpath(Path.cwd() / text)


def test_the_key_of_a_text_is_that_of_its_kind() -> None:
    assert key_of("0", [WEBCAM]) == "camera:HD Webcam"
    assert key_of(" rtsp://me:x@hall/1 ") == address_key("rtsp://hall/1")
    assert key_of("") == ""


def test_open_sources_have_the_key_of_their_text(tmp_path) -> None:
    picture = tmp_path / "a.png"
    picture.write_bytes(encoded(".png"))
    for text in (str(picture), str(tmp_path), "demo", str(paths.demo_clip())):
        with open_source(text) as source:
            assert source.info.key == key_of(text)


@pytest.mark.parametrize("text", ["0", "12", "demo", "rtsp://hall/1", "HTTP://me:pw@hall/x?a=b"])
def test_cameras_and_addresses_stay_as_they_are(text) -> None:
    assert wherever_started(text) == text


@pytest.mark.parametrize("text", ["door.mp4", "./a b/", "../x.jpg", "C:door.mp4"])
def test_files_are_named_in_full(text) -> None:
    assert wherever_started(text) == str(Path(os.path.normpath(Path.cwd() / text)))
