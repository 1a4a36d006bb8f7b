"""Someone starts Maskapp although its window is open already."""

from PySide6.QtWidgets import QDialog, QMessageBox

from tests.support.window_helpers import WAIT_MS, endless


def test_the_window_comes_back_and_opens_the_source(open_window, sources, qtbot) -> None:
    sources["demo"] = endless
    window = open_window()
    window.showMinimized()
    window.show_again("demo")
    assert not window.isMinimized()
    qtbot.waitUntil(window.preview.isVisible, timeout=WAIT_MS)


def test_a_running_source_is_replaced_only_if_the_user_agrees(playing, sources, qtbot) -> None:
    sources["demo"] = endless
    playing.show_again("demo")
    question = playing.findChild(QMessageBox)
    assert "Hall" in question.text()
    assert playing.sources.text == "live"
    [agree] = [button for button in question.buttons() if button.text() == "&Open it"]
    agree.click()
    qtbot.waitUntil(lambda: playing.sources.text == "demo", timeout=WAIT_MS)


def test_without_a_source_the_open_one_keeps_playing(playing) -> None:
    playing.show_again("")
    assert playing.isVisible()
    assert playing.sources.text == "live"


def test_a_window_that_is_closing_does_not_come_back(playing, qtbot) -> None:
    waiting = QDialog()  # stands for the one that says what is still being saved
    qtbot.addWidget(waiting)
    waiting.show()
    playing.close()
    assert playing.is_closing
    playing.show_again("demo")
    assert not playing.isVisible()
    qtbot.waitUntil(waiting.isActiveWindow, timeout=WAIT_MS)
    assert playing.findChild(QMessageBox) is None
