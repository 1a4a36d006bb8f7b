"""Signals about a source that the user has replaced or closed meanwhile."""

import pytest
from PySide6.QtTest import QSignalSpy

from maskapp.gui.sources.newest_source import NewestSource
from maskapp.live.source_request import SourceRequest
from maskapp.records import SourceInfo, SourceState

HALL = SourceInfo("Hall", 640, 480, 30.0, None, is_live=True, is_stills=False)
SIGNALS = [
    ("source_opened", "opened", (HALL,)),
    ("state_changed", "state_changed", (SourceState.LOST, "no answer")),
    ("reconnecting_in", "reconnecting_in", (3,)),
    ("took_over", "took_over", ("rtsp://hall/1",)),
    ("took_over", "took_over", ("/b\udcfc.mp4",)),
    ("refused", "refused", ("/b\udcfc.mp4", "no such file")),
    ("alarm_due", "alarm_due", ()),
]


@pytest.fixture
def newest(worker, window) -> NewestSource:
    return NewestSource(worker, window)


@pytest.mark.parametrize(("emitted", "passed_on", "values"), SIGNALS)
def test_waits_for_the_worker_to_begin_with_the_newest_request(
    newest, worker, emitted, passed_on, values
) -> None:
    spy = QSignalSpy(getattr(newest, passed_on))
    getattr(worker, emitted).emit(*values)
    assert spy.count() == 1, "the first source needs no request of the window"
    worker.is_busy = True
    worker.open_source(SourceRequest("0"))
    worker.close_source()
    getattr(worker, emitted).emit(*values)
    worker.begun.emit(worker.newest_request - 1)
    getattr(worker, emitted).emit(*values)
    assert spy.count() == 1
    worker.begin()
    getattr(worker, emitted).emit(*values)
    assert spy.count() == 2
    assert tuple(spy.at(1)) == values
