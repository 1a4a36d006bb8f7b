from dataclasses import dataclass

import pytest
from PySide6.QtWidgets import QWidget

from maskapp.gui.preview.placeholder_content import placeholder_for
from maskapp.gui.shared.actions import Actions
from maskapp.records import SourceInfo, SourceState

VIDEO = SourceInfo("party.mp4", 640, 480, 25.0, 100, is_live=False, is_stills=False)
PICTURE = SourceInfo("a.png", 32, 24, None, 1, is_live=False, is_stills=True)


@dataclass
class Sources:
    """What the content is chosen by."""

    state: SourceState
    name: str = "party.mp4"
    text: str | None = "party.mp4"
    info: SourceInfo | None = None
    sentence: str = ""
    cameras: tuple[str, ...] | None = ()
    retry_in_s: int = 0
    is_camera: bool = False
    is_unplugged: bool = False


@pytest.fixture
def actions(qtbot) -> Actions:
    window = QWidget()
    qtbot.addWidget(window)
    return Actions(window)


def shown(sources: Sources, actions: Actions, has_image=False) -> tuple[str, str]:
    content = placeholder_for(sources, actions, has_image=has_image)
    return ("", "") if content is None else (content.title, content.sentence)


@pytest.mark.parametrize(
    ("cameras", "title", "offered"),
    [
        (None, "Looking for cameras", ("demo",)),
        ((), "No camera found", ("demo", "open_video", "find_cameras")),
        (("HD Webcam",), "Nothing is open", ("open_camera", "open_video", "demo")),
    ],
)
def test_an_idle_window_says_what_to_open(actions, cameras, title, offered) -> None:
    content = placeholder_for(Sources(SourceState.IDLE, cameras=cameras), actions, has_image=False)
    assert content.title == title
    assert tuple(content.actions) == tuple(getattr(actions, name) for name in offered)
    assert content.is_busy == (cameras is None)


def test_a_source_that_has_not_opened_yet_is_tried_again(actions) -> None:
    sources = Sources(SourceState.LOST, name="rtsp://hall/1", sentence="no answer", retry_in_s=4)
    content = placeholder_for(sources, actions, has_image=False)
    assert content.title == "Can't open this source yet"
    assert content.sentence == "no answer.\nTrying again in 4 s."
    assert tuple(content.actions) == (actions.retry, actions.close_source)


def test_a_camera_that_was_never_there_is_waited_for(actions) -> None:
    sources = Sources(SourceState.LOST, name="Camera 0", is_camera=True, is_unplugged=True)
    title, sentence = shown(sources, actions)
    assert title == "Waiting for the camera"
    assert "Camera 0 opens as soon as it is plugged in." in sentence


@pytest.mark.parametrize("state", [SourceState.OPENING, SourceState.RUNNING, SourceState.PAUSED])
def test_a_source_is_opening_until_its_first_image(actions, state) -> None:
    assert shown(Sources(state), actions) == ("Opening party.mp4", "Waiting for the first image.")


@pytest.mark.parametrize("state", [SourceState.RUNNING, SourceState.PAUSED])
def test_a_source_with_an_image_needs_no_placeholder(actions, state) -> None:
    assert placeholder_for(Sources(state), actions, has_image=True) is None


def test_a_lost_source_says_why_and_when_it_is_tried_again(actions) -> None:
    lost = Sources(SourceState.LOST, info=VIDEO, sentence="hall: no answer", retry_in_s=8)
    assert shown(lost, actions) == (
        "Connection lost, reconnecting",
        "hall: no answer.\nTrying again in 8 s.",
    )
    lost.retry_in_s = 0
    assert shown(lost, actions)[1] == "hall: no answer.\nTrying again now."


def test_an_unplugged_camera_is_named(actions) -> None:
    camera = Sources(SourceState.LOST, "HD Webcam", "0", VIDEO, is_camera=True, is_unplugged=True)
    title, sentence = shown(camera, actions)
    assert title == "Camera unplugged"
    assert sentence.startswith("HD Webcam reopens as soon as it is plugged in.")


def test_a_video_that_ended_before_its_first_frame_can_be_played_again(actions) -> None:
    ended = Sources(SourceState.ENDED, info=VIDEO, sentence="2 frames were damaged")
    content = placeholder_for(ended, actions, has_image=False)
    assert content.title == "Finished"
    assert content.sentence == "party.mp4 has ended.\n2 frames were damaged."
    assert content.actions[0] is actions.replay


@pytest.mark.parametrize("info", [PICTURE, VIDEO])
def test_the_last_image_stays_visible(actions, info) -> None:
    ended = Sources(SourceState.ENDED, info=info)
    assert placeholder_for(ended, actions, has_image=True) is None
    assert shown(ended, actions)[0] == "Finished"


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("rtsp://door/1", "open_stream"),
        ("/a/party.MP4", "open_video"),
        ("/a/party.JPG", "open_picture"),
        ("/a/party", "open_folder"),
    ],
)
def test_a_source_that_fails_offers_another_one_of_its_kind(actions, text, offered) -> None:
    failed = Sources(SourceState.FAILED, text=text, sentence="is not there")
    content = placeholder_for(failed, actions, has_image=False)
    assert content.title == "Can't open this source"
    assert content.sentence == "is not there."
    assert tuple(content.actions) == (actions.retry, getattr(actions, offered), actions.demo)


def test_a_camera_that_fails_says_why(actions) -> None:
    busy = Sources(SourceState.FAILED, "HD Webcam", "0", is_camera=True, sentence="is in use")
    busy.cameras = ("HD Webcam",)
    assert shown(busy, actions) == ("Can't use the camera", "is in use.")
    busy.cameras = ()
    assert shown(busy, actions)[0] == "No camera found"


@pytest.mark.parametrize("is_camera", [False, True])
def test_a_model_that_fails_is_told_apart_from_the_source(actions, is_camera) -> None:
    failed = Sources(SourceState.NO_MODEL, is_camera=is_camera, sentence="x.tflite is missing")
    content = placeholder_for(failed, actions, has_image=False)
    model = actions.for_model
    assert content.title == "Can't use the model that judges masks"
    assert content.sentence == "x.tflite is missing."
    assert tuple(content.actions) == (model.settings, model.built_in, actions.retry)
    failed.retry_in_s = 4
    assert shown(failed, actions)[1] == "x.tflite is missing.\nTrying again in 4 s."
    model.built_in.setEnabled(False)
    content = placeholder_for(failed, actions, has_image=False)
    assert tuple(content.actions) == (model.settings, actions.retry), "it is the built-in one"


def test_both_ends_of_a_long_name_are_shown(actions) -> None:
    name = "Entrance " + "of the long hall " * 20 + "north.mp4"
    title, _ = shown(Sources(SourceState.OPENING, name=name), actions)
    assert title.startswith("Opening Entrance")
    assert title.endswith("north.mp4")
    assert len(title) < 80
