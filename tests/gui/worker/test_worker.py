"""How the worker opens, plays, switches and closes sources."""

from itertools import count

from maskapp.errors import ModelError
from maskapp.gui.worker.worker_thread import WorkerThread
from maskapp.live.backend import Backend
from maskapp.live.playing.timing import Timing
from maskapp.live.source_request import SourceRequest
from maskapp.records import MaskLabel, SourceState
from maskapp.settings.settings import Settings
from tests.support.signal_log import SignalLog
from tests.support.worker_fakes import (
    PATIENCE_S,
    FakeSource,
    live,
    make_face,
    make_frames,
)

IDLE, OPENING, RUNNING = SourceState.IDLE, SourceState.OPENING, SourceState.RUNNING
ENDED, FAILED = SourceState.ENDED, SourceState.FAILED


def test_plays_a_file_in_order_to_its_end(qtbot, worker, log, sources, engine):
    sources["clip"] = source = FakeSource(make_frames(30))
    worker.open_source(SourceRequest("clip"))
    qtbot.waitUntil(lambda: ENDED in log.states)
    assert log.states == [OPENING, RUNNING, ENDED]
    assert [frame.index for frame in engine.seen] == list(range(30))
    assert log.opened == [source.info]
    assert source.closed.wait(PATIENCE_S)
    qtbot.waitUntil(lambda: len(log.frames) + worker.mailbox.overwritten == 30)
    assert log.newest.counts[MaskLabel.WITH_MASK] == 1
    assert log.newest.source_fps == 25.0


def test_a_model_that_cannot_be_used_is_told_apart_and_closes_the_source(
    qtbot, worker, log, sources, backend
):
    def refuse(_settings, _is_stills, _watch):
        raise ModelError("The model is damaged.")

    backend.load_engine = refuse
    sources["clip"] = source = FakeSource(make_frames(3))
    worker.open_source(SourceRequest("clip"))
    qtbot.waitUntil(lambda: SourceState.NO_MODEL in log.states)
    assert log.messages[-1] == "The model is damaged."
    assert source.closed.wait(PATIENCE_S)


def test_an_unexpected_error_closes_the_source_and_the_worker_continues(
    qtbot, worker, log, sources, engine, caplog
):
    engine.process = None  # no frame can be processed
    sources["clip"] = lambda: FakeSource(make_frames(3))
    worker.open_source(SourceRequest("clip"))
    qtbot.waitUntil(lambda: FAILED in log.states)
    assert len(log.failures) == 1
    assert "not callable" in log.failures[0]
    assert "Traceback" in caplog.text
    del engine.process
    worker.replay()
    qtbot.waitUntil(lambda: ENDED in log.states)


def test_an_engine_that_fails_closes_the_source_in_its_own_words(
    qtbot, worker, log, sources, engine
):
    def fail(_frame):
        raise ModelError("The model is damaged.")

    engine.process = fail
    sources["camera"] = source = FakeSource(make_frames(3), is_live=True)
    worker.open_source(SourceRequest("camera"))
    qtbot.waitUntil(lambda: FAILED in log.states)
    assert log.failures == ["The model is damaged."]
    assert log.messages[-1] == "The model is damaged."
    assert source.closed.wait(PATIENCE_S)


def test_an_unexpected_error_while_opening_is_reported(qtbot, worker, log, sources, caplog):
    sources["clip"] = ZeroDivisionError("by nothing")
    worker.open_source(SourceRequest("clip"))
    qtbot.waitUntil(lambda: FAILED in log.states)
    assert "by nothing" in log.messages[-1]
    assert "Traceback" in caplog.text


def test_switches_to_another_source_while_one_runs(qtbot, worker, log, sources, engine):
    sources["camera"] = camera = FakeSource(
        (make_frames(1)[0] for _ in count()), is_live=True, name="camera"
    )
    sources["clip"] = FakeSource(make_frames(3), name="clip")
    worker.open_source(SourceRequest("camera"))
    qtbot.waitUntil(lambda: len(log.frames) > 3)
    engine.faces = ()
    worker.open_source(SourceRequest("clip"))
    qtbot.waitUntil(lambda: ENDED in log.states)
    assert log.states == [OPENING, RUNNING, OPENING, RUNNING, ENDED]
    assert [info.name for info in log.opened] == ["camera", "clip"]
    assert camera.closed.wait(PATIENCE_S)
    assert log.newest.faces_followed == 0


def test_closes_the_source_in_use(qtbot, worker, log, sources, hang):
    sources["camera"] = camera = live(hang)
    worker.open_source(SourceRequest("camera"))
    qtbot.waitUntil(lambda: len(log.frames) == 1)
    worker.close_source()
    qtbot.waitUntil(lambda: IDLE in log.states)
    hang.release.set()
    assert camera.closed.wait(PATIENCE_S)


def test_labels_the_demo_clip_with_the_real_engine(qtbot):
    thread = WorkerThread(Settings(), Backend(), Timing())
    log = SignalLog(thread)
    thread.start()
    try:
        thread.open_source(SourceRequest("demo"))
        qtbot.waitUntil(lambda: len(log.frames) >= 8, timeout=30_000)
    finally:
        assert thread.shutdown()
    assert log.failures == []
    assert log.states[:2] == [OPENING, RUNNING]
    assert log.newest.faces
    assert log.frames[-1].image.width() == log.opened[0].width


def test_a_busy_window_gets_only_the_newest_of_five_thousand_frames(
    qtbot, worker, log, sources, engine
):
    engine.faces = tuple(make_face(track) for track in range(1, 4))
    source = sources["camera"] = FakeSource(make_frames(5000), is_live=True)
    worker.open_source(SourceRequest("camera"))
    assert source.closed.wait(6 * PATIENCE_S)  # without an event of the window in between
    qtbot.waitUntil(lambda: ENDED in log.states)
    assert len(engine.seen) == 5000
    assert len(log.frames) == 1
    assert worker.mailbox.overwritten == 4999
    assert log.newest.faces_followed == 3
