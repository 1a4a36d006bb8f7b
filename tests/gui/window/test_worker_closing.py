"""Closing while the worker is busy with a frame, or hangs."""

import time

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from maskapp.gui.door.door_window import DoorWindow
from maskapp.gui.window.worker_closing import WorkerClosingDialog
from maskapp.gui.worker.worker_thread import WorkerThread
from maskapp.live.source_request import SourceRequest
from maskapp.outputs.snapshots.log import SnapshotLog
from maskapp.outputs.snapshots.records import SNAPSHOT_FOLDER
from maskapp.outputs.violation_event import EventEnding
from maskapp.records import MaskLabel
from maskapp.settings.settings import Settings
from tests.support.dialog_viewer import DialogViewer
from tests.support.window_helpers import WAIT_MS
from tests.support.worker_fakes import PATIENCE_S, FakeEngine, FakeSource, make_face, make_frames


class SlowEngine(FakeEngine):
    """An engine that hangs in one of its frames, if there is something to hang in."""

    hang = None
    hangs_in = 0

    def process(self, frame):
        if self.hang is not None and len(self.seen) == self.hangs_in:
            self.hang()
        return super().process(frame)


@pytest.fixture
def engine(backend) -> SlowEngine:
    backend.engine = SlowEngine((make_face(label=MaskLabel.WITHOUT_MASK),))
    return backend.engine


@pytest.fixture
def busy(qtbot, backend, timing, engine, hang):
    """A worker that hangs in a frame."""
    engine.hang = hang
    backend.sources["live"] = lambda: FakeSource(make_frames(1), is_live=True)
    thread = WorkerThread(Settings(), backend, timing)
    thread.start()
    thread.open_source(SourceRequest("live"))
    qtbot.waitUntil(hang.entered.is_set, timeout=WAIT_MS)
    yield thread
    hang.release.set()
    assert thread.shutdown(PATIENCE_S)


def test_a_worker_that_is_idle_shows_no_dialog(qtbot, backend, timing) -> None:
    thread = WorkerThread(Settings(), backend, timing)
    thread.start()
    viewer = DialogViewer(WorkerClosingDialog, lambda _dialog: None)
    assert WorkerClosingDialog(thread).finish(PATIENCE_S)
    assert viewer.texts == []


def test_a_busy_one_is_waited_for_with_a_word(busy, hang) -> None:
    viewer = DialogViewer(WorkerClosingDialog, lambda _dialog: hang.release.set())
    assert WorkerClosingDialog(busy).finish(0.05)
    [text] = viewer.texts
    assert text.startswith("Processing what was seen last. The computer is slow.")


def test_who_closes_anyway_is_told_what_is_lost(busy, caplog) -> None:
    viewer = DialogViewer(WorkerClosingDialog, lambda dialog: dialog.leave.click())
    assert not WorkerClosingDialog(busy).finish(0.05)
    assert viewer.texts[-1].startswith("What was seen last is not saved")
    assert "not saved" in caplog.text


def test_one_that_hangs_is_given_up_without_anybody_there(busy) -> None:
    viewer = DialogViewer(WorkerClosingDialog, lambda _dialog: None)
    assert not WorkerClosingDialog(busy, given_up_s=0.1, told_s=0.3).finish(0.05)
    assert viewer.texts[-1].startswith("What was seen last is not saved")


@pytest.mark.parametrize("is_told", [False, True])
def test_a_program_that_has_to_end_waits_shortly_and_tells_nobody(busy, caplog, is_told) -> None:
    dialog = WorkerClosingDialog(busy, given_up_s=0.1 if is_told else 60)
    hurried = []

    def hurry(shown) -> None:
        is_now = not shown.text.text().startswith("Processing")
        if is_now == is_told and not hurried:
            hurried.append(time.monotonic())
            shown.hurry(0.2)
            assert shown.leave.isHidden()

    viewer = DialogViewer(WorkerClosingDialog, hurry)
    assert not dialog.finish(0.05)
    assert time.monotonic() - hurried[0] < 5
    assert len(viewer.texts) == 1 + is_told
    assert "not saved" in caplog.text


