"""The worker's life: opening, playing, pausing, losing, switching, closing, hanging."""

import subprocess
import sys
import threading
from dataclasses import replace
from itertools import count
from types import SimpleNamespace

import pytest

from maskapp.errors import ModelError, SourceError
from maskapp.gui.worker import reconnect_countdown as reconnect
from maskapp.gui.worker.worker_thread import WorkerThread
from maskapp.live import frame_views as processing
from maskapp.live import source_thread as source_reader
from maskapp.live.preview_size import PreviewSize
from maskapp.records import MaskLabel, SourceState
from maskapp.settings import Settings
from tests.support.worker_fakes import (
    PATIENCE_S,
    Ear,
    FakeEngine,
    FakeSource,
    Hang,
    lose,
    make_face,
    make_frames,
)

IDLE, OPENING, RUNNING = SourceState.IDLE, SourceState.OPENING, SourceState.RUNNING
PAUSED, LOST, ENDED = SourceState.PAUSED, SourceState.LOST, SourceState.ENDED
FAILED = SourceState.FAILED


@pytest.fixture
def engine(monkeypatch) -> FakeEngine:
    engine = FakeEngine()
    monkeypatch.setattr(processing, "load_engine", lambda _settings, *, stills: engine)
    return engine


@pytest.fixture
def sources(monkeypatch) -> dict:
    """Sources by the text that opens them; an exception is raised, a function is called."""
    known: dict = {}

    def open_source(request):
        source = known[request.text]
        if isinstance(source, list):
            source = source.pop(0)
        if isinstance(source, Exception):
            raise source
        return source() if callable(source) else source

    monkeypatch.setattr(processing, "open_source", open_source)
    return known


@pytest.fixture
def worker(qtbot, engine, sources):
    thread = WorkerThread(Settings(automatic_snapshots=False))
    thread.start()
    yield thread
    assert thread.shutdown()


@pytest.fixture
def ear(worker) -> Ear:
    return Ear(worker)


def live(hang: Hang, frames=1) -> FakeSource:
    """A live source that goes quiet after some frames."""
    return FakeSource(make_frames(frames), is_live=True, at_end=hang)


def test_plays_a_file_in_order_to_its_end(qtbot, worker, ear, sources, engine):
    sources["film"] = source = FakeSource(make_frames(30))
    worker.open_source("film")
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
    worker.open_source("film")
    qtbot.waitUntil(lambda: ENDED in ear.states)
    assert ear.sentences[-1] == "film: cut short"


def test_replays_a_file_as_a_new_session(qtbot, worker, ear, sources, engine):
    sources["film"] = lambda: FakeSource(make_frames(3))
    worker.open_source("film")
    qtbot.waitUntil(lambda: ear.states.count(ENDED) == 1)
    worker.replay()
    qtbot.waitUntil(lambda: ear.states.count(ENDED) == 2)
    assert [frame.index for frame in engine.seen] == [0, 1, 2] * 2
    assert ear.newest.people_seen == 1


def test_a_source_that_cannot_be_opened_fails_in_its_own_words(qtbot, worker, ear, sources):
    sources["7"] = SourceError("Camera 7: there is no camera of this number")
    worker.open_source("7")
    qtbot.waitUntil(lambda: FAILED in ear.states)
    assert ear.sentences[-1] == "Camera 7: there is no camera of this number"


def test_a_network_that_cannot_be_used_fails_and_lets_go_of_the_source(
    qtbot, worker, ear, sources, monkeypatch
):
    def refuse(_settings, *, stills):
        raise ModelError("The model is damaged.")

    monkeypatch.setattr(processing, "load_engine", refuse)
    sources["film"] = source = FakeSource(make_frames(3))
    worker.open_source("film")
    qtbot.waitUntil(lambda: FAILED in ear.states)
    assert ear.sentences[-1] == "The model is damaged."
    assert source.closed.wait(PATIENCE_S)


