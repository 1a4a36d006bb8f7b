"""Someone loses a stream or unplugs a camera, and it comes back."""

import threading
from types import SimpleNamespace

from maskapp.records import SourceState
from tests.support.window_helpers import WAIT_MS, actions_below, endless, until_title
from tests.support.worker_fakes import PATIENCE_S, FakeSource, lose, make_frames

WEBCAM = SimpleNamespace(index=0, name="HD Webcam", path="/dev/video0", sizes=())
STREAM = "rtsp://u:secret@hall/1"


def test_a_lost_stream_counts_down_and_comes_back(open_window, sources, qtbot) -> None:
    sources[STREAM] = lambda: FakeSource(make_frames(2), is_live=True, at_end=lose)
    window = open_window(STREAM)
    until_title(qtbot, window, "Connection lost, reconnecting")
    qtbot.waitUntil(lambda: "again in" in window.page.content.sentence, timeout=WAIT_MS)
    assert "cable is out" in window.page.content.sentence
    assert window.centralWidget().verdict.text == "Connection lost", "not what was seen before"
    sources[STREAM] = endless
    window.commands.retry.trigger()
    qtbot.waitUntil(window.preview.isVisible, timeout=WAIT_MS)
    assert window.centralWidget().verdict.text == "All masked"


def test_a_stream_that_is_lost_in_a_pause_stays_paused(open_window, sources, qtbot) -> None:
    stalled, cable = threading.Event(), threading.Event()

    def stall_and_lose() -> None:
        stalled.set()
        cable.wait(PATIENCE_S)
        lose()

    lost = FakeSource(make_frames(2), is_live=True, at_end=stall_and_lose)
    sources[STREAM] = [lost, endless]
    window = open_window(STREAM)
    qtbot.waitUntil(stalled.is_set, timeout=WAIT_MS)
    qtbot.waitUntil(window.preview.isVisible, timeout=WAIT_MS)
    window.commands.pause.trigger()
    qtbot.waitUntil(lambda: window.sources.state == SourceState.PAUSED, timeout=WAIT_MS)
    cable.set()
    qtbot.waitUntil(lost.closed.is_set, timeout=WAIT_MS)
    assert window.preview.isVisible()
    assert window.centralWidget().verdict.note == "Paused"
    assert len(sources[STREAM]) == 1, "nothing was opened again"
    window.commands.pause.trigger()
    qtbot.waitUntil(lambda: sources[STREAM] == [], timeout=WAIT_MS)
    qtbot.waitUntil(lambda: window.sources.state == SourceState.RUNNING, timeout=WAIT_MS)
    qtbot.waitUntil(window.preview.isVisible, timeout=WAIT_MS)
    assert window.centralWidget().verdict.note == ""


def test_the_password_of_a_stream_is_shown_nowhere(open_window, sources, qtbot) -> None:
    sources[STREAM] = endless
    window = open_window(STREAM)
    assert "secret" not in window.page.content.title
    qtbot.waitUntil(window.preview.isVisible, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: bool(window.sources.recent.sources), timeout=WAIT_MS)
    recent = [a for a in actions_below(window.menuBar()) if "hall" in a.text()]
    assert recent
    assert not any("secret" in str(a.data()) for a in recent)
    assert not any("secret" in a.text() + a.toolTip() for a in recent)
    assert "secret" not in window.windowTitle()


def test_an_unplugged_camera_is_named_and_comes_back(open_window, cameras, sources, qtbot) -> None:
    pull = threading.Event()

    def play_until_pulled() -> None:
        pull.wait(PATIENCE_S)
        lose()

    cameras.append(WEBCAM)
    sources["0"] = lambda: FakeSource(
        make_frames(2), is_live=True, at_end=play_until_pulled, name="HD Webcam"
    )
    window = open_window()
    qtbot.waitUntil(window.preview.isVisible, timeout=WAIT_MS)
    cameras.clear()
    sources["0"] = lose
    pull.set()
    until_title(qtbot, window, "Camera unplugged")
    assert "HD Webcam reopens as soon as" in window.page.content.sentence
    assert "Trying again" in window.page.content.sentence
    assert not window.commands.open_camera.isEnabled()
    sources["0"] = endless
    cameras.append(WEBCAM)
    window.commands.find_cameras.trigger()
    qtbot.waitUntil(window.preview.isVisible, timeout=WAIT_MS)
    qtbot.waitUntil(window.commands.open_camera.isEnabled, timeout=WAIT_MS)


def test_a_search_that_finds_no_camera_says_so(open_window, qtbot) -> None:
    window = open_window()
    until_title(qtbot, window, "No camera found")
    window.commands.find_cameras.trigger()
    qtbot.waitUntil(lambda: window.messages.text == "No camera found.", timeout=WAIT_MS)