@pytest.mark.parametrize("is_clicked_first", [False, True])
def test_a_signal_leaves_no_door_display_beside_the_dialog(
    open_window, sources, engine, hang, qtbot, monkeypatch, is_clicked_first
) -> None:
    monkeypatch.setattr("maskapp.gui.window.main_window._WORKER_TIMEOUT_S", 0.05)
    monkeypatch.setattr(WorkerClosingDialog.hurry, "__defaults__", (0.3,))
    engine.hang = hang
    sources["live"] = lambda: FakeSource(make_frames(3), is_live=True)
    window = open_window("live")
    window.features.door.open()
    qtbot.waitUntil(hang.entered.is_set, timeout=WAIT_MS)
    doors = []

    def look(_dialog) -> None:
        shown = [each for each in QApplication.topLevelWidgets() if each.isVisible()]
        doors.extend(each for each in shown if isinstance(each, DoorWindow))
        window.close_at_once()

    viewer = DialogViewer(WorkerClosingDialog, look)
    began_s = time.monotonic()
    (window.close if is_clicked_first else window.close_at_once)()
    assert time.monotonic() - began_s < 10
    assert len(viewer.texts) == 1, "nobody is told"
    assert doors == []
    assert not window.has_ended
    hang.release.set()
    window.has_ended = window.worker.shutdown(PATIENCE_S)  # the fixture closes it no second time


def test_a_program_whose_last_window_is_the_door_display_ends_after_the_wait(
    open_window, sources, engine, hang, qtbot, qapp, monkeypatch
) -> None:
    """As in kiosk mode, and in the event loop of the program."""
    monkeypatch.setattr("maskapp.gui.window.main_window._WORKER_TIMEOUT_S", 0.05)
    engine.hang = hang
    sources["live"] = lambda: FakeSource(make_frames(3), is_live=True)
    window = open_window("live")
    window.features.door.open()
    window.hide()
    qtbot.waitUntil(hang.entered.is_set, timeout=WAIT_MS)
    looks = []

    def look(_dialog) -> None:
        looks.append(1)
        if len(looks) == 20:
            hang.release.set()

    viewer = DialogViewer(WorkerClosingDialog, look)
    QTimer.singleShot(0, window.close)
    too_late = QTimer(interval=WAIT_MS)
    too_late.timeout.connect(lambda: qapp.exit(1))
    too_late.start()
    assert qapp.exec() == 0
    assert window.has_ended
    assert len(viewer.texts) == 1, "nothing is lost"


def test_an_event_that_goes_on_is_ended_after_the_last_frame(
    open_window, sources, engine, hang, qtbot, tmp_path, monkeypatch
) -> None:
    """The log stays open until the worker has added what it still has."""
    monkeypatch.setattr("maskapp.gui.window.main_window._WORKER_TIMEOUT_S", 0.05)
    frames = make_frames(51, step_s=0.1)
    engine.hang, engine.hangs_in = hang, 50
    sources["live"] = lambda: FakeSource(frames, is_live=True, name="Hall")
    window = open_window("live")
    qtbot.waitUntil(hang.entered.is_set, timeout=WAIT_MS)
    viewer = DialogViewer(WorkerClosingDialog, lambda _dialog: hang.release.set())
    window.close()
    assert window.has_ended
    assert len(viewer.texts) == 1
    with SnapshotLog(tmp_path / SNAPSHOT_FOLDER) as log:
        (snapshot,) = log.read(log.find())
        rows = log.database.rows("SELECT sum(came_bare), sum(events) FROM minutes")
    assert snapshot.event.ending is EventEnding.SOURCE_ENDED
    assert snapshot.event.length_s == pytest.approx(5.0)
    assert rows == [(1, 1)]
