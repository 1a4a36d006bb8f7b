import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QToolButton

from maskapp.gui.notifications.message_bar import MessageBar


@pytest.fixture
def bar(qtbot) -> MessageBar:
    made = MessageBar()
    qtbot.addWidget(made)
    return made


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


def test_a_note_that_was_taken_back_does_not_come(qtbot, bar) -> None:
    action = QAction("Show", bar)
    bar.show_error("The disk is full.")
    bar.show_note("Saved.", action)
    bar.withdraw(action)
    assert bar.text == "The disk is full."
    close(qtbot, bar)
    assert bar.text == ""


def test_closing_an_error_ends_it(qtbot, bar) -> None:
    bar.show_note("Saved.")
    bar.show_error("The disk is full.")
    close(qtbot, bar)
    assert bar.text == ""
