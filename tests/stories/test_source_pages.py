"""What stands in place of the picture: a page for each state of each source."""

import threading
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from maskapp.errors import SourceError
from maskapp.gui.window.main_window import MainWindow
from maskapp.records import SourceInfo, SourceState
from tests.support.window_helpers import WAIT_MS, actions_below, endless, title, until_title
from tests.support.worker_fakes import PATIENCE_S, FakeSource, lose, make_frames

WEBCAM = SimpleNamespace(index=0, name="HD Webcam", path="/dev/video0", sizes=())
DESK_CAMERA = SimpleNamespace(index=2, name="Desk camera", path="/dev/video2", sizes=())


def test_the_window_says_what_to_do_without_a_camera(open_window, qtbot) -> None:
    window = open_window()
    assert title(window) == "Looking for cameras"
    until_title(qtbot, window, "No camera was found")
    assert window.commands.demo in window.page.content.actions
    assert not window.commands.record.isEnabled()


def test_the_first_thing_seen_is_what_is_being_opened(
    tmp_path, sources, backend, timing, qtbot
) -> None:
    sources["live"] = endless
    window = MainWindow(tmp_path, backend, timing)
    window.sources.open("live")
    window.show()
    assert title(window) == "Opening live"  # the worker has not begun
    window.start()
    qtbot.waitUntil(window.preview.isVisible, timeout=WAIT_MS)
    window.close_at_once()
    assert window.has_ended
    window.deleteLater()
    QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)


def test_a_camera_that_is_plugged_in_opens_by_itself(
    open_window, cameras, sources, hang, qtbot
) -> None:
    sources["0"] = lambda: FakeSource(make_frames(1), is_live=True, at_end=hang, name="HD Webcam")
    window = open_window()
    until_title(qtbot, window, "No camera was found")
    cameras.append(WEBCAM)
    window.commands.find_cameras.trigger()
    qtbot.waitUntil(window.preview.isVisible, timeout=WAIT_MS)
    ticked = [a.text() for a in actions_below(window.menuBar()) if a.isChecked() and a.data() == 0]
    assert ticked == ["HD Webcam"]
    assert "HD Webcam" in window.windowTitle()


def test_the_camera_used_last_is_opened_again(open_window, cameras, sources, hang, qtbot) -> None:
    cameras += [WEBCAM, DESK_CAMERA]
    for camera in cameras:
        sources[str(camera.index)] = lambda name=camera.name: FakeSource(
            make_frames(1), is_live=True, at_end=hang, name=name
        )
    first = open_window("2")
    qtbot.waitUntil(lambda: first.sources.info is not None, timeout=WAIT_MS)
    first.close_at_once()
    second = open_window()
    qtbot.waitUntil(lambda: second.sources.info is not None, timeout=WAIT_MS)
    assert second.sources.name == "Desk camera"


def test_a_camera_in_use_elsewhere_is_told(open_window, cameras, sources, qtbot) -> None:
    def refuse():
        raise SourceError("HD Webcam: the camera does not open; another program may be using it")

    cameras.append(WEBCAM)
    sources["0"] = refuse
    window = open_window()
    until_title(qtbot, window, "The camera cannot be used")
    assert "another program" in window.page.content.sentence
    sources["0"] = endless
    window.commands.retry.trigger()
    qtbot.waitUntil(window.preview.isVisible, timeout=WAIT_MS)


def test_what_cannot_be_opened_is_told(open_window, sources, qtbot) -> None:
    def refuse():
        raise SourceError("holiday.xyz: is no video")

    sources["holiday.xyz"] = refuse
    window = open_window("holiday.xyz")
    until_title(qtbot, window, "This cannot be opened")
    assert window.page.content.sentence == "holiday.xyz: is no video."


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("rtsp://door/1", "open_stream"),
        ("/a/party.MP4", "open_video"),
        ("/a/party.JPG", "open_picture"),
        ("/a/party", "open_folder"),
    ],
)
def test_what_cannot_be_opened_offers_another_one_of_its_kind(
    open_window, sources, qtbot, text, offered
) -> None:
    def fail() -> FakeSource:
        raise SourceError("no answer")

    sources[text] = fail
    window = open_window(text)
    until_title(qtbot, window, "This cannot be opened")
    others = {"open_stream", "open_video", "open_picture", "open_folder"}
    shown = {
        name for name in others if getattr(window.commands, name) in window.page.content.actions
    }
    assert shown == {offered}


