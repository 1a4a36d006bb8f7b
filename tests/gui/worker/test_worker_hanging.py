"""What happens when a source hangs."""

from maskapp.live.source_request import SourceRequest
from maskapp.records import SourceState
from tests.support.worker_fakes import (
    PATIENCE_S,
    FakeSource,
    live,
    make_frames,
)

IDLE, ENDED = SourceState.IDLE, SourceState.ENDED


class TestHanging:
    def test_an_open_that_hangs_blocks_neither_another_source_nor_the_end(
        self, qtbot, worker, ear, sources, hang
    ):
        sources["dead"] = hang
        sources["film"] = FakeSource(make_frames(3))
        worker.open_source(SourceRequest("dead"))
        qtbot.waitUntil(hang.entered.is_set)
        worker.open_source(SourceRequest("film"))
        qtbot.waitUntil(lambda: ENDED in ear.states)
        hang.entered.clear()
        worker.open_source(SourceRequest("dead"))
        qtbot.waitUntil(hang.entered.is_set)
        assert worker.shutdown(2.0)

    def test_a_read_that_hangs_does_not_block_the_end(self, qtbot, worker, ear, sources, hang):
        sources["camera"] = camera = live(hang)
        worker.open_source(SourceRequest("camera"))
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
        worker.open_source(SourceRequest("late"))
        qtbot.waitUntil(hang.entered.is_set)
        worker.close_source()
        qtbot.waitUntil(lambda: IDLE in ear.states)
        hang.release.set()
        assert late.closed.wait(PATIENCE_S)
        sources["film"] = FakeSource(make_frames(2))
        worker.open_source(SourceRequest("film"))
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
        worker.open_source(SourceRequest("0"))
        qtbot.waitUntil(hang.entered.is_set)
        worker.open_source(SourceRequest("0", 1280, 720, 30.0))
        hang.release.set()
        qtbot.waitUntil(lambda: len(ear.opened) == 2)
        assert was_closed == [True]
