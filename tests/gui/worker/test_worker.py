"""How the worker opens, plays, switches and closes sources, and ends."""

import subprocess
import sys
import threading
from itertools import count

from maskapp.errors import ModelError, SourceError
from maskapp.gui.worker.timing import Timing
from maskapp.gui.worker.worker_thread import WorkerThread
from maskapp.live.backend import Backend
from maskapp.live.source_request import SourceRequest
from maskapp.records import MaskLabel, SourceState
from maskapp.settings import Settings
from tests.support.worker_fakes import (
    PATIENCE_S,
    Ear,
    FakeSource,
    live,
    make_face,
    make_frames,
)

IDLE, OPENING, RUNNING = SourceState.IDLE, SourceState.OPENING, SourceState.RUNNING
ENDED, FAILED = SourceState.ENDED, SourceState.FAILED


def test_plays_a_file_in_order_to_its_end(qtbot, worker, ear, sources, engine):
    sources["film"] = source = FakeSource(make_frames(30))
    worker.open_source(SourceRequest("film"))
    qtbot.waitUntil(lambda: ENDED in ear.states)
    assert ear.states == [OPENING, RUNNING, ENDED]
    assert [frame.index for frame in engine.seen] == list(range(30))
    assert ear.opened == [source.info]
    assert source.closed.wait(PATIENCE_S)
    qtbot.waitUntil(lambda: len(ear.pictures) + worker.mailbox.overwritten == 30)
    assert ear.newest.counts[MaskLabel.WITH_MASK] == 1
    assert ear.newest.source_fps == 25.0


def test_tells_at_the_end_what_was_wrong_with_the_file(qtbot, worker, ear, sources):
    def break_off():
        raise SourceError("film: cut short")

    sources["film"] = FakeSource(make_frames(2), at_end=break_off)
    worker.open_source(SourceRequest("film"))
    qtbot.waitUntil(lambda: ENDED in ear.states)
    assert ear.sentences[-1] == "film: cut short"


def test_replays_a_file_as_a_new_session(qtbot, worker, ear, sources, engine):
    sources["film"] = lambda: FakeSource(make_frames(3))
    worker.open_source(SourceRequest("film"))
    qtbot.waitUntil(lambda: ear.states.count(ENDED) == 1)
    worker.replay()
    qtbot.waitUntil(lambda: ear.states.count(ENDED) == 2)
    assert [frame.index for frame in engine.seen] == [0, 1, 2] * 2
    assert ear.newest.people_seen == 1


def test_a_source_that_cannot_be_opened_fails_in_its_own_words(qtbot, worker, ear, sources):
    sources["7"] = SourceError("Camera 7: there is no camera of this number")
    worker.open_source(SourceRequest("7"))
    qtbot.waitUntil(lambda: FAILED in ear.states)
    assert ear.sentences[-1] == "Camera 7: there is no camera of this number"


def test_a_network_that_cannot_be_used_fails_and_lets_go_of_the_source(
    qtbot, worker, ear, sources, backend
):
    def refuse(_settings, _is_stills):
        raise ModelError("The model is damaged.")

    backend.load_engine = refuse
    sources["film"] = source = FakeSource(make_frames(3))
    worker.open_source(SourceRequest("film"))
    qtbot.waitUntil(lambda: FAILED in ear.states)
    assert ear.sentences[-1] == "The model is damaged."
    assert source.closed.wait(PATIENCE_S)


def test_an_unexpected_error_is_told_and_the_worker_lives_on(
    qtbot, worker, ear, sources, engine, caplog
):
    engine.process = None  # no frame can be processed
    sources["film"] = lambda: FakeSource(make_frames(3))
    worker.open_source(SourceRequest("film"))
    qtbot.waitUntil(lambda: FAILED in ear.states)
    assert len(ear.failures) == 1
    assert "not callable" in ear.failures[0]
    assert "Traceback" in caplog.text
    del engine.process
    worker.replay()
    qtbot.waitUntil(lambda: ENDED in ear.states)


