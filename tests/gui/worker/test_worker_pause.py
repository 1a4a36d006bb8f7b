"""How the worker pauses and resumes."""

import threading
from dataclasses import replace

from maskapp.gui.worker.worker_thread import WorkerThread
from maskapp.live.source_request import SourceRequest
from maskapp.records import SourceState
from tests.support.worker_fakes import (
    PATIENCE_S,
    FakeSource,
    make_frames,
)

OPENING, RUNNING, PAUSED = SourceState.OPENING, SourceState.RUNNING, SourceState.PAUSED
ENDED = SourceState.ENDED


def is_frame_waiting(thread: WorkerThread) -> bool:
    """Whether a frame came while the player was paused; it says so to nobody."""
    return thread.worker._player._held is not None


class TestPause:
    def test_holds_a_file_and_goes_on_where_it_was(self, qtbot, worker, ear, sources, engine):
        gate = threading.Event()

        def frames():
            first, second, third = make_frames(3)
            yield first
            gate.wait(PATIENCE_S)
            yield second
            yield third

        sources["film"] = FakeSource(frames())
        worker.open_source(SourceRequest("film"))
        qtbot.waitUntil(lambda: len(engine.seen) == 1)
        worker.pause()
        qtbot.waitUntil(lambda: PAUSED in ear.states)
        gate.set()
        qtbot.waitUntil(lambda: is_frame_waiting(worker))
        worker.pause()  # a second time changes nothing
        assert len(engine.seen) == 1
        worker.resume()
        qtbot.waitUntil(lambda: ENDED in ear.states)
        assert ear.states == [OPENING, RUNNING, PAUSED, RUNNING, ENDED]
        assert [frame.index for frame in engine.seen] == [0, 1, 2]

    def test_goes_on_with_what_a_live_source_shows_now(
        self, qtbot, worker, ear, sources, engine, hang
    ):
        gate = threading.Event()

        def frames():
            first, old, new = make_frames(3)
            yield first
            gate.wait(PATIENCE_S)
            yield old
            yield replace(new, time_s=60.0)

        sources["camera"] = source = FakeSource(frames(), is_live=True, at_end=hang)
        worker.open_source(SourceRequest("camera"))
        qtbot.waitUntil(lambda: len(engine.seen) == 1)
        worker.pause()
        qtbot.waitUntil(lambda: PAUSED in ear.states)
        gate.set()
        qtbot.waitUntil(lambda: is_frame_waiting(worker))
        source.dropped = 1000
        worker.resume()
        qtbot.waitUntil(lambda: len(engine.seen) == 2)
        assert [frame.index for frame in engine.seen] == [0, 2]
        qtbot.waitUntil(lambda: len(ear.pictures) == 2)
        assert ear.newest.dropped == 0

    def test_does_nothing_without_a_source(self, qtbot, worker, ear, sources):
        worker.pause()
        worker.resume()
        worker.replay()
        sources["film"] = FakeSource(make_frames(1))
        worker.open_source(SourceRequest("film"))
        qtbot.waitUntil(lambda: ENDED in ear.states)
        assert ear.states == [OPENING, RUNNING, ENDED]
