"""The message bar: which message is shown, for how long, and whether it can be read."""

import re

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import QLabel, QPushButton, QTextEdit, QToolButton, QVBoxLayout, QWidget

from maskapp.gui.notifications import message_bar
from maskapp.gui.notifications.message_bar import MessageBar
from maskapp.gui.shared.theme import apply_theme
from tests.support.contrast import contrast


@pytest.fixture
def bar(qtbot) -> MessageBar:
    made = MessageBar()
    qtbot.addWidget(made)
    return made


@pytest.fixture(params=["light", "dark"])
def _theme(request, qapp):
    apply_theme(request.param)
    yield
    apply_theme("system")


def close(qtbot, bar: MessageBar) -> None:
    qtbot.mouseClick(bar.findChild(QToolButton), Qt.MouseButton.LeftButton)


def test_a_note_waits_until_the_error_is_closed(qtbot, bar) -> None:
    shown = []
    bar.show_error("The disk is full.")
    bar.show_note("Saved.", QAction("Show", bar, triggered=lambda: shown.append(1)))
    assert bar.text == "The disk is full."
    close(qtbot, bar)
    assert bar.text == "Saved."
    qtbot.mouseClick(bar.findChild(QPushButton), Qt.MouseButton.LeftButton)
    assert shown == [1]
    assert bar.text == ""


def test_a_withdrawn_note_is_not_shown(qtbot, bar) -> None:
    action = QAction("Show", bar)
    bar.show_error("The disk is full.")
    bar.show_note("Saved.", action)
    bar.withdraw(action)
    assert bar.text == "The disk is full."
    close(qtbot, bar)
    assert bar.text == ""


def test_an_error_replaces_a_note_for_good(qtbot, bar) -> None:
    bar.show_note("Saved.")
    bar.show_error("The disk is full.")
    close(qtbot, bar)
    assert bar.text == ""


def test_only_notes_disappear_by_themselves(qtbot, bar, monkeypatch) -> None:
    timer = bar.findChild(QTimer)
    bar.show_note("Saved.")
    assert timer.isActive()
    close(qtbot, bar)
    for show in (bar.show_warning, bar.show_error):
        show("The disk is full.")
        assert not timer.isActive()
        close(qtbot, bar)
    monkeypatch.setattr(message_bar, "_SHOWN_MS", 0)
    monkeypatch.setattr(message_bar, "_READING_MS", 0)
    bar.show_note("Saved.")
    qtbot.waitUntil(lambda: bar.text == "")


def test_a_long_note_stays_until_it_can_be_read_and_is_logged(bar, caplog) -> None:
    timer, text = bar.findChild(QTimer), "50 pictures are no longer there. " * 20
    with caplog.at_level("INFO"):
        bar.show_note("Saved.")
        usual_ms = timer.interval()
        bar.show_note(text)
    assert usual_ms == 8000
    assert timer.interval() > 30_000
    assert caplog.messages == ["Saved.", text]


@pytest.mark.parametrize("level", ["error", "warning"])
def test_errors_and_warnings_are_logged(bar, caplog, level) -> None:
    getattr(bar, f"show_{level}")("The disk is full.")
    assert [(each.levelname, each.message) for each in caplog.records] == [
        (level.upper(), "The disk is full.")
    ]


def test_a_long_message_scrolls(qtbot) -> None:
    bar = MessageBar()
    words = bar.findChild(QTextEdit)
    lines_px = words.fontMetrics().lineSpacing()
    window = QWidget()
    qtbot.addWidget(window)
    QVBoxLayout(window).addWidget(bar)
    window.resize(400, 300)
    window.show()
    bar.show_error("Many words. " * 100)
    qtbot.waitUntil(lambda: words.height() == 4 * lines_px)
    assert words.verticalScrollBar().maximum() > 0
    assert words.focusPolicy() == Qt.FocusPolicy.StrongFocus, "the keyboard scrolls it"
    bar.show_error("One line.")
    qtbot.waitUntil(lambda: words.verticalScrollBar().maximum() == 0)
    assert words.height() == lines_px


@pytest.mark.usefixtures("_theme")
def test_every_message_is_legible(qtbot, bar) -> None:
    for show in (bar.show_error, bar.show_warning, bar.show_note):
        close(qtbot, bar)
        show("The disk is full.")
        [background] = re.findall(r"#messageBar \{ background: (#\w+)", bar.styleSheet())
        texts = re.findall(r"[{;] color: (#\w+)", bar.styleSheet())
        assert len(texts) == 2, "the message, and how many wait"
        for text in texts:
            assert contrast(QColor(background), QColor(text)) >= 7, (background, text)


def test_enter_presses_the_button(qtbot, bar) -> None:
    shown = []
    bar.show_note("Saved.", QAction("Show", bar, triggered=lambda: shown.append(1)))
    qtbot.keyClick(bar.findChild(QPushButton), Qt.Key.Key_Return)
    assert shown == [1]


def test_a_withdrawn_error_gives_way_to_the_note_that_waited(qtbot, bar) -> None:
    again, other = QAction("Try again", bar), QAction("Stop", bar)
    bar.show_error("No such host.", again)
    bar.show_note("Recording saved.")
    bar.withdraw(other)
    assert bar.text == "No such host."
    bar.withdraw(again)
    assert bar.text == "Recording saved."


def press_button(qtbot, bar: MessageBar) -> None:
    qtbot.mouseClick(bar.findChild(QPushButton), Qt.MouseButton.LeftButton)


