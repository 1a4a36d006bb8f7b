import time
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox, QToolButton

from maskapp.errors import SnapshotLogFullError
from maskapp.outputs.snapshots.log import SnapshotLog
from maskapp.outputs.snapshots.records import SNAPSHOT_FOLDER
from maskapp.records import MaskLabel
from tests.support.snapshots import (
    card,
    click,
    make_snapshot,
    make_snapshots,
    select,
    wait_for_cards,
    wait_for_rows,
)

MASK, BARE, WRONG, UNSURE = MaskLabel


def test_deleting_is_confirmed_and_can_be_undone_until_the_panel_closes(qtbot, panel_of, data_dir):
    panel = panel_of(*make_snapshots(4))
    select(panel, 1, 2)
    panel.commands.delete.trigger()
    question = panel.findChild(QMessageBox)
    assert "Delete 2 snapshots?" in question.text()
    assert "unless you close Maskapp or new snapshots need the room." in question.text()
    question.reject()
    qtbot.waitUntil(lambda: panel.findChild(QMessageBox) is None)
    assert panel.view.model().rowCount() == 4
    panel.commands.delete.trigger()
    panel.findChild(QMessageBox).accept()
    wait_for_rows(qtbot, panel, 2)
    assert panel.commands.undo.isEnabled()
    panel.commands.undo.trigger()
    wait_for_rows(qtbot, panel, 4)
    qtbot.waitUntil(lambda: not panel.commands.undo.isEnabled())
    select(panel, 0)
    panel.commands.delete.trigger()
    qtbot.waitUntil(lambda: panel.findChild(QMessageBox) is not None)
    panel.findChild(QMessageBox).accept()
    wait_for_rows(qtbot, panel, 3)
    assert panel.shutdown()
    with SnapshotLog(data_dir / SNAPSHOT_FOLDER) as log:
        assert len(log.stems()) == 3
        assert len(list(log.pictures.folder.iterdir())) == 6


def test_undo_is_offered_for_an_hour(qtbot, panel_of, monkeypatch):
    panel = panel_of(*make_snapshots(2))
    panel.commands.delete_now([1])
    wait_for_rows(qtbot, panel, 1)
    assert panel.commands.undo.isEnabled()
    now_s = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now_s + 3601)
    panel.commands.undo.trigger()
    assert not panel.commands.undo.isEnabled()
    assert panel.problems == ["What was deleted over an hour ago cannot be restored."]
    panel.problems.clear()


def test_undo_tells_what_was_removed_for_good_before(qtbot, panel_of, data_dir):
    panel = panel_of(*make_snapshots(3))
    panel.commands.delete_now([1, 2])
    wait_for_rows(qtbot, panel, 1)
    with SnapshotLog(data_dir / SNAPSHOT_FOLDER) as log:
        log.remove([1])
    panel.commands.undo.trigger()
    qtbot.waitUntil(lambda: bool(panel.problems))
    assert panel.view.model().rowCount() == 2
    assert panel.problems == [
        "Deleted snapshots that can no longer be restored: 1. They were removed for good."
    ]
    panel.problems.clear()


@pytest.fixture
def full_disk(monkeypatch):
    """Lets neither deleting nor restoring succeed, while `is_full` of this is set."""
    disk = SimpleNamespace(is_full=False)

    def failing(change):
        def change_unless_full(*arguments):
            if disk.is_full:
                raise SnapshotLogFullError("the disk is full")
            return change(*arguments)

        return change_unless_full

    for name in ("delete", "restore"):
        monkeypatch.setattr(SnapshotLog, name, failing(getattr(SnapshotLog, name)))
    return disk


def test_undo_restores_nothing_that_was_never_deleted(qtbot, panel_of, full_disk):
    panel = panel_of(*make_snapshots(4))
    panel.commands.delete_now([1, 2])
    wait_for_rows(qtbot, panel, 2)
    full_disk.is_full = True
    panel.commands.delete_now([3])
    qtbot.waitUntil(lambda: panel.problems == ["the disk is full"])
    full_disk.is_full = False
    assert panel.commands.undo.isEnabled()
    panel.commands.undo.trigger()
    wait_for_rows(qtbot, panel, 4)
    assert not panel.commands.undo.isEnabled()
    panel.problems.clear()


