"""Someone tries everything that the menus offer, and nothing breaks."""

import pytest
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QDialog
from shiboken6 import isValid

from tests.support.window_helpers import actions_below


def close_dialogs() -> None:
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QDialog) and widget.isVisible():
            widget.reject()


@pytest.mark.parametrize("is_reversed", [False, True])
def test_every_action_can_be_triggered(playing, monkeypatch, is_reversed) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: True)
    triggered = []
    actions = actions_below(playing.menuBar())
    for action in reversed(actions) if is_reversed else actions:
        if not isValid(action):  # an entry of a list that was filled again meanwhile
            continue
        if action is playing.commands.quit or not action.isEnabled():
            continue
        triggered.append(action.text())
        action.trigger()
        QApplication.processEvents()
        close_dialogs()
    QApplication.processEvents()
    close_dialogs()
    assert len(triggered) > 30
    assert not playing.messages.text.startswith("Something unexpected")
