"""The user's names for sources, wherever these are shown."""

import pytest

from maskapp.files.source_keys import camera_key, key_of
from maskapp.gui.shared.actions import Actions
from maskapp.gui.sources.camera_menu import CameraMenu
from maskapp.gui.sources.recent_menu import RecentMenu
from maskapp.live.zones.source_profiles import SourceProfile
from maskapp.records import SourceInfo, SourceState
from tests.support.source_fakes import SILENT, WEBCAM, entries

CAMERA = camera_key(0, [WEBCAM])
INFO = SourceInfo("HD Webcam", 640, 480, 30.0, None, is_live=True, is_stills=False, key=CAMERA)
ENTRANCE = SourceProfile("Entrance")


@pytest.fixture
def watching(control, finder, worker):
    """The control while the webcam runs."""
    finder.find(WEBCAM, SILENT)
    control.open("0")
    worker.source_opened.emit(INFO)
    worker.state_changed.emit(SourceState.RUNNING, "")
    return control


def test_a_new_name_is_shown_at_once_and_can_be_taken_back(watching, profiles, qtbot) -> None:
    with qtbot.waitSignal(watching.changed):
        profiles.change(CAMERA, ENTRANCE)
    assert (watching.name, watching.info.name) == ("Entrance", "Entrance")
    profiles.change(CAMERA, SourceProfile())
    assert (watching.name, watching.info) == ("HD Webcam", INFO)


def test_a_source_that_is_being_opened_has_its_name(control, profiles, finder) -> None:
    profiles.change(CAMERA, ENTRANCE)
    profiles.change("demo", SourceProfile("Trial"))
    finder.find(WEBCAM)
    assert control.name_of("0") == "Entrance"
    control.open_demo()
    assert control.name == "Trial"


def test_a_named_camera_is_still_recognised(watching, profiles, memory, finder, worker) -> None:
    profiles.change(CAMERA, ENTRANCE)
    worker.source_opened.emit(profiles.profiles.named(INFO))
    assert memory.camera == "HD Webcam"
    assert not watching.is_unplugged
    worker.state_changed.emit(SourceState.LOST, "")
    finder.find(SILENT)
    assert watching.is_unplugged
    finder.find(WEBCAM, SILENT)
    assert worker.commands[-1] == "replay"


def test_the_camera_menu_shows_both_names(watching, profiles, window) -> None:
    menu = CameraMenu(Actions(window), watching, window)
    profiles.change(CAMERA, ENTRANCE)
    texts = [entry.text() for entry in entries(menu)]
    assert texts[:2] == ["Entrance — HD Webcam", "Silent"]


def test_the_recent_menu_shows_both_names(control, recent, profiles, window, qtbot) -> None:
    menu = RecentMenu(Actions(window), control, window)
    recent.start()
    recent.remember("/videos/a.mp4", opens_again=False)
    recent.remember("rtsp://me:secret@hall/1", opens_again=True)
    qtbot.waitUntil(lambda: len(entries(menu)) == 3)
    profiles.change(key_of("/videos/a.mp4"), ENTRANCE)
    profiles.change(key_of("rtsp://hall/1"), SourceProfile("Hall & way"))
    stream, video, _clear = (entry.text() for entry in entries(menu))
    assert video == "Entrance — a.mp4"
    assert stream == "Hall && way — rtsp://hall/1"
