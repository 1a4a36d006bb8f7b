"""Someone starts Maskapp although its window is open already."""

from tests.support.window_helpers import WAIT_MS, endless


def test_the_window_comes_back_and_opens_the_source(open_window, sources, qtbot) -> None:
    sources["demo"] = endless
    window = open_window()
    window.showMinimized()
    window.show_again("demo")
    assert not window.isMinimized()
    qtbot.waitUntil(window.preview.isVisible, timeout=WAIT_MS)


def test_without_a_source_the_open_one_keeps_playing(playing) -> None:
    playing.show_again("")
    assert playing.isVisible()
    assert playing.sources.text == "live"
