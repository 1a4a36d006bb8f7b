"""The limits on age and size on a full disk."""

import shutil
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from maskapp.errors import SnapshotLogFullError
from maskapp.outputs.snapshots.retention import apply_retention

NOW = datetime(2026, 5, 17, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def removed(log, days, megabytes, now=NOW):
    return apply_retention(log, days, megabytes, now).removed


def test_old_snapshots_are_removed_in_the_room_of_the_reserve(log, make_snapshot, monkeypatch):
    log.add(make_snapshot(taken_at=NOW))
    assert removed(log, 7, 0) == 0
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=0))
    reserve, written = log.database.reserve.path, log.database.transaction

    def in_room_of_reserve():
        if reserve.exists():
            raise SnapshotLogFullError("the disk is full")
        return written()

    monkeypatch.setattr(log.database, "transaction", in_room_of_reserve)
    for day in range(1, 8):
        assert removed(log, 7, 0, NOW + day * DAY) == 0
        assert reserve.exists(), "it is there for what the user deletes"
    assert removed(log, 7, 0, NOW + 8 * DAY) == 1
    assert log.stems() == {}


def test_the_reserve_is_made_again_while_the_program_runs(log, make_snapshot, monkeypatch):
    usage = SimpleNamespace(free=0)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    log.delete([log.add(make_snapshot(taken_at=NOW))])
    assert not log.database.reserve.path.exists()
    usage.free = 1 << 40
    removed(log, 7, 0)
    assert log.database.reserve.path.exists()


def test_what_is_old_goes_even_if_nothing_can_be_written(log, make_snapshot, monkeypatch):
    log.add(make_snapshot(taken_at=NOW))
    removed(log, 7, 0)
    pictures, written = log.pictures.folder, log.database.transaction

    def with_room_of_pictures():
        if any(pictures.iterdir()):
            raise SnapshotLogFullError("the disk is full")
        return written()

    monkeypatch.setattr(log.database, "transaction", with_room_of_pictures)
    for day in range(1, 7):  # longer than the clock may move between two checks
        assert removed(log, 7, 0, NOW + day * DAY) == 0
    assert removed(log, 7, 0, NOW + 8 * DAY) == 1
    assert log.count() == 0


def test_what_is_too_large_goes_even_at_a_first_check(log, make_snapshot, monkeypatch):
    for _ in range(2):
        log.add(make_snapshot(taken_at=NOW))
    with log.database.transaction() as connection:
        connection.execute("UPDATE snapshots SET size_bytes = 600000")
    pictures, written = log.pictures.folder, log.database.transaction

    def with_room_of_pictures():
        if len(list(pictures.iterdir())) > 2:
            raise SnapshotLogFullError("the disk is full")
        return written()

    monkeypatch.setattr(log.database, "transaction", with_room_of_pictures)
    assert removed(log, 0, 1) == 1
