"""What sources are called before they are open."""

import pytest

from maskapp.gui.sources.source_names import source_name
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
