from dataclasses import replace

import pytest

from maskapp.errors import OutputError
from maskapp.gui.snapshots.snapshot_thread import SnapshotThread
from maskapp.outputs.snapshots import unsaved_entries
from maskapp.outputs.snapshots.log import SnapshotLog, database_path
from maskapp.outputs.snapshots.pictures import SnapshotPictures
from maskapp.outputs.snapshots.rebuilding import rebuild as rebuilding
from maskapp.outputs.snapshots.records import EVERYTHING, SNAPSHOT_FOLDER, NewClip, SnapshotSort
from maskapp.outputs.violation_event import EventEnding, ViolationEvent
from maskapp.records import MaskLabel
from tests.support.snapshot_folders import (
    count_pictures,
    hang_rebuild,
    make_log_without_database,
)
from tests.support.snapshots import NOON, make_snapshot, make_snapshots

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


def test_pictures_are_on_the_disk_while_the_log_is_rebuilt(qtbot, data_dir, monkeypatch):
    folder = data_dir / SNAPSHOT_FOLDER
    make_log_without_database(folder, 2)
    hang = hang_rebuild(monkeypatch)
    thread = SnapshotThread(folder)
    kept, listings = [], []
    thread.worker.kept.connect(kept.append)
    thread.worker.listed.connect(listings.append)
    thread.search(EVERYTHING, SnapshotSort.NEWEST)
    thread.add(replace(make_snapshot(kind="automatic"), event=replace(EVENT, ending=None)))
    thread.add(EVENT)
    thread.add(make_snapshot())
    thread.start()
    assert hang.entered.wait(30)
    assert count_pictures(folder) == 4, "the program may be killed now"
    assert thread.worker.waiting.snapshots == 0
    hang.release.set()
    qtbot.waitUntil(lambda: len(kept) == 2)
    assert thread.shutdown()
    qtbot.waitUntil(lambda: listings and listings[-1].total == 4)
    with SnapshotLog(folder) as log:
        assert [shown.event for shown in log.read(log.find()) if shown.event] == [EVENT]


def test_a_picture_that_cannot_be_saved_during_a_rebuild_is_told_and_holds_up_nothing(
    qtbot, data_dir, monkeypatch
):
    folder = data_dir / SNAPSHOT_FOLDER
    with SnapshotLog(folder) as log:
        log.add(make_snapshot())
    database_path(folder).unlink()
    thread = SnapshotThread(folder)
    failures, kept = [], []
    thread.worker.failed.connect(failures.append)
    thread.worker.kept.connect(kept.append)
    write_new = SnapshotPictures.write_new

    def fail_once(pictures, new):
        monkeypatch.setattr(SnapshotPictures, "write_new", write_new)
        raise OutputError("the disk is full")

    monkeypatch.setattr(rebuilding, "_TELL_EVERY_S", 0)
    monkeypatch.setattr(SnapshotPictures, "write_new", fail_once)
    thread.search(EVERYTHING, SnapshotSort.NEWEST)
    for new in make_snapshots(2):
        thread.add(new)
    thread.start()
    qtbot.waitUntil(lambda: failures == ["the disk is full"] and len(kept) == 1)
    assert thread.shutdown()
    with SnapshotLog(folder) as log:
        assert log.count() == 2
