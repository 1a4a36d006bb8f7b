"""How long the worker keeps a session."""

import pytest

from maskapp.live.playing.timing import Timing
from maskapp.live.source_request import SourceRequest
from maskapp.records import SourceState
from tests.support.worker_fakes import FakeEngine, FakeSource, live, lose, make_face, make_frames

RUNNING, PAUSED = SourceState.RUNNING, SourceState.PAUSED
LOST, ENDED = SourceState.LOST, SourceState.ENDED


@pytest.fixture
def timing() -> Timing:
    return Timing(second_ms=1)


def test_a_session_outlives_an_outage(qtbot, worker, log, sources, backend, hang):
    loaded = []

    def load(_settings, _is_stills, _watch) -> FakeEngine:
        loaded.append(FakeEngine())
        return loaded[-1]

    backend.load_engine = load
    back = live(hang, frames=2)
    lost = FakeSource(make_frames(2, step_s=0.4), is_live=True, at_end=lose)
    lost.dropped, back.dropped = 3, 4
    sources["camera"] = [lost, back]
    worker.open_source(SourceRequest("camera"))
    qtbot.waitUntil(lambda: hang.entered.is_set() and log.newest.dropped == 7)
    [engine] = loaded
    assert len(engine.seen) == 4
    assert log.opened == [back.info] * 2
    assert log.states.count(LOST) == 1
    assert log.newest.faces_followed == 1


def test_a_replay_is_a_new_session(qtbot, worker, log, sources, engine):
    sources["clip"] = lambda: FakeSource(make_frames(3, step_s=0.2))
    worker.open_source(SourceRequest("clip"))
    qtbot.waitUntil(lambda: log.states.count(ENDED) == 1)
    engine.faces = (make_face(8),)
    worker.replay()
    qtbot.waitUntil(lambda: log.states.count(ENDED) == 2)
    assert [frame.index for frame in engine.seen] == [0, 1, 2] * 2
    qtbot.waitUntil(lambda: [row.track for row in log.newest.faces] == [8])
    assert log.newest.faces_followed == 1


def test_a_pause_counts_no_dropped_frames(qtbot, worker, log, sources, hang):
    source = sources["camera"] = live(hang, frames=0)
    source.dropped = 2
    frames = iter(make_frames(3))
    gate = hang.release

    def read():
        frame = next(frames, None)
        if frame is None or frame.index == 1:
            hang()
        return frame

    source.read = read
    worker.open_source(SourceRequest("camera"))
    qtbot.waitUntil(lambda: bool(log.frames))
    worker.pause()
    qtbot.waitUntil(lambda: PAUSED in log.states)
    source.dropped = 1000
    gate.set()
    worker.resume()
    qtbot.waitUntil(lambda: len(log.frames) > 1)
    assert log.newest.dropped == 2


def test_without_a_source_nothing_can_be_paused_or_replayed(qtbot, worker, log, sources):
    worker.pause()
    worker.resume()
    worker.replay()
    sources["clip"] = FakeSource(make_frames(1))
    worker.open_source(SourceRequest("clip"))
    qtbot.waitUntil(lambda: ENDED in log.states)
    assert log.states == [SourceState.OPENING, RUNNING, ENDED]
