"""How one source is opened, played, paused, lost and closed."""

import threading
from dataclasses import replace

import pytest

from maskapp.errors import SourceError
from maskapp.live.playing.timing import Timing
from maskapp.live.source_request import SourceRequest
from maskapp.records import SourceState
from tests.support.worker_fakes import PATIENCE_S, FakeSource, live, lose, make_frames

IDLE, OPENING, RUNNING = SourceState.IDLE, SourceState.OPENING, SourceState.RUNNING
PAUSED, LOST = SourceState.PAUSED, SourceState.LOST
ENDED, FAILED = SourceState.ENDED, SourceState.FAILED
CAMERA, CLIP = SourceRequest("camera"), SourceRequest("clip")


def gated(frames, gate: threading.Event):
    """Yield the first frame, and the others once the gate is open."""
    first, *others = frames
    yield first
    gate.wait(PATIENCE_S)
    yield from others


class TestPlaying:
    def test_emits_the_frames_of_a_file_in_order(self, qtbot, player, log, sources):
        source = sources["clip"] = FakeSource(make_frames(5))
        player.open(CLIP)
        assert player.state is OPENING
        qtbot.waitUntil(lambda: ENDED in log.states)
        assert log.states == [OPENING, RUNNING, ENDED]
        assert log.opened == [source.info]
        assert log.indices == [0, 1, 2, 3, 4]
        assert player.wait_closed()
        assert source.closed.is_set()

    def test_emits_no_frame_before_it_is_asked_to_play(self, qtbot, player, sources):
        source = sources["clip"] = FakeSource(make_frames(1))
        with qtbot.waitSignal(player.opened):
            player.open(CLIP)
        assert (player.state, source.reads) == (OPENING, 0)
        with qtbot.waitSignal(player.frame_due):
            player.play()

    def test_ends_with_the_problems_of_the_file(self, qtbot, player, log, sources):
        source = sources["clip"] = FakeSource()
        source.problems = ["Two frames are damaged.", "It is cut short."]
        player.open(CLIP)
        qtbot.waitUntil(lambda: ENDED in log.states)
        assert log.messages[-1] == "Two frames are damaged. It is cut short."

    def test_a_source_that_does_not_open_fails(self, qtbot, player, log, sources):
        sources["clip"] = SourceError("clip: no such file")
        player.open(CLIP)
        qtbot.waitUntil(lambda: FAILED in log.states)
        assert log.messages[-1] == "clip: no such file"

    def test_replays_from_the_start(self, qtbot, player, log, sources):
        sources["clip"] = lambda: FakeSource(make_frames(2))
        player.replay()
        assert log.states == [], "there is nothing to replay yet"
        player.open(CLIP)
        qtbot.waitUntil(lambda: log.states.count(ENDED) == 1)
        player.replay()
        qtbot.waitUntil(lambda: log.states.count(ENDED) == 2)
        assert log.indices == [0, 1, 0, 1]
        assert log.times_s[2] == 0.0

    def test_can_fail_because_its_owner_cannot_use_the_source(
        self, qtbot, player, log, sources, hang
    ):
        source = sources["camera"] = live(hang)
        player.open(CAMERA)
        qtbot.waitUntil(hang.entered.is_set)
        player.fail("The model is damaged.")
        assert (log.states[-1], log.messages[-1]) == (FAILED, "The model is damaged.")
        hang.release.set()
        assert source.closed.wait(PATIENCE_S)

    def test_nothing_is_emitted_of_a_source_that_was_replaced(
        self, qtbot, player, log, sources, hang
    ):
        late = FakeSource(make_frames(1), name="late")
        sources["late"] = lambda: hang() or late
        sources["clip"] = FakeSource(make_frames(2), name="clip")
        player.open(SourceRequest("late"))
        qtbot.waitUntil(hang.entered.is_set)
        hang.release.set()
        player.open(CLIP)
        qtbot.waitUntil(lambda: ENDED in log.states)
        assert late.closed.wait(PATIENCE_S)
        assert [info.name for info in log.opened] == ["clip"]
        assert log.indices == [0, 1]

    def test_closes_a_device_before_it_opens_it_again(self, qtbot, player, log, sources, hang):
        first = live(hang)
        was_closed = []

        def open_again():
            was_closed.append(first.closed.is_set())
            return FakeSource(make_frames(1))

        sources["camera"] = [first, open_again]
        player.open(CAMERA)
        qtbot.waitUntil(hang.entered.is_set)
        player.open(SourceRequest("camera", 1280, 720, 30.0))
        hang.release.set()
        qtbot.waitUntil(lambda: ENDED in log.states)
        assert was_closed == [True]