def test_an_unexpected_error_is_told_and_the_worker_lives_on(
    qtbot, worker, ear, sources, engine, caplog
):
    engine.process = None  # no frame can be processed
    sources["film"] = lambda: FakeSource(make_frames(3))
    worker.open_source("film")
    qtbot.waitUntil(lambda: FAILED in ear.states)
    assert len(ear.failures) == 1
    assert "not callable" in ear.failures[0]
    assert "Traceback" in caplog.text
    del engine.process
    worker.replay()
    qtbot.waitUntil(lambda: ENDED in ear.states)


def test_an_unexpected_error_while_opening_is_told(qtbot, worker, ear, sources, caplog):
    sources["film"] = ZeroDivisionError("by nothing")
    worker.open_source("film")
    qtbot.waitUntil(lambda: FAILED in ear.states)
    assert "by nothing" in ear.sentences[-1]
    assert "Traceback" in caplog.text


def test_switches_to_another_source_while_one_runs(qtbot, worker, ear, sources, engine):
    sources["camera"] = camera = FakeSource(
        (make_frames(1)[0] for _ in count()), is_live=True, name="camera"
    )
    sources["film"] = FakeSource(make_frames(3), name="film")
    worker.open_source("camera")
    qtbot.waitUntil(lambda: len(ear.pictures) > 3)
    engine.faces = ()
    worker.open_source("film")
    qtbot.waitUntil(lambda: ENDED in ear.states)
    assert ear.states == [OPENING, RUNNING, OPENING, RUNNING, ENDED]
    assert [info.name for info in ear.opened] == ["camera", "film"]
    assert camera.closed.wait(PATIENCE_S)
    assert ear.newest.people_seen == 0


def test_closes_the_source_in_use(qtbot, worker, ear, sources, hang):
    sources["camera"] = camera = live(hang)
    worker.open_source("camera")
    qtbot.waitUntil(lambda: len(ear.pictures) == 1)
    worker.close_source()
    qtbot.waitUntil(lambda: IDLE in ear.states)
    hang.release.set()
    assert camera.closed.wait(PATIENCE_S)


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
        worker.open_source("film")
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
        worker.open_source("camera")
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
        worker.open_source("film")
        qtbot.waitUntil(lambda: ENDED in ear.states)
        assert ear.states == [OPENING, RUNNING, ENDED]


class TestLoss:
    @pytest.fixture(autouse=True)
    def _quick(self, monkeypatch):
        monkeypatch.setattr(reconnect, "_SECOND_MS", 1)

    def test_finds_a_lost_source_again_by_itself(self, qtbot, ear, worker, sources, engine, hang):
        gone = SourceError("camera: does not open")
        back = live(hang, frames=2)
        sources["camera"] = [
            FakeSource(make_frames(2), is_live=True, at_end=lose), gone, gone, back,
        ]  # fmt: skip
        worker.open_source("camera")
        qtbot.waitUntil(lambda: len(engine.seen) == 4)
        assert ear.states == [OPENING, RUNNING, LOST, LOST, LOST, RUNNING]
        assert ear.sentences[2:5] == ["fake: the cable is out", str(gone), str(gone)]
        assert ear.countdown == [1, 0, 2, 1, 0, 4, 3, 2, 1, 0]
        assert ear.opened == [back.info] * 2
        times = [frame.time_s for frame in engine.seen]
        assert times == sorted(set(times)), "the session's time goes on"

    def test_a_flapping_source_starts_with_the_short_wait_again(
        self, qtbot, ear, worker, sources, hang
    ):
        def flap():
            return FakeSource(make_frames(1), is_live=True, at_end=lose)

        sources["camera"] = [flap(), flap(), flap(), live(hang)]
        worker.open_source("camera")
        qtbot.waitUntil(lambda: ear.states.count(RUNNING) == 4)
        assert ear.countdown == [1, 0] * 3

    def test_can_be_tried_at_once(self, qtbot, ear, worker, sources, hang, monkeypatch):
        monkeypatch.setattr(reconnect, "_SECOND_MS", 3_600_000)
        sources["camera"] = [
            FakeSource(make_frames(1), is_live=True, at_end=lose), live(hang),
        ]  # fmt: skip
        worker.open_source("camera")
        qtbot.waitUntil(lambda: LOST in ear.states)
        worker.replay()
        qtbot.waitUntil(lambda: ear.states == [OPENING, RUNNING, LOST, RUNNING])
        assert ear.countdown == [1, 0]

    def test_closing_ends_the_attempts(self, qtbot, ear, worker, sources, hang, monkeypatch):
        late = FakeSource(make_frames(1), is_live=True)

        def open_late():
            hang()
            return late

        sources["camera"] = [FakeSource(make_frames(1), is_live=True, at_end=lose), open_late]
        worker.open_source("camera")
        qtbot.waitUntil(hang.entered.is_set)
        worker.close_source()
        qtbot.waitUntil(lambda: IDLE in ear.states)
        told = list(ear.countdown)
        sources["film"] = FakeSource(make_frames(1))
        worker.open_source("film")
        qtbot.waitUntil(lambda: ENDED in ear.states)
        assert ear.countdown == told


