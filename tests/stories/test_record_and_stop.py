"""Someone records what the window shows, and finds the video in its folder."""

import pytest

from maskapp.gui.window.main_window import MainWindow
from tests.support.window_helpers import WAIT_MS, endless, start_recording


@pytest.fixture
def window(open_window, sources, qtbot) -> MainWindow:
    """A window that records an endless source."""
    sources["hall"] = endless
    window = open_window("hall")
    start_recording(qtbot, window)
    return window


def test_a_recording_is_shown_and_saved(window, qtbot, tmp_path) -> None:
    assert window.commands.record.isChecked()
    assert window.recording.indicator.text().startswith("0:0")
    window.commands.record.trigger()
    qtbot.waitUntil(lambda: "Recording saved" in window.messages.text, timeout=WAIT_MS)
    assert not window.commands.record.isChecked()
    assert window.recording.indicator.text() == ""
    (video,) = (tmp_path / "videos").glob("*.mp4")
    assert f"{video.name}, in {video.parent}" in window.messages.text
    assert video.stat().st_size > 0


def test_closing_the_source_saves_the_recording(window, qtbot, tmp_path) -> None:
    window.commands.close_source.trigger()
    qtbot.waitUntil(lambda: "Recording saved" in window.messages.text, timeout=WAIT_MS)
    assert not window.recording.is_recording
    assert list((tmp_path / "videos").glob("*.mp4"))
