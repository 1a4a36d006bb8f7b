from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from maskapp.gui.snapshots.note_dialog import NoteDialog
from maskapp.outputs.snapshots.records import Snapshot
from tests.support.snapshots import (
    NOON,
    card,
    make_snapshots,
    select,
    wait_for_cards,
    wait_for_rows,
)


@pytest.fixture
def parent(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


@pytest.fixture
def dialog(parent):
    snapshot = Snapshot(NOON, "manual", "Door", (), 7, "old", Path("a.jpg"), Path("a-plain.jpg"))
    dialog = NoteDialog(snapshot, parent)
    dialog.open()
    return dialog


def test_the_note_is_saved_with_the_id_of_its_snapshot(qtbot, dialog):
    assert dialog.note.toPlainText() == "old"
    dialog.note.setPlainText("new")
    with qtbot.waitSignal(dialog.saved) as saved:
        dialog.accept()
    assert saved.args == [7, "new"]


def test_cancel_saves_nothing(qtbot, dialog):
    dialog.note.setPlainText("new")
    with qtbot.assertNotEmitted(dialog.saved):
        dialog.reject()


def test_a_note_is_saved_shown_and_found(qtbot, panel_of):
    panel = panel_of(*make_snapshots(2))
    wait_for_cards(qtbot, panel, 2)
    select(panel, 1)
    panel.commands.edit_note.trigger()
    dialog = panel.findChild(NoteDialog)
    dialog.note.setPlainText("Besuch\nam Tor")
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClick(dialog.note, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: card(panel, 1).note == "Besuch\nam Tor")
    assert "Besuch" in panel.view.model().index(1, 0).data(Qt.ItemDataRole.ToolTipRole)
    panel.filters.search.setText("BESUCH")
    wait_for_rows(qtbot, panel, 1)
