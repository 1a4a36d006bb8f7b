"""How a source is opened for the first time, and beside another one."""

import threading

import pytest

from maskapp.errors import SourceError, SourceLostError
from maskapp.live.playing.timing import Timing
from maskapp.live.source_request import SourceRequest
from maskapp.records import SourceState
from tests.support.worker_fakes import PATIENCE_S, FakeSource, live, make_frames

IDLE, OPENING, RUNNING = SourceState.IDLE, SourceState.OPENING, SourceState.RUNNING
LOST, ENDED, FAILED = SourceState.LOST, SourceState.ENDED, SourceState.FAILED
CAMERA, CLIP = SourceRequest("camera"), SourceRequest("clip")


class TestFirstOpening:
    def test_is_tried_again_with_growing_pauses(self, qtbot, player, log, sources, hang):
        away = SourceLostError("camera: no answer")
        sources["camera"] = [away, away, live(hang)]
        player.open(CAMERA)
        qtbot.waitUntil(lambda: len(log.indices) == 1)
        assert log.states == [OPENING, LOST, LOST, RUNNING]
        assert log.messages[1] == "camera: no answer"
        assert log.countdown == [1, 0, 2, 1, 0]
        assert log.times_s == [0.0], "the session begins with the first frame"

    def test_ends_if_trying_again_cannot_help(self, qtbot, player, log, sources):
        sources["camera"] = [SourceLostError("no answer"), SourceError("wrong password")]
        player.open(CAMERA)
        qtbot.waitUntil(lambda: FAILED in log.states)
        assert log.states == [OPENING, LOST, FAILED]

    @pytest.mark.parametrize("timing", [Timing(second_ms=3_600_000)])
    def test_can_be_stopped(self, qtbot, player, log, sources):
        sources["camera"] = SourceLostError("no answer")
        player.open(CAMERA)
        qtbot.waitUntil(lambda: LOST in log.states)
        player.close()
        assert log.states[-1] is IDLE
        player.replay()
        assert log.states[-1] is IDLE, "nothing is left to try"


class TestOpenBeside:
    @pytest.fixture
    def in_use(self, qtbot, player, log, sources, hang) -> FakeSource:
        source = sources["camera"] = live(hang)
        player.open(CAMERA)
        qtbot.waitUntil(lambda: log.indices == [0])
        return source

    @pytest.fixture
    def announced(self, player) -> list:
        announced: list = []
        player.took_over.connect(announced.append)
        player.refused.connect(lambda text, reason: announced.append((text, reason)))
        return announced

    @pytest.mark.parametrize("error", [SourceError("no video"), SourceLostError("no video")])
    def test_keeps_the_source_in_use_if_the_other_does_not_open(
        self, qtbot, player, log, sources, in_use, announced, error
    ):
        sources["clip"] = error
        player.open_beside(CLIP)
        qtbot.waitUntil(lambda: announced == [("clip", "no video")])
        assert log.states == [OPENING, RUNNING]
        assert not in_use.closed.is_set()

    def test_replaces_it_once_the_other_has_opened(
        self, qtbot, player, log, sources, hang, in_use, announced
    ):
        gate = threading.Event()
        clip = FakeSource(make_frames(2), name="clip")
        sources["clip"] = lambda: gate.wait(PATIENCE_S) and clip
        player.open_beside(CLIP)
        assert (log.states, announced) == ([OPENING, RUNNING], [])
        gate.set()
        qtbot.waitUntil(lambda: announced == ["clip"])
        hang.release.set()  # not before, since the source in use would end by itself
        qtbot.waitUntil(lambda: ENDED in log.states)
        assert log.states == [OPENING, RUNNING, OPENING, RUNNING, ENDED]
        assert [info.name for info in log.opened] == ["fake", "clip"]
        assert log.times_s[-2:] == [0.0, 0.001]
        assert in_use.closed.wait(PATIENCE_S)

    def test_opens_at_once_if_nothing_is_in_use(self, qtbot, player, log, sources, announced):
        sources["clip"] = FakeSource(make_frames(1))
        player.open_beside(CLIP)
        assert log.states == [OPENING]
        assert announced == ["clip"]
        qtbot.waitUntil(lambda: ENDED in log.states)

    @pytest.mark.parametrize("then", ["close", "open", "open_beside", "keep"])
    def test_is_dropped_by_the_next_request(
        self, qtbot, player, log, sources, hang, in_use, announced, then
    ):
        late = FakeSource(make_frames(1), name="late")
        entered, gate = threading.Event(), threading.Event()
        sources["late"] = lambda: entered.set() or (gate.wait(PATIENCE_S) and late)
        player.open_beside(SourceRequest("late"))
        assert entered.wait(PATIENCE_S)
        sources["clip"] = FakeSource(make_frames(1), name="clip")
        arguments = (CLIP,) if "open" in then else ()
        getattr(player, then)(*arguments)
        gate.set()
        hang.release.set()
        assert late.closed.wait(PATIENCE_S)
        last = {"close": IDLE, "keep": RUNNING}.get(then, ENDED)
        qtbot.waitUntil(lambda: log.states[-1] is last)
        assert "late" not in [info.name for info in log.opened]
        assert "late" not in announced
