"""Closing while the disk is slow, dead or full."""

import pytest
from PySide6.QtCore import Qt

from maskapp.errors import OutputError
from maskapp.gui.snapshots.closing import SavingDialog
from maskapp.gui.snapshots.snapshot_thread import SnapshotThread
from maskapp.outputs.snapshots.log import SnapshotLog
from maskapp.outputs.snapshots.open_logs import OpenLogs
from maskapp.outputs.snapshots.records import SNAPSHOT_FOLDER
from tests.support.dialog_viewer import DialogViewer
from tests.support.snapshots import make_snapshots
from tests.support.worker_fakes import PATIENCE_S, Hang


class Disk:
    """The disk of the log: hangs until it is released, or fails."""

    def __init__(self):
        self.hang = Hang()
        self.problem = None


@pytest.fixture
def disk(monkeypatch):
    made, write = Disk(), OpenLogs.write_pictures

    def slow(self, new):
        made.hang()
        if made.problem:
            raise OutputError(made.problem)
        return write(self, new)

    monkeypatch.setattr(OpenLogs, "write_pictures", slow)
    yield made
    made.hang.release.set()


@pytest.fixture
def thread(qtbot, data_dir, disk):
    made = SnapshotThread(data_dir / SNAPSHOT_FOLDER)
    made.start()
    for new in make_snapshots(3):
        made.add(new)
    yield made
    disk.hang.release.set()
    qtbot.waitUntil(lambda: made.has_ended)


def test_a_slow_disk_is_waited_for_with_a_word(thread, disk, data_dir):
    viewer = DialogViewer(SavingDialog, lambda _dialog: disk.hang.release.set())
    assert SavingDialog(thread).finish(0.05)
    assert viewer.texts[0].startswith("Snapshots still to be saved: 3. The disk is slow.")
    with SnapshotLog(data_dir / SNAPSHOT_FOLDER) as log:
        assert log.count() == 3


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Escape, Qt.Key.Key_Return])
def test_a_key_pressed_by_mistake_loses_nothing(qtbot, thread, disk, data_dir, key):
    def press(dialog):
        qtbot.keyClick(dialog.focusWidget() or dialog, key)
        disk.hang.release.set()

    viewer = DialogViewer(SavingDialog, press)
    assert SavingDialog(thread).finish(0.05)
    assert len(viewer.texts) >= 1
    with SnapshotLog(data_dir / SNAPSHOT_FOLDER) as log:
        assert log.count() == 3


def test_a_quick_disk_shows_no_dialog(thread, disk):
    viewer = DialogViewer(SavingDialog, lambda _dialog: None)
    disk.hang.release.set()
    assert SavingDialog(thread).finish(PATIENCE_S)
    assert viewer.texts == []


def test_who_closes_anyway_is_told_what_is_lost(thread, caplog):
    viewer = DialogViewer(SavingDialog, lambda dialog: dialog.leave.click())
    assert not SavingDialog(thread).finish(0.05)
    assert viewer.texts[-1].startswith("Snapshots that are not saved")
    assert viewer.texts[-1].endswith(": 3.")
    assert "not saved" in caplog.text


def test_a_dead_disk_is_given_up_without_anybody_there(thread):
    viewer = DialogViewer(SavingDialog, lambda _dialog: None)
    assert not SavingDialog(thread, stalled_s=0.1, told_s=0.3).finish(0.05)
    assert viewer.texts[-1].endswith(": 3.")


def test_a_disk_that_is_full_at_the_end_is_told(thread, disk):
    disk.problem = "Cannot write x: the disk is full"
    viewer = DialogViewer(SavingDialog, lambda dialog: dialog.leave.click())
    dialog = SavingDialog(thread)
    disk.hang.release.set()
    assert dialog.finish(PATIENCE_S)
    assert viewer.texts == ["Cannot write x: the disk is full"]


@pytest.mark.parametrize("unsaved", [0, 3])
def test_a_rebuild_is_waited_for_in_its_own_words(qtbot, thread, disk, unsaved):
    hang = disk.hang
    if not unsaved:
        hang.release.set()
        qtbot.waitUntil(lambda: not thread.worker.waiting.snapshots)
        hang = Hang()
        thread.use(lambda _logs: hang() or [])
    thread.worker.rebuild.put(3000, 20_000)
    buttons = []

    def end(dialog):
        buttons.append(dialog.leave.text())
        hang.release.set()

    viewer = DialogViewer(SavingDialog, end)
    assert SavingDialog(thread).finish(0.05)
    text = viewer.texts[0]
    assert text.startswith("The snapshot log is being rebuilt: 3000 of 20000. ")
    assert ("Snapshots to be saved after that: 3." in text) == bool(unsaved)
    assert ("If you close now, that begins again at the next start." in text) == (not unsaved)
    assert buttons[0] == ("&Close without saving" if unsaved else "&Close now")


def test_a_rebuild_that_goes_on_is_no_dead_disk(qtbot, thread, disk):
    dialog = SavingDialog(thread, stalled_s=0)
    for step in range(1, 4):
        thread.worker.rebuild.put(step, 60)
        assert not dialog.is_over()
        qtbot.waitUntil(dialog.is_over)
    disk.hang.release.set()
    assert dialog.finish(PATIENCE_S)
