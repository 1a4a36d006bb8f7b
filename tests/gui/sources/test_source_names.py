"""What sources are called before they are open."""

import pytest

from maskapp.gui.sources.source_names import camera_to_open, source_name
from maskapp.records import CameraInfo


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("demo", "Demo clip"),
        ("2", "Hall"),
        ("3", "Camera 3"),
        ("rtsp://me:secret@door/1", "rtsp://door/1"),
        ("/films/party.mp4", "party.mp4"),
        ("./3", "3"),
    ],
)
def test_a_source_is_named_as_people_know_it(text, name) -> None:
    cameras = [CameraInfo(2, "Hall", None)]
    assert source_name(text, cameras) == name


@pytest.mark.parametrize(
    ("text", "last_name", "number"),
    [("2", "Door", 2), ("rtsp://gate/1", "Door", 5), (None, "Attic", 2), (None, "", 2)],
)
def test_the_camera_to_open_is_that_in_use_or_the_last_or_the_first(
    text, last_name, number
) -> None:
    cameras = [CameraInfo(2, "Hall", None), CameraInfo(5, "Door", None)]
    camera = camera_to_open(cameras, text, last_name)
    assert camera is not None
    assert camera.index == number
    assert camera_to_open([], text, last_name) is None
