"""Which sources a viewer may choose."""

import pytest

from maskapp.records import CameraInfo
from maskapp.web.watch.offer import Offered, SourceOffer, name_before_opening

SECRET = "rtsp://user:secret@camera.example/stream"


def offer(*named: str, allows_any: bool = False) -> SourceOffer:
    return SourceOffer(
        named, allows_any=allows_any, list_cameras=lambda: [CameraInfo(2, "Webcam", None)]
    )


def test_cameras_named_sources_and_the_demo_are_offered() -> None:
    offered = offer(SECRET, "demo").offered()
    assert offered[0] == Offered("2", "Webcam", "camera")
    assert offered[-1] == Offered("demo", "Demo clip", "demo")
    assert [source.kind for source in offered] == ["camera", "named", "demo"]


def test_an_address_is_offered_without_its_password_and_opened_with_it() -> None:
    made = offer(SECRET)
    (named,) = (source for source in made.offered() if source.kind == "named")
    assert "secret" not in f"{named.text}{named.name}"
    assert made.to_open(named.text) == SECRET


@pytest.mark.parametrize("text", ["0", "17", "demo", "named:0"])
def test_what_is_offered_can_be_opened(text) -> None:
    assert offer("clip.mp4").to_open(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "/etc/passwd",
        "http://127.0.0.1:22/",
        "named:1",
        "named:-1",
        "named:",
        "named:²",
        "named:" + "9" * 5000,
        "٣",
        "-1",
        "20260131",  # a file or folder of this name
    ],
)
def test_nothing_else_can_be_opened_over_the_network(text) -> None:
    assert offer("clip.mp4").to_open(text) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("/home/me/clip.mp4", "clip.mp4"),
        ("rtsp://me:secret@camera/live", "rtsp://camera/live"),
        ("0", "Camera 0"),
        ("demo", "Demo clip"),
        ("", ""),
    ],
)
def test_a_source_has_a_name_before_it_is_open(text, name) -> None:
    assert name_before_opening(text) == name


def test_at_this_computer_any_file_can_be_opened() -> None:
    assert offer(allows_any=True).to_open("/home/me/clip.mp4") == "/home/me/clip.mp4"