class TestPause:
    def test_holds_a_file_and_continues_where_it_was(self, qtbot, player, log, sources):
        gate = threading.Event()
        sources["clip"] = FakeSource(gated(make_frames(3), gate))
        player.open(CLIP)
        qtbot.waitUntil(lambda: log.indices == [0])
        player.pause()
        player.pause()  # a second time changes nothing
        gate.set()
        qtbot.waitUntil(lambda: log.delivered == 3)
        assert log.indices == [0], "the second frame has arrived and is held"
        player.resume()
        qtbot.waitUntil(lambda: ENDED in log.states)
        assert log.states == [OPENING, RUNNING, PAUSED, RUNNING, ENDED]
        assert log.indices == [0, 1, 2]

    def test_continues_with_a_new_frame_of_a_live_source(self, qtbot, player, log, sources):
        gate = threading.Event()
        first, old, new = make_frames(3)
        new = replace(new, time_s=60.0)
        source = sources["camera"] = FakeSource(gated([first, old, new], gate), is_live=True)
        player.open(CAMERA)
        qtbot.waitUntil(lambda: log.indices == [0])
        player.pause()
        gate.set()
        qtbot.waitUntil(lambda: log.delivered == 3)
        player.resume()
        qtbot.waitUntil(lambda: ENDED in log.states)
        assert log.indices == [0, 2]
        assert 60.0 - PATIENCE_S < log.times_s[1] < 60.0, (
            "the pause is left out of the session's time"
        )
        assert source.drops == 1, "what arrived before the end of the pause is not wanted"


class TestLoss:
    def test_tries_again_until_the_source_is_back(self, qtbot, player, log, sources, hang):
        gone = SourceError("camera: does not open")
        lost = FakeSource(make_frames(2), is_live=True, at_end=lose)
        sources["camera"] = [lost, gone, gone, live(hang, frames=2)]
        player.open(CAMERA)
        qtbot.waitUntil(lambda: len(log.indices) == 4)
        assert log.states == [OPENING, RUNNING, LOST, LOST, LOST, RUNNING]
        assert log.messages[2:5] == ["fake: the cable is out", str(gone), str(gone)]
        assert log.countdown == [1, 0, 2, 1, 0, 4, 3, 2, 1, 0]
        assert log.times_s == sorted(set(log.times_s)), "the session's time never goes back"
        assert lost.closed.is_set()

    @pytest.mark.parametrize(
        ("timing", "countdown"),
        [
            (Timing(second_ms=1, steady_after_s=0.0), [1, 0] * 3),
            (Timing(second_ms=1, steady_after_s=3600.0), [1, 0, 2, 1, 0, 4, 3, 2, 1, 0]),
        ],
        ids=["after running steadily", "dropping again and again"],
    )
    def test_the_delays_grow_unless_the_source_ran_steadily(
        self, qtbot, player, log, sources, hang, countdown
    ):
        lost = [FakeSource(make_frames(1), is_live=True, at_end=lose) for _ in range(3)]
        sources["camera"] = [*lost, live(hang)]
        player.open(CAMERA)
        qtbot.waitUntil(lambda: log.states.count(RUNNING) == 4)
        assert log.countdown == countdown

    @pytest.mark.parametrize("timing", [Timing(second_ms=3_600_000)])
    def test_can_be_tried_at_once(self, qtbot, player, log, sources, hang):
        lost = FakeSource(make_frames(1), is_live=True, at_end=lose)
        sources["camera"] = [lost, live(hang)]
        player.open(CAMERA)
        qtbot.waitUntil(lambda: LOST in log.states)
        player.replay()
        qtbot.waitUntil(lambda: log.states == [OPENING, RUNNING, LOST, RUNNING])
        assert log.countdown == [1, 0]

    def test_closing_ends_the_attempts(self, qtbot, player, log, sources, hang):
        late = FakeSource(make_frames(1), is_live=True)
        lost = FakeSource(make_frames(1), is_live=True, at_end=lose)
        sources["camera"] = [lost, lambda: hang() or late]
        player.open(CAMERA)
        qtbot.waitUntil(hang.entered.is_set)
        player.close()
        assert log.states[-1] is IDLE
        ticks = list(log.countdown)
        hang.release.set()
        sources["clip"] = FakeSource(make_frames(1))
        player.open(CLIP)
        qtbot.waitUntil(lambda: ENDED in log.states)
        assert log.countdown == ticks
        assert late.closed.wait(PATIENCE_S)
