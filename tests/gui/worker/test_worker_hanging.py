"""What the worker does while a source hangs."""

from maskapp.live.source_request import SourceRequest
from maskapp.records import SourceState
from tests.support.worker_fakes import PATIENCE_S, FakeSource, live, make_frames

ENDED = SourceState.ENDED


def test_an_open_that_hangs_blocks_neither_another_source_nor_the_end(
    qtbot, worker, log, sources, hang
):
    sources["dead"] = hang
    sources["clip"] = FakeSource(make_frames(3))
    worker.open_source(SourceRequest("dead"))
    qtbot.waitUntil(hang.entered.is_set)
    worker.open_source(SourceRequest("clip"))
    qtbot.waitUntil(lambda: ENDED in log.states)
    hang.entered.clear()
    worker.open_source(SourceRequest("dead"))
    qtbot.waitUntil(hang.entered.is_set)
    assert worker.shutdown(2.0)


def test_a_read_that_hangs_does_not_block_the_end(qtbot, worker, sources, hang):
    sources["camera"] = camera = live(hang)
    worker.open_source(SourceRequest("camera"))
    qtbot.waitUntil(hang.entered.is_set)
    assert worker.shutdown(2.0)
    assert not camera.closed.is_set(), "it is not closed while it is being read"
    hang.release.set()
    assert camera.closed.wait(PATIENCE_S)
