from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QSize

from maskapp.errors import SnapshotLogFullError
from maskapp.gui.snapshots import snapshot_worker
from maskapp.gui.snapshots.cards_to_read import CardsToRead
from maskapp.gui.snapshots.snapshot_worker import SnapshotWorker
from maskapp.outputs.figures.records import Counts, MinuteFigures
from maskapp.outputs.snapshots.log import SnapshotLog
from maskapp.outputs.snapshots.records import SNAPSHOT_FOLDER, SnapshotFilter, SnapshotSort
from maskapp.outputs.violation_event import EventEnding, ViolationEvent
from maskapp.records import MaskLabel
from tests.support.snapshots import NOON, make_snapshot, make_snapshots


class Worker:
    """A `SnapshotWorker` in the test's thread, with what it emitted."""

    def __init__(self, folder):
        self.requests = CardsToRead()
        self.worker = SnapshotWorker(folder, self.requests)
        self.worker.set_thumbnail_size(QSize(100, 50))
        self.listings, self.cards, self.thumbnails = [], [], {}
        self.worker.listed.connect(self.listings.append)
        self.worker.cards_read.connect(self.cards.extend)
        self.worker.thumbnail_ready.connect(self.thumbnails.__setitem__)


@pytest.fixture
def worker(qapp, data_dir):
    made = Worker(data_dir / SNAPSHOT_FOLDER)
    yield made
    made.worker.close()


def test_every_change_is_listed(worker):
    for snapshot in make_snapshots(2):
        worker.worker.add(snapshot)
    worker.worker.delete([1])
    worker.worker.restore([1])
    assert [listing.ids for listing in worker.listings] == [[1], [2, 1], [2], [2, 1]]
    assert worker.listings[-1].sources == ["0", "1"]


def test_the_filter_and_the_order_are_kept_for_later_listings(worker):
    worker.worker.search(SnapshotFilter(source="1"), SnapshotSort.OLDEST)
    for snapshot in make_snapshots(3):
        worker.worker.add(snapshot)
    assert worker.listings[-1].ids == [2]
    assert worker.listings[-1].total == 3


def test_requested_cards_are_read_with_thumbnails_of_the_wanted_size(worker):
    worker.worker.add(make_snapshot(size=(480, 640)))
    worker.requests.ask(1)
    worker.worker.serve()
    assert [card.id for card in worker.cards] == [1]
    assert worker.thumbnails[1].size() == QSize(66, 50)


def test_the_thumbnail_of_a_missing_picture_is_null(worker, data_dir):
    worker.worker.add(make_snapshot())
    with SnapshotLog(data_dir / SNAPSHOT_FOLDER) as log:
        log.read([1])[0].annotated.unlink()
    worker.requests.ask(1)
    worker.worker.serve()
    assert worker.thumbnails[1].isNull()


def test_deleted_snapshots_are_removed_when_the_log_is_closed(worker, data_dir):
    for snapshot in make_snapshots(2):
        worker.worker.add(snapshot)
    worker.worker.delete([1])
    worker.worker.close()
    with SnapshotLog(data_dir / SNAPSHOT_FOLDER) as log:
        assert list(log.stems().values()) == [2]


def test_the_card_of_an_event_is_read_again_when_it_ends(worker):
    worker.worker.show_demo(False)
    event = ViolationEvent(1, MaskLabel.WITHOUT_MASK, NOON, 10.0)
    worker.worker.add(replace(make_snapshot(kind="automatic"), event=event))
    assert worker.cards == []
    ended = replace(event, length_s=20.0, ending=EventEnding.LEFT)
    worker.worker.add(ended)
    assert [(card.id, card.event) for card in worker.cards] == [(1, ended)]


def test_an_end_that_a_full_disk_did_not_take_is_written_and_shown_later(worker, monkeypatch):
    worker.worker.show_demo(False)
    event = ViolationEvent(1, MaskLabel.WITHOUT_MASK, NOON, 10.0)
    worker.worker.add(replace(make_snapshot(kind="automatic"), event=event))
    ended = replace(event, length_s=20.0, ending=EventEnding.LEFT)

    def fail(*_args):
        raise SnapshotLogFullError("the disk is full")

    with monkeypatch.context() as full:
        full.setattr(SnapshotLog, "update_event", fail)
        with pytest.raises(SnapshotLogFullError):
            worker.worker.add(ended)
        worker.worker.show_demo(False)
    assert worker.cards == []
    worker.worker.add(make_snapshot())
    assert [card.event for card in worker.cards] == [ended]


def test_figures_that_cannot_be_kept_are_reported_once(worker, data_dir):
    folder = data_dir / SNAPSHOT_FOLDER
    with SnapshotLog(folder) as log:
        log.database.rows("PRAGMA user_version = 999")
    problems = []
    worker.worker.failed.connect(problems.append)
    for minute in range(3):
        worker.worker.add(MinuteFigures("Door", minute, Counts(masked=1)))
    assert len(problems) == 1
    assert "newer version" in problems[0]


def test_limits_are_checked_while_nothing_is_taken(qtbot, worker, monkeypatch):
    monkeypatch.setattr(snapshot_worker, "_CHECK_LIMITS_EVERY_MS", 10)
    worker.worker.add(make_snapshot(taken_at=NOON - timedelta(days=8)))
    worker.worker.set_retention(0, 0)
    worker.worker._retention = (7, 0)
    qtbot.waitUntil(lambda: worker.listings[-1].ids == [])


def test_what_went_for_want_of_room_and_can_no_longer_be_restored_is_told(worker, data_dir):
    problems = []
    worker.worker.failed.connect(problems.append)
    for snapshot in make_snapshots(3):
        worker.worker.add(snapshot)
    worker.worker.delete([1, 2])
    with SnapshotLog(data_dir / SNAPSHOT_FOLDER) as log, log.database.transaction() as connection:
        connection.execute("UPDATE snapshots SET size_bytes = 400000")
    worker.worker.set_retention(0, 1)  # in megabytes: the first one must go
    worker.worker.restore([1, 2])
    assert worker.listings[-1].ids == [3, 2]
    assert len(problems) == 1
    assert "can no longer be restored: 1." in problems[0]
    worker.worker.delete([3])
    worker.worker.restore([3])
    assert worker.listings[-1].ids == [3, 2]
    assert len(problems) == 1
