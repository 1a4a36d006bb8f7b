import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from maskapp.gui.help.help_dialog import HelpDialog, shortcuts
from maskapp.gui.shared.actions import Actions


@pytest.fixture
def window(qtbot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    return window


def test_the_help_lists_every_shortcut_of_the_window(window) -> None:
    actions = Actions(window)
    words = HelpDialog(actions.all(), window).text.toPlainText().split()
    keys = {action.shortcut().toString() for action in actions.all()} - {""}
    assert len(keys) > 15
    assert keys <= set(words)


def test_a_shortcut_is_explained_by_the_status_tip_or_else_the_text(window) -> None:
    actions = [QAction("&Open…", window), QAction("&Save", window), QAction("No keys", window)]
    actions[0].setShortcut("Ctrl+O")
    actions[1].setShortcut("Ctrl+S")
    actions[1].setStatusTip("Save the file")
    assert shortcuts(actions) == [("Ctrl+O", "Open"), ("Ctrl+S", "Save the file")]
