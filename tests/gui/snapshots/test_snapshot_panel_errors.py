import pytest

from maskapp.gui.snapshots.snapshot_model import THUMBNAIL_ROLE
from maskapp.gui.snapshots.snapshot_panel import SnapshotPanel
from maskapp.outputs.snapshots.log import SnapshotLog, database_path
from maskapp.outputs.snapshots.records import SNAPSHOT_FOLDER
from maskapp.records import MaskLabel
from tests.support.snapshots import (
    card,
    make_snapshot,
    wait_for_cards,
    wait_for_rows,
)

MASK, BARE, WRONG, UNSURE = MaskLabel


def test_a_damaged_log_is_rebuilt_and_reported(qtbot, data_dir):
    with SnapshotLog(data_dir / SNAPSHOT_FOLDER) as log:
        log.add(make_snapshot(MASK))
    database_path(data_dir / SNAPSHOT_FOLDER).write_bytes(b"no database" * 500)
    panel = SnapshotPanel(data_dir)
    panel.start()
    qtbot.addWidget(panel)
    with qtbot.waitSignal(panel.recovered) as recovered:
        pass
    assert "damaged" in recovered.args[0]
    wait_for_rows(qtbot, panel, 1)
    assert panel.shutdown()


def test_an_error_is_reported_and_the_panel_continues(qtbot, data_dir):
    data_dir.mkdir()
    (data_dir / SNAPSHOT_FOLDER).write_text("a file where the folder should be")
    panel = SnapshotPanel(data_dir)
    panel.start()
    qtbot.addWidget(panel)
    with qtbot.waitSignal(panel.failed) as failed:
        pass
    assert "Cannot write" in failed.args[0]
    (data_dir / SNAPSHOT_FOLDER).unlink()
    with qtbot.waitSignal(panel.kept):
        panel.add(make_snapshot(MASK))
    assert panel.shutdown()


def test_an_unexpected_error_is_reported_and_logged(qtbot, panel_of, monkeypatch, caplog):
    panel = panel_of(make_snapshot(MASK))

    def broken(*_):
        raise ZeroDivisionError("division failed")

    monkeypatch.setattr(SnapshotLog, "set_note", broken)
    wait_for_cards(qtbot, panel, 1)
    with qtbot.waitSignal(panel.failed) as failed:
        panel.commands.log_thread.set_note(card(panel, 0).id, "a note")
    assert "division failed" in failed.args[0]
    panel.problems.clear()
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.qt_log_ignore("Invalid JPEG file structure")
def test_a_broken_picture_has_a_null_thumbnail(qtbot, panel_of, data_dir):
    with SnapshotLog(data_dir / SNAPSHOT_FOLDER) as log:
        log.add(make_snapshot(MASK))
        (snapshot,) = log.read(log.find())
        snapshot.plain.unlink()
        snapshot.annotated.write_bytes(snapshot.annotated.read_bytes()[:600])
    panel = SnapshotPanel(data_dir)
    panel.start()
    qtbot.addWidget(panel)
    panel.show()
    wait_for_rows(qtbot, panel, 1)
    index = panel.view.model().index(0, 0)
    qtbot.waitUntil(lambda: index.data(THUMBNAIL_ROLE) is not None)
    assert index.data(THUMBNAIL_ROLE).isNull()
    panel.grab()
    assert panel.shutdown()
