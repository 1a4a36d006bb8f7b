"""Someone takes snapshots, finds them in the panel and exports them."""

import csv

from PySide6.QtCore import Qt

from maskapp.gui.snapshots.export_dialog import ExportDialog
from tests.support.window_helpers import WAIT_MS


def test_a_snapshot_is_stored_as_a_picture_and_shown_as_a_card(playing, qtbot, tmp_path) -> None:
    with qtbot.waitSignal(playing.snapshots.kept, timeout=WAIT_MS):
        qtbot.keyClick(playing, Qt.Key.Key_Space)
    assert list(tmp_path.rglob("*.jpg"))
    view = playing.snapshots.view
    qtbot.waitUntil(lambda: view.model().rowCount() == 1, timeout=WAIT_MS)
    assert view.isVisible()


def test_the_space_bar_takes_snapshots_while_a_card_has_the_focus(playing, qtbot) -> None:
    playing.activateWindow()
    with qtbot.waitSignal(playing.snapshots.kept, timeout=WAIT_MS):
        playing.commands.take_snapshot.trigger()
    view = playing.snapshots.view
    qtbot.waitUntil(view.isVisible, timeout=WAIT_MS)
    view.setFocus()
    assert view.hasFocus()
    with qtbot.waitSignal(playing.snapshots.kept, timeout=WAIT_MS):
        qtbot.keyClick(view, Qt.Key.Key_Space)


def test_a_snapshot_is_exported_as_a_table(playing, qtbot, tmp_path) -> None:
    with qtbot.waitSignal(playing.snapshots.kept, timeout=WAIT_MS):
        playing.commands.take_snapshot.trigger()
    qtbot.waitUntil(lambda: playing.snapshots.view.model().rowCount() == 1, timeout=WAIT_MS)
    playing.commands.export.trigger()
    dialog = playing.findChild(ExportDialog)
    (table,) = [button for button in dialog.formats.buttons() if "CSV" in button.text()]
    table.click()
    dialog.target.setText(str(tmp_path / "log.csv"))
    dialog.export.click()
    qtbot.waitUntil(lambda: not dialog.is_running(), timeout=WAIT_MS)
    dialog.reject()
    text = (tmp_path / "log.csv").read_text("utf-8-sig")
    (row,) = csv.DictReader(text.splitlines())
    assert row["source"] == "Hall"