def test_undo_is_not_offered_again_for_what_was_never_deleted(qtbot, panel_of, full_disk):
    panel = panel_of(*make_snapshots(3))
    full_disk.is_full = True
    panel.commands.delete_now([1])
    panel.commands.restore_now([1])  # in the viewer, before the answer
    qtbot.waitUntil(lambda: len(panel.problems) == 2)
    assert not panel.commands.undo.isEnabled()
    panel.problems.clear()


def test_undo_that_failed_can_be_tried_again(qtbot, panel_of, full_disk):
    panel = panel_of(*make_snapshots(3))
    panel.commands.delete_now([1, 2])
    wait_for_rows(qtbot, panel, 1)
    full_disk.is_full = True
    panel.commands.undo.trigger()
    qtbot.waitUntil(lambda: panel.problems == ["the disk is full"])
    full_disk.is_full = False
    assert panel.commands.undo.isEnabled()
    panel.commands.undo.trigger()
    wait_for_rows(qtbot, panel, 3)
    panel.problems.clear()


def test_the_undo_shortcut_restores_the_last_snapshot(qtbot, panel_of):
    panel = panel_of(make_snapshot(MASK))
    panel.activateWindow()
    panel.view.setFocus()
    click(qtbot, panel, 0)
    panel.commands.delete.trigger()
    panel.findChild(QMessageBox).accept()
    qtbot.waitUntil(lambda: not panel.view.isVisible())
    panel.activateWindow()
    qtbot.waitUntil(lambda: panel.empty_text.parentWidget().hasFocus())
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    wait_for_rows(qtbot, panel, 1)
    qtbot.waitUntil(panel.view.hasFocus)


def test_opening_asks_for_the_viewer_and_the_folder_for_the_desktop(qtbot, panel_of, opened_paths):
    panel = panel_of(make_snapshot(MASK))
    wait_for_cards(qtbot, panel, 1)
    snapshot = card(panel, 0)
    click(qtbot, panel, 0)
    requests = []
    panel.commands.view_requested.connect(lambda *request: requests.append(request))
    panel.commands.open.trigger()
    panel.commands.edit_note.trigger()
    place = panel.view.visualRect(panel.view.model().index(0, 0)).center()
    qtbot.mouseDClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert requests == [(snapshot.id, False), (snapshot.id, True), (snapshot.id, False)]
    with qtbot.waitSignal(panel.reported) as reported:  # the program itself may fail silently
        panel.commands.show_folder.trigger()
    assert str(snapshot.annotated.parent) in reported.args[0]
    assert opened_paths == [snapshot.annotated.parent]


def test_a_missing_program_is_reported(qtbot, panel_of, monkeypatch):
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    panel = panel_of(make_snapshot(MASK))
    wait_for_cards(qtbot, panel, 1)
    click(qtbot, panel, 0)
    panel.commands.show_folder.trigger()
    (problem,) = panel.problems
    assert str(card(panel, 0).annotated.parent) in problem
    panel.problems.clear()


def test_shortcuts_act_on_the_cards_but_not_in_the_search_field(qtbot, panel_of):
    panel = panel_of(*make_snapshots(2))
    requests = []
    panel.commands.view_requested.connect(lambda *request: requests.append(request))
    wait_for_cards(qtbot, panel, 2)
    panel.activateWindow()
    panel.view.setFocus()
    click(qtbot, panel, 0)
    qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    assert len(requests) == 1
    panel.filters.search.setFocus()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Delete, Qt.Key.Key_F2):
        qtbot.keyClick(panel.filters.search, key)
    assert len(requests) == 1
    assert panel.findChild(QMessageBox) is None
    panel.view.setFocus()
    qtbot.keyClick(panel.view, Qt.Key.Key_Delete)
    assert panel.findChild(QMessageBox) is not None


def test_every_button_has_a_name_an_icon_and_its_shortcut_in_the_tool_tip(panel_of):
    panel = panel_of()
    buttons = [
        b for b in panel.findChildren(QToolButton) if b.defaultAction() in panel.menu_actions()
    ]
    assert len(buttons) == 5
    for button in buttons:
        assert button.accessibleName()
        assert "(" in button.toolTip()
        assert not button.icon().isNull()


def test_the_context_menu_has_the_actions_of_the_menu_bar(qtbot, panel_of):
    panel = panel_of(make_snapshot(MASK))
    panel.view.customContextMenuRequested.emit(QPoint(20, 20))
    menu = panel.findChild(QMenu)
    assert menu.actions() == panel.menu_actions()
    menu.close()
