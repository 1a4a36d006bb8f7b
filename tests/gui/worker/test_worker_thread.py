"""How the worker's thread is started, asked and ended."""

import subprocess
import sys

from PySide6.QtCore import QObject, Slot

from maskapp.gui.worker.worker_thread import WorkerThread
from maskapp.live.source_request import SourceRequest
from maskapp.records import SourceState
from maskapp.settings.settings import Settings
from tests.support.signal_log import SignalLog
from tests.support.worker_fakes import PATIENCE_S, FakeSource, Hang, live, make_frames


class _Order(QObject):
    """Lists the requests that begin and the states in the order in which the window hears it."""

    def __init__(self, thread: WorkerThread) -> None:
        super().__init__()
        self.arrived: list[int | SourceState] = []
        thread.begun.connect(self._add_request)
        thread.worker.state_changed.connect(self._add_state)

    @Slot(int)
    def _add_request(self, request: int) -> None:
        self.arrived.append(request)

    @Slot(object, str)
    def _add_state(self, state: SourceState, _message: str) -> None:
        self.arrived.append(state)


def test_does_after_the_start_what_was_asked_before(qtbot, backend, timing):
    backend.sources["clip"] = FakeSource(make_frames(1))
    thread = WorkerThread(Settings(), backend, timing)
    log = SignalLog(thread)
    thread.open_source(SourceRequest("clip"))
    thread.take_snapshot()
    assert backend.requests == []
    thread.start()
    qtbot.waitUntil(lambda: SourceState.ENDED in log.states)
    assert log.failures == ["Nothing to take a snapshot of yet: no frame has arrived."]
    assert thread.shutdown()


def test_takes_the_last_snapshot_before_it_ends(qtbot, worker, log, clip):
    worker.open_source(SourceRequest("clip"))
    clip.release()
    qtbot.waitUntil(lambda: len(log.frames) == 1)
    worker.take_snapshot()
    clip.release(100)
    assert worker.shutdown()
    qtbot.waitUntil(lambda: len(log.snapshots) == 1)


def test_opens_a_source_beside_the_one_in_use_or_keeps_that(qtbot, worker, log, backend, hang):
    late = FakeSource(make_frames(1), name="late")
    entered = Hang()
    backend.sources.update(
        camera=live(hang), late=lambda: entered() or late, clip=FakeSource(make_frames(1))
    )
    worker.open_source(SourceRequest("camera"))
    qtbot.waitUntil(lambda: len(log.frames) == 1)
    worker.open_beside(SourceRequest("late"))
    qtbot.waitUntil(entered.entered.is_set)
    worker.keep_source()
    worker.take_snapshot()  # once this has been answered, the command before has been run
    qtbot.waitUntil(lambda: len(log.snapshots) == 1)
    entered.release.set()
    assert late.closed.wait(PATIENCE_S)
    worker.open_beside(SourceRequest("clip"))
    hang.release.set()
    qtbot.waitUntil(lambda: SourceState.ENDED in log.states)
    assert [info.name for info in log.opened] == ["fake", "fake"], "not the late one"


def test_says_when_the_worker_begins_with_a_request(qtbot, worker, backend, hang):
    backend.sources["camera"] = live(hang)
    order = _Order(worker)
    worker.open_source(SourceRequest("camera"))
    worker.close_source()
    assert worker.newest_request == 2
    qtbot.waitUntil(lambda: SourceState.IDLE in order.arrived)
    told = [each for each in order.arrived if each is not SourceState.RUNNING]  # if it was quick
    assert told == [1, SourceState.OPENING, 2, SourceState.IDLE]


def test_shutdown_needs_no_start_and_may_be_repeated(qtbot, backend, timing):
    thread = WorkerThread(Settings(), backend, timing)
    assert thread.shutdown()
    thread.start()
    assert thread.shutdown()
    assert thread.shutdown()


def test_the_end_does_not_wait_for_imports(qtbot, backend, timing, hang):
    """On a slow computer the window may be closed before OpenCV is imported."""
    backend.prepare = hang
    thread = WorkerThread(Settings(), backend, timing)
    thread.start()
    thread.open_source(SourceRequest("clip"))
    qtbot.waitUntil(hang.entered.is_set)
    assert thread.shutdown(0.5), "no device is open"
    hang.release.set()
    assert backend.requests == [], "nobody would close the source"


def test_the_window_s_side_imports_nothing_heavy():
    code = (
        "import sys; import maskapp.gui.worker.worker_thread;"
        "print([m for m in ('cv2', 'av', 'scipy', 'ai_edge_litert') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