def test_a_lost_source_counts_down_and_comes_back(open_window, sources, qtbot) -> None:
    sources["rtsp://u:secret@hall/1"] = lambda: FakeSource(
        make_frames(2), is_live=True, at_end=lose
    )
    window = open_window("rtsp://u:secret@hall/1")
    until_title(qtbot, window, "The source is lost")
    qtbot.waitUntil(lambda: "again in" in window.page.content.sentence, timeout=WAIT_MS)
    assert "cable is out" in window.page.content.sentence
    sources["rtsp://u:secret@hall/1"] = endless
    window.commands.retry.trigger()
    qtbot.waitUntil(window.preview.isVisible, timeout=WAIT_MS)
    recent = [a for a in actions_below(window.menuBar()) if "hall" in a.text()]
    assert recent
    assert not any("secret" in a.text() for a in recent)
    assert "secret" not in window.windowTitle()


def test_an_unplugged_camera_is_told_and_comes_back(open_window, cameras, sources, qtbot) -> None:
    pull = threading.Event()

    def go_on_until_pulled() -> None:
        pull.wait(PATIENCE_S)
        lose()

    cameras.append(WEBCAM)
    sources["0"] = lambda: FakeSource(
        make_frames(2), is_live=True, at_end=go_on_until_pulled, name="HD Webcam"
    )
    window = open_window()
    qtbot.waitUntil(window.preview.isVisible, timeout=WAIT_MS)
    cameras.clear()
    pull.set()
    until_title(qtbot, window, "The camera is unplugged")
    assert "HD Webcam comes back by itself" in window.page.content.sentence
    assert "again in" in window.page.content.sentence
    assert not window.commands.open_camera.isEnabled()
    window.commands.find_cameras.trigger()
    qtbot.waitUntil(lambda: window.messages.text == "No camera was found.", timeout=WAIT_MS)
    sources["0"] = endless
    cameras.append(WEBCAM)
    window.commands.find_cameras.trigger()
    qtbot.waitUntil(window.preview.isVisible, timeout=WAIT_MS)
    assert window.commands.open_camera.isEnabled()


def test_a_clip_ends_on_a_page_and_plays_again(open_window, sources, qtbot) -> None:
    sources["demo"] = lambda: FakeSource(make_frames(3))
    window = open_window("demo")
    until_title(qtbot, window, "The end")
    sources["demo"] = endless
    window.commands.replay.trigger()
    qtbot.waitUntil(window.preview.isVisible, timeout=WAIT_MS)


def test_the_last_picture_stays_in_view_and_can_be_kept(open_window, sources, qtbot) -> None:
    source = FakeSource(make_frames(1))
    source.info = SourceInfo("a.png", 32, 24, None, 1, is_live=False, is_stills=True)
    sources["a.png"] = lambda: source
    window = open_window("a.png")
    qtbot.waitUntil(lambda: window.sources.state == SourceState.ENDED, timeout=WAIT_MS)
    assert window.preview.isVisible()
    assert "checked" in window.messages.text
    with qtbot.waitSignal(window.snapshots.kept, timeout=WAIT_MS):
        window.commands.take_snapshot.trigger()
    sources["demo"] = endless
    window.commands.demo.trigger()
    assert window.messages.text == "", "of what is not seen any more"


def test_a_closed_source_leaves_no_picture(playing, qtbot) -> None:
    playing.commands.close_source.trigger()
    until_title(qtbot, playing, "No camera was found")
    assert not playing.preview.has_picture()
    assert not playing.commands.pause.isEnabled()
