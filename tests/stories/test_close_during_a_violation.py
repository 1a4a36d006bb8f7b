"""What is kept of a violation that goes on when the window is closed."""

import pytest

from maskapp.outputs.snapshots.log import SnapshotLog
from maskapp.outputs.snapshots.records import SNAPSHOT_FOLDER
from maskapp.outputs.violation_event import EventEnding
from maskapp.records import MaskLabel
from tests.support.window_helpers import WAIT_MS
from tests.support.worker_fakes import FakeSource, make_face, make_frames


@pytest.mark.parametrize("seconds", [4, 15])
def test_its_event_ends_and_the_minutes_are_counted(
    open_window, sources, backend, hang, qtbot, tmp_path, seconds
) -> None:
    frames = make_frames(seconds * 10, step_s=0.1)
    sources["live"] = lambda: FakeSource(frames, is_live=True, at_end=hang, name="Hall")
    backend.engine.faces = (make_face(label=MaskLabel.WITHOUT_MASK),)
    window = open_window("live")
    qtbot.waitUntil(hang.entered.is_set, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: len(backend.engine.seen) == len(frames), timeout=WAIT_MS)
    window.close()
    assert window.has_ended
    with SnapshotLog(tmp_path / SNAPSHOT_FOLDER) as log:
        (snapshot,) = log.read(log.find())
        rows = log.database.rows("SELECT sum(came_bare), sum(events) FROM minutes")
        facts = log.pictures.facts(snapshot.annotated.stem)
    assert (snapshot.source, snapshot.kind) == ("Hall", "automatic")
    assert snapshot.event.ending is EventEnding.SOURCE_ENDED
    assert snapshot.event.length_s == pytest.approx(seconds - 0.1)
    assert facts.event == snapshot.event
    assert rows == [(1, 1)]
