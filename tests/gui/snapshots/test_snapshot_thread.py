from dataclasses import replace

import pytest

from maskapp.gui.snapshots.snapshot_thread import SnapshotThread
from maskapp.outputs.snapshots import unsaved_entries
from maskapp.outputs.snapshots.records import EVERYTHING, SNAPSHOT_FOLDER, NewClip, SnapshotSort
from maskapp.outputs.violation_event import EventEnding, ViolationEvent
from maskapp.records import MaskLabel
from tests.support.snapshots import NOON, make_snapshot

EVENT = ViolationEvent(1, MaskLabel.WITHOUT_MASK, NOON, 12.0, EventEnding.LEFT)


def test_commands_posted_before_the_start_run_after_it(qtbot, data_dir):
    thread = SnapshotThread(data_dir / SNAPSHOT_FOLDER)
    kept = []
    thread.worker.kept.connect(kept.append)
    thread.add(make_snapshot())
    thread.start()
    qtbot.waitUntil(lambda: kept == [1])
    assert thread.shutdown()


@pytest.fixture
def thread(data_dir, monkeypatch):
    """A thread that has not started yet; there is room for three snapshots."""
    new = make_snapshot()
    size = new.annotated.nbytes + new.plain.nbytes
    monkeypatch.setattr(unsaved_entries, "MOST_BYTES", 3 * size + 5000)
    thread = SnapshotThread(data_dir / SNAPSHOT_FOLDER)
    thread.told = []
    thread.worker.noticed.connect(thread.told.append)
    thread.search(EVERYTHING, SnapshotSort.NEWEST)
    yield thread
    assert thread.shutdown()


def test_snapshots_that_wait_for_a_slow_disk_are_bounded(qtbot, thread):
    kept = []
    thread.worker.kept.connect(kept.append)
    for _ in range(5):
        thread.add(make_snapshot())
    assert thread.worker.waiting.snapshots == 3
    thread.start()
    qtbot.waitUntil(lambda: len(thread.told) == 2)
    assert set(thread.told) == {
        "The snapshot log does not respond in time: snapshots or clips are missing from it.",
        "The snapshot log did not respond in time: entries missing from it: 2.",
    }
    thread.add(make_snapshot())
    qtbot.waitUntil(lambda: len(kept) == 4)
    assert len(thread.told) == 2, "there is room again"


def test_clips_that_wait_for_a_slow_disk_are_bounded(qtbot, thread, data_dir):
    thread.add(replace(make_snapshot(kind="automatic"), event=EVENT))
    size = unsaved_entries.MOST_BYTES // 3
    for _ in range(5):
        thread.add(NewClip(EVENT.key, bytes(size)))
    thread.start()
    qtbot.waitUntil(lambda: len(thread.told) == 2)
    assert any("missing from it: 4" in text for text in thread.told)
    assert list((data_dir / SNAPSHOT_FOLDER / "pictures").glob("*.mp4"))
    thread.add(NewClip(EVENT.key, bytes(size)))
    assert len(thread.told) == 2, "there is room again"
