"""Messages about sources, and the question of a second start."""

import pytest
from PySide6.QtWidgets import QMessageBox, QPushButton

from maskapp.gui.notifications.message_bar import MessageBar
from maskapp.gui.sources.source_messages import SourceMessages
from maskapp.live.source_request import SourceRequest
from maskapp.records import SourceInfo, SourceState

HALL = SourceInfo("rtsp://hall/1", 640, 480, None, None, is_live=True, is_stills=False)


@pytest.fixture
def bar(qtbot) -> MessageBar:
    bar = MessageBar()
    qtbot.addWidget(bar)
    return bar


@pytest.fixture
def source_messages(window, control, bar) -> SourceMessages:
    return SourceMessages(window, control, bar)


@pytest.fixture
def playing(control, worker, source_messages) -> SourceMessages:
    control.open("rtsp://hall/1")
    worker.source_opened.emit(HALL)
    worker.state_changed.emit(SourceState.RUNNING, "")
    worker.opened.clear()
    return source_messages


def question(window) -> QMessageBox | None:
    return window.findChild(QMessageBox)


def click(window, text: str) -> None:
    [button] = [button for button in question(window).buttons() if button.text() == text]
    button.click()


def test_says_what_is_being_opened_and_what_stays(playing, control, bar) -> None:
    control.open("rtsp://me:secret@door/1")
    assert bar.text == "Opening rtsp://door/1. Until then, rtsp://hall/1 stays open."


def test_the_opening_can_be_stopped(playing, control, worker, bar) -> None:
    control.open("rtsp://door/1")
    [button] = [button for button in bar.findChildren(QPushButton) if not button.isHidden()]
    assert button.text() == "Stop opening"
    button.click()
    assert worker.commands == ["keep"]
    assert (control.text, control.next_text) == ("rtsp://hall/1", None)
    assert bar.text == ""


def test_the_message_goes_when_the_other_source_has_opened(playing, control, worker, bar) -> None:
    control.open("rtsp://door/1")
    worker.took_over.emit("rtsp://door/1")
    worker.source_opened.emit(HALL)
    assert bar.text == ""


def test_says_why_the_source_in_use_was_kept(playing, control, worker, bar) -> None:
    control.open("rtsp://door/1")
    worker.refused.emit("rtsp://door/1", "rtsp://door/1: no such host")
    assert bar.text == "rtsp://door/1: no such host. rtsp://hall/1 stays open."


def test_the_reason_goes_once_another_source_opens(playing, control, worker, bar) -> None:
    control.open("rtsp://door/1")
    worker.refused.emit("rtsp://door/1", "rtsp://door/1: no such host")
    worker.state_changed.emit(SourceState.RUNNING, "")
    assert bar.text
    control.open("rtsp://yard/1")
    assert bar.text == "Opening rtsp://yard/1. Until then, rtsp://hall/1 stays open."


def test_the_reason_goes_once_the_source_in_use_is_closed(playing, control, worker, bar) -> None:
    control.open("rtsp://door/1")
    worker.refused.emit("rtsp://door/1", "rtsp://door/1: no such host")
    bar.show_note("Recording saved.")
    control.close()
    assert bar.text == "Recording saved."


def test_a_refused_source_can_be_tried_again(playing, control, worker, bar) -> None:
    control.open("rtsp://me:secret@door/1")
    worker.refused.emit("rtsp://me:secret@door/1", "rtsp://door/1: no answer")
    assert control.next_text is None  # not by itself
    [button] = [button for button in bar.findChildren(QPushButton) if not button.isHidden()]
    assert button.text() == "Try again"
    button.click()
    assert control.next_text == "rtsp://me:secret@door/1"
    assert bar.text == "Opening rtsp://door/1. Until then, rtsp://hall/1 stays open."


def test_the_refusal_goes_when_the_source_that_stayed_is_replaced(
    playing, control, worker, bar
) -> None:
    control.open("rtsp://door/1")
    worker.refused.emit("rtsp://door/1", "rtsp://door/1: no answer")
    worker.state_changed.emit(SourceState.PAUSED, "")
    assert "no answer" in bar.text
    control.open("0")
    assert bar.text == ""


def test_passes_other_messages_on(source_messages, control, bar) -> None:
    for signal in (control.searched, control.recent.reported, control.recent.failed):
        signal.emit("A sentence.")
        assert bar.text == "A sentence."
        bar.hide()


class TestSecondStart:
    def test_opens_the_source_if_none_is_in_use(self, window, source_messages, worker) -> None:
        source_messages.open_or_ask("demo")
        assert worker.opened == [SourceRequest("demo")]
        assert question(window) is None

    def test_without_a_source_nothing_changes(self, window, playing, control) -> None:
        playing.open_or_ask("")
        playing.open_or_ask("rtsp://hall/1")
        assert question(window) is None
        assert control.text == "rtsp://hall/1"

    def test_asks_before_it_replaces_a_running_source(self, window, playing, control) -> None:
        playing.open_or_ask("rtsp://me:secret@door/1")
        assert "rtsp://door/1" in question(window).text()
        assert "rtsp://hall/1" in question(window).text()
        assert "secret" not in question(window).text()
        assert control.next_text is None
        click(window, "&Open it")
        assert control.next_text == "rtsp://me:secret@door/1"

    def test_keeps_the_running_source(self, window, playing, control, worker) -> None:
        playing.open_or_ask("0")
        click(window, "&Keep")
        assert (control.text, worker.opened) == ("rtsp://hall/1", [])

    def test_the_newest_start_replaces_the_question(self, window, playing, control) -> None:
        playing.open_or_ask("rtsp://door/1")
        playing.open_or_ask("rtsp://yard/1")
        [open_one] = [each for each in window.findChildren(QMessageBox) if each.isVisible()]
        assert "rtsp://yard/1" in open_one.text()
        [replace] = [each for each in open_one.buttons() if each.text() == "&Open it"]
        replace.click()
        assert control.next_text == "rtsp://yard/1"

    def test_no_question_outlasts_what_it_is_about(self, window, playing, control, worker) -> None:
        playing.open_or_ask("rtsp://door/1")
        worker.state_changed.emit(SourceState.ENDED, "")
        playing.open_or_ask("demo")
        assert worker.opened == [SourceRequest("demo")]
        assert not any(each.isVisible() for each in window.findChildren(QMessageBox))

    @pytest.mark.parametrize(("text", "name"), [("3", "Camera 3"), ("demo", "Demo clip")])
    def test_names_the_source_as_the_window_does(self, window, playing, text, name) -> None:
        playing.open_or_ask(text)
        assert question(window).text().startswith(f"Maskapp was started again with {name}.")

    def test_a_long_name_fits(self, window, playing) -> None:
        playing.open_or_ask("corridor_" * 40 + ".mp4")
        widths = [
            question(window).fontMetrics().horizontalAdvance(word)
            for word in question(window).text().split()
        ]
        assert max(widths) <= 360
        assert "….mp4" not in question(window).text()
        assert question(window).text().count("…") == 1
