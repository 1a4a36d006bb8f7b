"""Menus, their keys and the space bar."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QApplication, QDialog, QPushButton
from shiboken6 import isValid

from maskapp.gui.help.help_dialog import HelpDialog
from tests.support.window_helpers import WAIT_MS, actions_below, until_title


def test_every_action_is_in_a_menu(open_window) -> None:
    window = open_window()
    in_menus = set(actions_below(window.menuBar()))
    assert set(window.commands.all()) <= in_menus
    assert all(action.text() for action in window.commands.all())


def test_the_help_lists_every_key_that_works(open_window) -> None:
    window = open_window()
    window.commands.help.trigger()
    words = window.findChild(HelpDialog).text.toPlainText().split()
    keys = [each.shortcut().toString() for each in window.findChildren(QAction)]
    assert len(keys) > 30
    assert {key for key in keys if key} <= set(words)


def test_no_shortcut_is_given_twice(open_window) -> None:
    window = open_window()
    keys = [
        action.shortcut().toString()
        for action in {*actions_below(window.menuBar()), *window.commands.all()}
        if not action.shortcut().isEmpty()
    ]
    assert len(keys) == len(set(keys))


def test_no_button_takes_the_key_of_a_menu(open_window, qtbot) -> None:
    """Alt+V was the View menu and a button that opens a video, and so did neither."""
    window = open_window()
    until_title(qtbot, window, "No camera was found")
    window.messages.show_note("Saved.", window.commands.recordings_folder)
    for button in window.findChildren(QPushButton):
        if button.isVisibleTo(window):
            assert button.text()
            assert button.shortcut().isEmpty()


def test_every_action_can_be_triggered(playing, qtbot, monkeypatch) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: True)
    done = []
    for action in actions_below(playing.menuBar()):
        if not isValid(action):  # an entry of a list that was made anew
            continue
        if action is playing.commands.quit or not action.isEnabled():
            continue
        done.append(action.text())
        action.trigger()
        qtbot.wait(1)  # lets the event loop turn
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QDialog) and widget.isVisible():
                widget.reject()
    assert len(done) > 30
    assert not playing.messages.text.startswith("Something unexpected")


def test_the_space_bar_takes_a_snapshot_while_a_card_has_the_focus(playing, qtbot) -> None:
    playing.activateWindow()
    with qtbot.waitSignal(playing.snapshots.kept, timeout=WAIT_MS):
        playing.commands.take_snapshot.trigger()
    qtbot.waitUntil(playing.snapshots.view.isVisible, timeout=WAIT_MS)
    playing.snapshots.view.setFocus()
    assert playing.snapshots.view.hasFocus()
    with qtbot.waitSignal(playing.snapshots.kept, timeout=WAIT_MS):
        qtbot.keyClick(playing.snapshots.view, Qt.Key.Key_Space)


def test_the_space_bar_writes_in_the_search_and_presses_buttons(playing, qtbot) -> None:
    search = playing.snapshots.filters.search
    search.setFocus()
    qtbot.keyClick(search, Qt.Key.Key_Space)
    assert search.text() == " "
    taken = []
    playing.worker.worker.snapshot_taken.connect(taken.append)
    button = playing.findChildren(type(playing.recording.indicator))[0]
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setEnabled(True)
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    qtbot.wait(50)
    assert not taken
