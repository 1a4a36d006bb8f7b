"""The help dialog."""

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from maskapp.gui.help.help_dialog import HelpDialog
from maskapp.gui.shared.actions import Actions


@pytest.fixture
def window(qtbot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    return window


def test_lists_the_shortcut_and_description_of_every_action(window) -> None:
    actions = [action for action in Actions(window).all() if not action.shortcut().isEmpty()]
    text = HelpDialog(actions, window).text.toPlainText()
    assert len(actions) > 10
    for action in actions:
        assert action.shortcut().toString() in text
        assert action.statusTip() in text


def test_describes_an_action_without_a_tip_by_its_text(window) -> None:
    described = QAction("Open <&this>…", window)
    described.setShortcut("Ctrl+B")
    text = HelpDialog([described, QAction("No shortcut", window)], window).text.toPlainText()
    assert "Open <this>" in text
    assert "this>…" not in text
    assert "No shortcut" not in text


def test_fits_the_screen(window) -> None:
    dialog = HelpDialog([], window)
    available = dialog.screen().availableSize()
    assert dialog.width() <= available.width()
    assert dialog.height() <= available.height()


def test_screen_readers_name_the_text(window) -> None:
    assert HelpDialog([], window).text.accessibleName() == "Help and shortcuts"
