"""What a live source does while it is paused, and afterwards."""

from functools import partial

import pytest

from maskapp.live.source_request import SourceRequest
from maskapp.pipeline.sources.live_source import LiveSource
from maskapp.records import SourceState
from tests.support.fake_capture import LOSE, NOTHING, SEND, FakeCapture
from tests.support.worker_fakes import PATIENCE_S, FakeSource, Hang, live, lose, make_frames

OPENING, RUNNING = SourceState.OPENING, SourceState.RUNNING
PAUSED, LOST = SourceState.PAUSED, SourceState.LOST
CAMERA = SourceRequest("camera")


def test_what_arrived_early_in_a_pause_is_not_shown_after_it(
    qtbot, player, log, sources, hang
) -> None:
    capture = FakeCapture(SEND)
    timeouts_s = {"open_timeout_s": PATIENCE_S, "read_timeout_s": PATIENCE_S}
    first = partial(LiveSource, "cam", "cam", capture.open, **timeouts_s)
    sources["camera"] = [first, live(hang, frames=2)]
    player.open(CAMERA)
    qtbot.waitUntil(lambda: log.indices == [0])
    player.pause()
    capture.do(SEND)  # this answers the request that is on its way
    qtbot.waitUntil(lambda: log.delivered == 3)
    capture.do(SEND, NOTHING)  # and this waits to be read
    player.resume()
    capture.do(LOSE)
    qtbot.waitUntil(lambda: log.states[-1] is RUNNING and len(log.indices) == 3)
    assert log.states == [OPENING, RUNNING, PAUSED, RUNNING, LOST, RUNNING]
    assert log.indices == [0, 0, 1]
    assert log.times_s == sorted(log.times_s)


class TestLossInAPause:
    @pytest.fixture(autouse=True)
    def lost(self, qtbot, player, log, sources, hang) -> FakeSource:
        """A camera that stalled, was paused, and is lost now."""
        cable = Hang()

        def stall_and_lose() -> None:
            cable()
            lose()

        lost = FakeSource(make_frames(1), is_live=True, at_end=stall_and_lose)
        sources["camera"] = [lost, live(hang, frames=2)]
        player.open(CAMERA)
        qtbot.waitUntil(cable.entered.is_set)
        player.pause()
        cable.release.set()
        qtbot.waitUntil(lambda: log.delivered >= 3)
        return lost

    def test_does_not_start_the_source_again(self, log, backend, lost):
        assert lost.closed.wait(PATIENCE_S)
        assert log.states == [OPENING, RUNNING, PAUSED]
        assert (log.countdown, len(backend.requests)) == ([], 1)

    def test_is_told_and_mended_once_the_user_goes_on(self, qtbot, player, log):
        player.resume()
        assert (log.states[-1], log.messages[-1]) == (LOST, "fake: the cable is out")
        assert log.countdown == [1, 0], "without waiting"
        qtbot.waitUntil(lambda: len(log.indices) == 3)
        assert log.states == [OPENING, RUNNING, PAUSED, LOST, RUNNING]
        assert log.times_s == sorted(log.times_s)
        player.pause()
        player.resume()
        assert log.states[-2:] == [PAUSED, RUNNING], "it is over"

    def test_is_forgotten_with_the_source(self, qtbot, player, log, sources, hang):
        sources["other"] = live(hang)
        player.open(SourceRequest("other"))
        qtbot.waitUntil(lambda: log.states[-1] is RUNNING)
        player.pause()
        player.resume()
        assert log.states[-2:] == [PAUSED, RUNNING]