def test_an_unexpected_error_while_opening_is_told(qtbot, worker, ear, sources, caplog):
    sources["film"] = ZeroDivisionError("by nothing")
    worker.open_source(SourceRequest("film"))
    qtbot.waitUntil(lambda: FAILED in ear.states)
    assert "by nothing" in ear.sentences[-1]
    assert "Traceback" in caplog.text


def test_switches_to_another_source_while_one_runs(qtbot, worker, ear, sources, engine):
    sources["camera"] = camera = FakeSource(
        (make_frames(1)[0] for _ in count()), is_live=True, name="camera"
    )
    sources["film"] = FakeSource(make_frames(3), name="film")
    worker.open_source(SourceRequest("camera"))
    qtbot.waitUntil(lambda: len(ear.pictures) > 3)
    engine.faces = ()
    worker.open_source(SourceRequest("film"))
    qtbot.waitUntil(lambda: ENDED in ear.states)
    assert ear.states == [OPENING, RUNNING, OPENING, RUNNING, ENDED]
    assert [info.name for info in ear.opened] == ["camera", "film"]
    assert camera.closed.wait(PATIENCE_S)
    assert ear.newest.people_seen == 0


def test_closes_the_source_in_use(qtbot, worker, ear, sources, hang):
    sources["camera"] = camera = live(hang)
    worker.open_source(SourceRequest("camera"))
    qtbot.waitUntil(lambda: len(ear.pictures) == 1)
    worker.close_source()
    qtbot.waitUntil(lambda: IDLE in ear.states)
    hang.release.set()
    assert camera.closed.wait(PATIENCE_S)


def test_labels_the_demo_clip_with_the_real_engine(qtbot):
    thread = WorkerThread(Settings(), Backend(), Timing())
    ear = Ear(thread)
    thread.start()
    try:
        thread.open_source(SourceRequest("demo"))
        qtbot.waitUntil(lambda: len(ear.pictures) >= 8, timeout=30_000)
    finally:
        assert thread.shutdown()
    assert ear.failures == []
    assert ear.states[:2] == [OPENING, RUNNING]
    assert ear.newest.faces
    assert ear.pictures[-1].image.width() == ear.opened[0].width


def test_five_thousand_frames_reach_a_slow_window_one_at_a_time(
    qtbot, worker, ear, sources, engine
):
    engine.faces = tuple(make_face(track) for track in range(1, 4))
    sources["camera"] = FakeSource(make_frames(5000), is_live=True)
    worker.open_source(SourceRequest("camera"))
    while ENDED not in ear.states:
        # The window does nothing else for a while; what waits for it stays one picture.
        threading.Event().wait(0.02)
        qtbot.wait(1)
    qtbot.waitUntil(lambda: len(ear.pictures) + worker.mailbox.overwritten == 5000)
    assert len(engine.seen) == 5000
    assert worker.mailbox.overwritten > len(ear.pictures)
    assert ear.newest.people_seen == 3


def test_the_window_s_side_imports_nothing_heavy():
    code = (
        "import sys; import maskapp.gui.worker.worker_thread;"
        "print([m for m in ('cv2', 'av', 'scipy', 'ai_edge_litert') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


def test_shutdown_needs_no_start_and_may_be_repeated(qtbot, backend, timing):
    thread = WorkerThread(Settings(), backend, timing)
    assert thread.shutdown()
    thread.start()
    assert thread.shutdown()
    assert thread.shutdown()


def test_the_end_waits_for_no_import(qtbot, backend, timing, hang):
    """On a slow computer the window is closed before OpenCV is imported."""
    backend.prepare = hang
    thread = WorkerThread(Settings(), backend, timing)
    thread.start()
    thread.open_source(SourceRequest("film"))
    qtbot.waitUntil(hang.entered.is_set)
    assert thread.shutdown(0.5), "nothing that holds a device is in progress"
    hang.release.set()
    assert backend.requests == [], "nobody would close the source"
