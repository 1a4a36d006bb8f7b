import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QColor, QImage
from PySide6.QtWidgets import QPushButton, QToolButton

from maskapp.gui.notifications.message_bar import MessageBar
from maskapp.gui.shared.theme import apply_theme
from tests.support.contrast import contrast


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


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("kind", ["show_error", "show_warning", "show_note"])
def test_messages_are_legible(bar, theme, kind) -> None:
    apply_theme(theme)
    getattr(bar, kind)("█" * 20)  # filled with the colour of the text
    bar.resize(600, 60)
    image: QImage = bar.grab().toImage()
    apply_theme("system")
    colours = {
        image.pixelColor(x, image.height() // 2).name() for x in range(2, image.width() // 2)
    }
    background = image.pixelColor(2, image.height() // 2)
    assert max(contrast(background, QColor(name)) for name in colours) >= 7