class TestHanging:
    def test_an_open_that_hangs_blocks_neither_another_source_nor_the_end(
        self, qtbot, worker, ear, sources, hang
    ):
        sources["dead"] = hang
        sources["film"] = FakeSource(make_frames(3))
        worker.open_source("dead")
        qtbot.waitUntil(hang.entered.is_set)
        worker.open_source("film")
        qtbot.waitUntil(lambda: ENDED in ear.states)
        hang.entered.clear()
        worker.open_source("dead")
        qtbot.waitUntil(hang.entered.is_set)
        assert worker.shutdown(2.0)

    def test_a_read_that_hangs_does_not_block_the_end(self, qtbot, worker, ear, sources, hang):
        sources["camera"] = camera = live(hang)
        worker.open_source("camera")
        qtbot.waitUntil(hang.entered.is_set)
        assert worker.shutdown(2.0)
        assert not camera.closed.is_set(), "it is not closed while it is being read"
        hang.release.set()
        assert camera.closed.wait(PATIENCE_S)

    def test_what_comes_too_late_is_not_heard(self, qtbot, worker, ear, sources, engine, hang):
        late = FakeSource(make_frames(1), name="late")

        def open_late():
            hang()
            return late

        sources["late"] = open_late
        worker.open_source("late")
        qtbot.waitUntil(hang.entered.is_set)
        worker.close_source()
        qtbot.waitUntil(lambda: IDLE in ear.states)
        hang.release.set()
        assert late.closed.wait(PATIENCE_S)
        sources["film"] = FakeSource(make_frames(2))
        worker.open_source("film")
        qtbot.waitUntil(lambda: ENDED in ear.states)
        assert [info.name for info in ear.opened] == ["fake"]

    def test_the_same_device_is_closed_before_it_is_opened_again(
        self, qtbot, worker, ear, sources, hang
    ):
        first = live(hang)
        was_closed = []

        def open_again():
            was_closed.append(first.closed.is_set())
            return FakeSource(make_frames(1), is_live=True, at_end=hang)

        sources["0"] = [first, open_again]
        worker.open_source("0")
        qtbot.waitUntil(hang.entered.is_set)
        worker.open_source("0", 1280, 720, 30.0)
        hang.release.set()
        qtbot.waitUntil(lambda: len(ear.opened) == 2)
        assert was_closed == [True]


def test_shutdown_needs_no_start_and_may_be_repeated(qtbot):
    thread = WorkerThread(Settings())
    assert thread.shutdown()
    thread.start()
    assert thread.shutdown()
    assert thread.shutdown()


