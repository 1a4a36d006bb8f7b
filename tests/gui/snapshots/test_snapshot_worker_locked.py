"""The snapshot log while another program holds its database."""

import sqlite3
from dataclasses import replace

import pytest

from maskapp.gui.snapshots.cards_to_read import CardsToRead
from maskapp.gui.snapshots.snapshot_worker import SnapshotWorker
from maskapp.outputs.snapshots.log import SnapshotLog, database_path
from maskapp.outputs.snapshots.records import (
    SNAPSHOT_FOLDER,
    NewClip,
    SnapshotFilter,
    SnapshotSort,
)
from maskapp.outputs.violation_event import EventEnding, ViolationEvent
from maskapp.records import MaskLabel
from tests.support.snapshots import NOON, make_snapshot, make_snapshots

EVENT = ViolationEvent(1, MaskLabel.WITHOUT_MASK, NOON, 12.0, EventEnding.LEFT)


class Holder:
    """Another program that holds the database."""

    def __init__(self, folder):
        with SnapshotLog(folder) as log:
            self.id = log.add(make_snapshot())
        self.connection = sqlite3.connect(database_path(folder), isolation_level=None)
        self.connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        self.connection.execute("BEGIN EXCLUSIVE")

    def release(self):
        self.connection.execute("ROLLBACK")
        self.connection.close()


@pytest.fixture
def folder(data_dir):
    return data_dir / SNAPSHOT_FOLDER


@pytest.fixture
def holder(folder):
    made = Holder(folder)
    yield made
    made.connection.close()


@pytest.fixture
def worker(qapp, folder, holder):
    made = SnapshotWorker(folder, CardsToRead(), 0.02, (20,))
    made.listings, made.messages, made.failures, made.ids = [], [], [], []
    made.listed.connect(made.listings.append)
    made.noticed.connect(made.messages.append)
    made.reported.connect(made.messages.append)
    made.withdrawn = []
    made.mended.connect(made.withdrawn.append)
    made.failed.connect(made.failures.append)
    made.kept.connect(made.ids.append)
    yield made
    made.close()


def test_a_log_that_is_locked_at_the_start_is_tried_again(qtbot, worker, holder):
    worker.search(SnapshotFilter(), SnapshotSort.NEWEST)
    worker.set_retention(0, 0)
    qtbot.waitUntil(lambda: worker._log_wait.attempts > 2)
    assert (worker.listings, worker.failures) == ([], [])
    (message,) = worker.messages
    assert "locked by another program" in message
    assert "tries again by itself" in message
    assert worker.withdrawn == []
    holder.release()
    qtbot.waitUntil(lambda: bool(worker.listings))
    assert worker.listings[-1].ids == [holder.id]
    assert worker.withdrawn == [message], "it is no longer true"
    assert worker.messages[1:] == ["The snapshot log can be used again."]


def test_snapshots_taken_meanwhile_are_on_the_disk_and_listed_later(qtbot, worker, holder, folder):
    for new in make_snapshots(3):
        worker.add(new)
    assert len(list((folder / "pictures").glob("*-plain.jpg"))) == 4
    holder.release()
    qtbot.waitUntil(lambda: len(worker.ids) == 3)
    assert sorted(worker.listings[-1].ids) == sorted([holder.id, *worker.ids])
    assert len(set(worker.ids)) == 3


def test_snapshots_taken_until_the_end_are_listed_at_the_next_start(worker, holder, folder):
    for new in make_snapshots(2):
        worker.add(new)
    worker.close()
    assert worker.failures == []
    holder.release()
    again = SnapshotWorker(folder, CardsToRead())
    listings = []
    again.listed.connect(listings.append)
    again.search(SnapshotFilter(), SnapshotSort.NEWEST)
    again.close()
    assert listings[-1].total == 3


def test_a_lock_in_the_middle_of_a_session_is_waited_for(qtbot, folder, worker, holder):
    holder.release()
    worker.search(SnapshotFilter(), SnapshotSort.NEWEST)
    other = sqlite3.connect(database_path(folder), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    worker.set_note(holder.id, "kept")
    worker.add(make_snapshot())
    worker.delete([holder.id])
    worker.restore([holder.id])
    other.execute("ROLLBACK")
    other.close()
    qtbot.waitUntil(lambda: len(worker.ids) == 1)
    qtbot.waitUntil(lambda: not worker._waiting)
    with SnapshotLog(folder) as log:
        assert [snapshot.note for snapshot in log.read([holder.id])] == ["kept"]
        assert log.count() == 2


def test_changes_that_cannot_be_saved_until_the_end_are_told(worker):
    worker.set_note(1, "lost")
    worker.delete([1])
    worker.close()
    (failure,) = worker.failures
    assert "not saved: 2" in failure


def test_the_demo_can_be_used_meanwhile(worker, holder):
    worker.show_demo(True)
    worker.add(replace(make_snapshot(), is_demo=True))
    assert worker.listings[-1].is_demo
    assert worker.listings[-1].total == 1


def test_clips_count_as_waiting_until_the_log_is_free(qtbot, worker, holder):
    worker.search(SnapshotFilter(), SnapshotSort.NEWEST)
    new = replace(make_snapshot(kind="automatic"), event=EVENT)
    clip = NewClip(EVENT.key, bytes(1000))
    for entry in (new, clip):
        assert worker.waiting.add(entry)
        worker.add(entry)
    assert worker.waiting._bytes > len(clip.content)
    assert worker.waiting.snapshots == 0, "its pictures are on the disk"
    holder.release()
    qtbot.waitUntil(lambda: len(worker.ids) == 1)
    qtbot.waitUntil(lambda: worker.waiting._bytes == 0)
    assert worker.failures == []
