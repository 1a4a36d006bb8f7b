from maskapp.records import SourceState
from tests.support.window_helpers import WAIT_MS


def test_the_title_names_the_source(open_window, playing) -> None:
    assert playing.windowTitle() == "Hall — Maskapp"
    playing.commands.close_source.trigger()
    assert playing.windowTitle() == "Maskapp"


def test_a_frame_reaches_preview_panel_and_status_bar(playing, qtbot) -> None:
    qtbot.waitUntil(playing.preview.has_image, timeout=WAIT_MS)
    assert playing.preview.isVisible()
    assert "Hall" in playing.statusBar().text


def test_a_pause_reaches_the_actions(playing, qtbot) -> None:
    playing.commands.pause.trigger()
    qtbot.waitUntil(lambda: playing.sources.state is SourceState.PAUSED, timeout=WAIT_MS)
    assert playing.commands.pause.isChecked()