def test_five_thousand_frames_reach_a_slow_window_one_at_a_time(
    qtbot, worker, ear, sources, engine
):
    engine.faces = tuple(make_face(track) for track in range(1, 4))
    sources["camera"] = FakeSource(make_frames(5000), is_live=True)
    worker.open_source("camera")
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


def test_judges_the_demo_clip_with_the_real_engine(qtbot):
    thread = WorkerThread(Settings())
    ear = Ear(thread)
    thread.start()
    try:
        thread.open_source("demo")
        qtbot.waitUntil(lambda: len(ear.pictures) >= 8, timeout=30_000)
    finally:
        assert thread.shutdown()
    assert ear.failures == []
    assert ear.states[:2] == [OPENING, RUNNING]
    assert ear.newest.faces
    assert ear.pictures[-1].image.width() == ear.opened[0].width


class TestPreviewSize:
    """The picture of the window has the pixels of the screen, all else those of the source."""

    def test_a_small_picture_is_drawn_for_the_screen(self, qtbot, worker, ear, sources, hang):
        sources["camera"] = live(hang)
        worker.set_preview_size(PreviewSize(128, 96, is_fit=True))
        worker.open_source("camera")
        qtbot.waitUntil(lambda: len(ear.pictures) == 1)
        assert ear.pictures[0].image.size().toTuple() == (128, 96)
        assert ear.pictures[0].size == (32, 24)
        worker.take_snapshot()
        qtbot.waitUntil(lambda: len(ear.shots) == 1)
        assert ear.shots[0].annotated.shape == ear.shots[0].plain.shape == (24, 32, 3)

    def test_boxes_are_where_they_belong_and_sharp(self, qtbot, worker, ear, sources, engine, hang):
        engine.faces = (make_face(box=(4, 12, 12, 20)),)
        sources["camera"] = live(hang)
        worker.set_preview_size(PreviewSize(320, 240, is_fit=True))
        worker.open_source("camera")
        qtbot.waitUntil(lambda: len(ear.pictures) == 1)
        row = [ear.pictures[0].image.pixelColor(x, 160).lightness() for x in range(320)]
        marked = [x for x, lightness in enumerate(row) if lightness > 30]
        assert marked == [40, 119]  # lines of one pixel, at ten times their places
        worker.set_mirror(True)
        worker.pause()
        qtbot.waitUntil(lambda: len(ear.pictures) == 2)
        row = [ear.pictures[1].image.pixelColor(x, 160).lightness() for x in range(320)]
        assert [x for x, lightness in enumerate(row) if lightness > 30] == [200, 279]

    def test_a_picture_that_stays_is_drawn_again(self, qtbot, worker, ear, sources):
        sources["picture"] = FakeSource(make_frames(1))
        worker.open_source("picture")
        qtbot.waitUntil(lambda: ENDED in ear.states and len(ear.pictures) == 1)
        worker.set_preview_size(PreviewSize(64, 64, is_fit=True))
        qtbot.waitUntil(lambda: len(ear.pictures) == 2)
        assert ear.pictures[1].image.size().toTuple() == (64, 48)
        worker.set_preview_size(PreviewSize(64, 64, is_fit=False))
        qtbot.waitUntil(lambda: len(ear.pictures) == 3)
        assert ear.pictures[2].image.size().toTuple() == (32, 24)


def test_the_end_waits_for_no_import(qtbot, monkeypatch):
    """On a slow computer the window is closed before OpenCV is there."""
    hang = Hang()
    opened = []

    def import_slowly(_name):
        hang()
        return SimpleNamespace(open_source=opened.append)

    monkeypatch.setattr(source_reader, "import_module", import_slowly)
    thread = WorkerThread(Settings())
    thread.start()
    thread.open_source("film")
    qtbot.waitUntil(hang.entered.is_set)
    assert thread.shutdown(PATIENCE_S)
    assert thread.worker._player.wait_closed()
    hang.release.set()
    assert thread.worker._player._left_reader.join(PATIENCE_S)
    assert opened == [], "nobody would close it"
