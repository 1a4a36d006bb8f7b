"""How the worker finds a lost source again."""

import pytest

from maskapp.errors import SourceError
from maskapp.gui.worker.timing import Timing
from maskapp.live.source_request import SourceRequest
from maskapp.records import SourceState
from tests.support.worker_fakes import (
    FakeSource,
    live,
    lose,
    make_frames,
)

IDLE, OPENING, RUNNING = SourceState.IDLE, SourceState.OPENING, SourceState.RUNNING
LOST, ENDED = SourceState.LOST, SourceState.ENDED


class TestLoss:
    @pytest.fixture
    def timing(self):
        return Timing(second_ms=1)

    def test_finds_a_lost_source_again_by_itself(self, qtbot, ear, worker, sources, engine, hang):
        gone = SourceError("camera: does not open")
        back = live(hang, frames=2)
        sources["camera"] = [
            FakeSource(make_frames(2), is_live=True, at_end=lose), gone, gone, back,
        ]  # fmt: skip
        worker.open_source(SourceRequest("camera"))
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
        worker.open_source(SourceRequest("camera"))
        qtbot.waitUntil(lambda: ear.states.count(RUNNING) == 4)
        assert ear.countdown == [1, 0] * 3

    def test_closing_ends_the_attempts(self, qtbot, ear, worker, sources, hang):
        late = FakeSource(make_frames(1), is_live=True)

        def open_late():
            hang()
            return late

        sources["camera"] = [FakeSource(make_frames(1), is_live=True, at_end=lose), open_late]
        worker.open_source(SourceRequest("camera"))
        qtbot.waitUntil(hang.entered.is_set)
        worker.close_source()
        qtbot.waitUntil(lambda: IDLE in ear.states)
        told = list(ear.countdown)
        sources["film"] = FakeSource(make_frames(1))
        worker.open_source(SourceRequest("film"))
        qtbot.waitUntil(lambda: ENDED in ear.states)
        assert ear.countdown == told


@pytest.mark.parametrize("timing", [Timing(second_ms=3_600_000)])
def test_can_be_tried_at_once(qtbot, ear, worker, sources, hang):
    sources["camera"] = [
        FakeSource(make_frames(1), is_live=True, at_end=lose), live(hang),
    ]  # fmt: skip
    worker.open_source(SourceRequest("camera"))
    qtbot.waitUntil(lambda: LOST in ear.states)
    worker.replay()
    qtbot.waitUntil(lambda: ear.states == [OPENING, RUNNING, LOST, RUNNING])
    assert ear.countdown == [1, 0]