def test_the_button_of_an_error_gives_way_to_the_note_that_waited(qtbot, bar) -> None:
    tried = []
    bar.show_error("No such host.", QAction("Try again", bar, triggered=lambda: tried.append(1)))
    bar.show_note("Recording saved.", QAction("Show", bar))
    press_button(qtbot, bar)
    assert (tried, bar.text) == ([1], "Recording saved.")
    bar.show_error("The disk is full.")
    close(qtbot, bar)
    assert bar.text == "", "it is not told a second time"


def test_what_the_button_of_an_error_does_is_told_before_a_note_that_waited(qtbot, bar) -> None:
    def fail() -> None:
        bar.show_error("Still no such host.")

    bar.show_error("No such host.", QAction("Try again", bar, triggered=fail))
    bar.show_note("Recording saved.")
    press_button(qtbot, bar)
    assert bar.text == "Still no such host."
    close(qtbot, bar)
    assert bar.text == ""


def test_a_newer_note_takes_the_place_of_one_that_waited(qtbot, bar) -> None:
    bar.show_error("No such host.")
    bar.show_note("Recording saved.")
    bar.show_note("Deleted.")
    close(qtbot, bar)
    assert bar.text == "Deleted."
    close(qtbot, bar)
    assert bar.text == ""


def texts_in_turn(qtbot, bar: MessageBar) -> list[str]:
    """Close all messages; return their texts, each with how many are said to wait behind it."""
    seen = []
    more = bar.findChildren(QLabel)[-1]
    while bar.text:
        seen += [bar.text] if more.isHidden() else [bar.text, more.text()]
        close(qtbot, bar)
    return seen


def test_errors_and_warnings_wait_for_each_other(qtbot, bar) -> None:
    bar.show_warning("The settings are damaged.")
    bar.show_error("No such host.")
    bar.show_note("Recording saved.")
    bar.show_warning("The log was damaged.")
    bar.show_error("The disk is full.")
    assert texts_in_turn(qtbot, bar) == [
        *("The disk is full.", "4 more"),
        *("No such host.", "3 more"),
        *("Recording saved.", "2 more"),
        *("The log was damaged.", "1 more"),
        "The settings are damaged.",
    ]


@pytest.mark.parametrize("is_warned_before", [True, False])
def test_a_note_is_shown_before_a_warning_until_it_is_read(qtbot, bar, is_warned_before) -> None:
    timer, shown = bar.findChild(QTimer), []
    if is_warned_before:
        bar.show_warning("The disk is nearly full.")
    bar.show_note("Deleted.", QAction("Undo", bar, triggered=lambda: shown.append(1)))
    if not is_warned_before:
        bar.show_warning("The disk is nearly full.")
    assert bar.text == "Deleted."
    assert bar.findChildren(QLabel)[-1].text() == "1 more"
    assert timer.interval() == 8000
    timer.start(0)
    qtbot.waitUntil(lambda: bar.text == "The disk is nearly full.")
    assert bar.findChildren(QLabel)[-1].isHidden()
    assert not timer.isActive()
    bar.show_note("Deleted.", QAction("Undo", bar, triggered=lambda: shown.append(1)))
    press_button(qtbot, bar)
    assert shown == [1]
    assert texts_in_turn(qtbot, bar) == ["The disk is nearly full."]


def test_a_warning_that_is_withdrawn_leaves_the_note_that_covers_it(qtbot, bar) -> None:
    bar.show_warning("Messages cannot be sent.")
    bar.show_note("Deleted.")
    bar.withdraw_text("Messages cannot be sent.")
    assert texts_in_turn(qtbot, bar) == ["Deleted."]


def test_what_is_said_again_is_shown_once(qtbot, bar, caplog) -> None:
    tried = []
    bar.show_error("No such host.")
    bar.show_warning("The disk is nearly full.")
    bar.show_warning("The disk is nearly full.")
    bar.show_error("No such host.")
    bar.show_error("No such host.", QAction("Try again", bar, triggered=lambda: tried.append(1)))
    assert len(caplog.records) == 5
    press_button(qtbot, bar)
    assert tried == [1], "the newest one counts"
    assert texts_in_turn(qtbot, bar) == ["The disk is nearly full."]


def test_the_same_error_again_leaves_the_message_as_it_is(qtbot, bar) -> None:
    bar.show_error("No such host.")
    words = bar.findChild(QTextEdit)
    words.selectAll()
    bar.show_error("No such host.")
    bar.show_warning("The disk is nearly full.")
    assert words.textCursor().selectedText() == "No such host."


def test_what_is_no_longer_true_does_not_wait(qtbot, bar) -> None:
    again = QAction("Try again", bar)
    bar.show_warning("Messages cannot be sent.")
    bar.show_error("No such host.", again)
    bar.show_error("The disk is full.")
    bar.withdraw(again)
    bar.withdraw_text("Messages cannot be sent.")
    assert texts_in_turn(qtbot, bar) == ["The disk is full."]


def test_the_oldest_of_many_errors_are_in_the_log_only(qtbot, bar) -> None:
    for number in range(8):
        bar.show_error(f"File {number} is damaged.")
    shown = [text for text in texts_in_turn(qtbot, bar) if text.startswith("File")]
    assert shown == [f"File {number} is damaged." for number in (7, 6, 5, 4, 3)]


def test_it_tells_that_a_message_is_gone_but_not_that_its_window_is(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    bar = MessageBar(window)
    window.show()
    bar.show_error("The disk is full.")
    with qtbot.assertNotEmitted(bar.ended):
        window.hide()
    window.show()
    with qtbot.waitSignal(bar.ended):
        close(qtbot, bar)
