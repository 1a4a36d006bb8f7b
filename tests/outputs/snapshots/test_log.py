import errno
import os
import sqlite3
import stat
import sys
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from maskapp.errors import OutputError, SnapshotLogDamagedError, SnapshotLogError
from maskapp.opencv import cv2
from maskapp.outputs.snapshots.log import SnapshotLog, database_path
from maskapp.outputs.snapshots.records import SavedFace, SnapshotFilter, SnapshotSort
from maskapp.records import Box, MaskLabel

MASK, BARE, WRONG, UNSURE = MaskLabel


def the_only(log):
    (snapshot,) = log.read(log.find())
    return snapshot


def test_what_was_added_is_there_after_opening_again(folder, make_snapshot):
    shot = make_snapshot(MASK, BARE, kind="automatic", source="Müller's 口罩")
    with SnapshotLog(folder) as log:
        added = log.add(shot)
    with SnapshotLog(folder) as log:
        snapshot = the_only(log)
    assert snapshot.id == added
    assert snapshot.taken_at == shot.taken_at
    assert snapshot.taken_at.utcoffset() == timedelta(hours=2)
    assert (snapshot.kind, snapshot.source, snapshot.note) == ("automatic", "Müller's 口罩", "")
    box = Box(1.5, 2, 30, 40)
    assert snapshot.faces == (SavedFace(1, MASK, 0.875, box), SavedFace(2, BARE, 0.875, box))
    for path, image in ((snapshot.annotated, shot.annotated), (snapshot.plain, shot.plain)):
        assert np.abs(cv2.imread(str(path)).astype(int) - image).mean() < 2


def test_pictures_are_named_by_the_local_time_and_never_overwritten(log, make_snapshot):
    moment = datetime(2026, 5, 17, 9, 30, 1, 250_000, tzinfo=UTC)
    ids = [log.add(make_snapshot(taken_at=moment)) for _ in range(3)]
    names = [snapshot.annotated.name for snapshot in log.read(ids)]
    start = "2026-05-17_09-30-01.250"
    assert names == [f"{start}.jpg", f"{start}-2.jpg", f"{start}-3.jpg"]
    assert len(list(log.pictures.folder.iterdir())) == 6


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX rights")
def test_nobody_else_can_read_it(folder, log, make_snapshot):
    log.add(make_snapshot(MASK))
    for path in folder.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_source_that_is_not_unicode_can_be_kept(log, make_snapshot):
    log.add(make_snapshot(source="clip-\udcff.mp4"))
    log.set_note(the_only(log).id, "half a \ud83d pair")
    assert the_only(log).source == "clip-?.mp4"
    assert the_only(log).note == "half a ? pair"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (SnapshotFilter(), "abcd"),
        (SnapshotFilter(labels=frozenset({BARE})), "ab"),
        (SnapshotFilter(labels=frozenset({BARE, WRONG})), "abc"),
        (SnapshotFilter(labels=frozenset({UNSURE})), ""),
        (SnapshotFilter(kind="automatic"), "bc"),
        (SnapshotFilter(source="Tür"), "cd"),
        (SnapshotFilter(source="tür"), ""),
        (SnapshotFilter(text="TÜR"), "cd"),
        (SnapshotFilter(text="  straße  "), "a"),
        (SnapshotFilter(text="STRASSE"), "a"),
        (SnapshotFilter(text="100%"), ""),
        (SnapshotFilter(text="_"), ""),
        (SnapshotFilter(labels=frozenset({BARE}), kind="automatic"), "b"),
    ],
)
def test_filters(log, make_snapshot, wanted, found):
    names = {
        log.add(make_snapshot(MASK, BARE)): "a",
        log.add(make_snapshot(BARE, BARE, kind="automatic")): "b",
        log.add(make_snapshot(WRONG, kind="automatic", source="Tür")): "c",
        log.add(make_snapshot(source="Tür")): "d",
    }
    log.set_note(next(iter(names)), "in der Straße, 100 percent sure")
    assert "".join(names[i] for i in log.find(wanted, SnapshotSort.OLDEST)) == found


def test_a_period_has_its_start_but_not_its_end(log, make_snapshot):
    noon = datetime(2026, 5, 17, 12, tzinfo=UTC)
    ids = [log.add(make_snapshot(taken_at=noon + timedelta(hours=h))) for h in range(4)]
    wanted = SnapshotFilter(since=noon + timedelta(hours=1), until=noon + timedelta(hours=3))
    assert log.find(wanted) == [ids[2], ids[1]]


def test_orders(log, make_snapshot):
    noon = datetime(2026, 5, 17, 12, tzinfo=UTC)
    early = log.add(make_snapshot(BARE, WRONG, source="b", taken_at=noon))
    late = log.add(make_snapshot(MASK, UNSURE, source="B", taken_at=noon + timedelta(hours=2)))
    between = log.add(make_snapshot(BARE, source="A", taken_at=noon + timedelta(hours=1)))
    assert log.find(sort=SnapshotSort.NEWEST) == [late, between, early]
    assert log.find(sort=SnapshotSort.OLDEST) == [early, between, late]
    assert log.find(sort=SnapshotSort.VIOLATIONS) == [early, between, late]
    assert log.find(sort=SnapshotSort.SOURCE) == [between, late, early]


def test_reading_keeps_the_order_and_leaves_out_what_is_gone(log, make_snapshot):
    a, b, c = (log.add(make_snapshot()) for _ in range(3))
    log.delete([b])
    assert [snapshot.id for snapshot in log.read([c, b, 99, a])] == [c, a]


def test_deleted_ones_can_be_restored_until_they_are_purged(log, make_snapshot):
    a, b = (log.add(make_snapshot(BARE, source=source)) for source in "ab")
    log.set_note(a, "keep me")
    log.delete([a, b])
    assert (log.find(), log.count(), log.sources()) == ([], 0, [])
    log.restore([a])
    assert the_only(log).note == "keep me"
    assert the_only(log).annotated.is_file()
    gone = list(log.pictures.folder.iterdir())
    log.purge()
    log.restore([b])
    assert log.find() == [a]
    left = {the_only(log).annotated, the_only(log).plain}
    assert {path for path in gone if path.exists()} == left


def test_ids_are_never_used_again(log, make_snapshot):
    first = log.add(make_snapshot())
    log.remove([first])
    assert log.add(make_snapshot()) > first


def test_retention_by_days(log, make_snapshot):
    now = datetime(2026, 5, 17, 12, tzinfo=UTC)
    ages = (10, 8, 6)
    ids = [log.add(make_snapshot(taken_at=now - timedelta(days=age))) for age in ages]
    assert log.apply_retention(0, 0, now) == 0
    assert log.apply_retention(7, 0, now) == 2
    assert log.find() == [ids[2]]
    assert len(list(log.pictures.folder.iterdir())) == 2


def test_retention_by_size_removes_the_oldest(log, make_snapshot):
    noise = np.random.default_rng(1).integers(0, 255, (900, 900, 3), np.uint8)
    now = datetime(2026, 5, 17, 12, tzinfo=UTC)
    ids = []
    for minutes in (2, 3, 1, 0):
        shot = make_snapshot(taken_at=now - timedelta(minutes=minutes))
        shot.annotated.resize(noise.shape, refcheck=False)
        shot.annotated[:] = noise
        ids.append(log.add(shot))
    size = log.pictures.size_bytes(the_newest(log).annotated.stem)
    assert 500_000 < size < 1_000_000
    assert log.apply_retention(0, 2, now) == 4 - 2_000_000 // size
    assert log.find() == [ids[3], ids[2]]
    assert log.apply_retention(0, 1, now) == 1


def the_newest(log):
    return log.read(log.find()[:1])[0]


def test_retention_never_removes_the_newest(log, make_snapshot):
    now = datetime(2026, 5, 17, 12, tzinfo=UTC)
    newest = log.add(make_snapshot(taken_at=now - timedelta(days=100)))
    log.add(make_snapshot(taken_at=now - timedelta(days=101)))
    assert log.apply_retention(1, 0, now) == 1
    assert log.find() == [newest]


def test_a_full_disk_is_told_and_leaves_nothing(log, make_snapshot, monkeypatch):
    def disk_full(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", disk_full)
    with pytest.raises(OutputError, match="the disk is full"):
        log.add(make_snapshot(BARE))
    assert list(log.pictures.folder.iterdir()) == []
    assert log.count() == 0


def test_a_picture_that_is_no_jpeg_can_hold_is_told(log, make_snapshot):
    with pytest.raises(OutputError, match="Cannot write"):
        log.add(make_snapshot(shape=(1, 70_000)))
    assert list(log.pictures.folder.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="Cannot write"):
        SnapshotLog(tmp_path / "file" / "snapshots")


def test_a_log_of_a_newer_version_is_left_alone(folder, log, make_snapshot):
    log.add(make_snapshot())
    with sqlite3.connect(database_path(folder)) as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()
    before = database_path(folder).read_bytes()
    with pytest.raises(SnapshotLogError, match="newer version") as raised:
        SnapshotLog(folder)
    assert not isinstance(raised.value, SnapshotLogDamagedError)
    assert database_path(folder).read_bytes() == before


def test_two_may_use_the_log_at_once(folder, log, make_snapshot):
    with SnapshotLog(folder) as other:
        mine, others = log.add(make_snapshot()), other.add(make_snapshot())
        assert set(log.find()) == set(other.find()) == {mine, others}


def test_waiting_for_another_process_ends_with_an_error(folder, log, make_snapshot):
    with SnapshotLog(folder, busy_timeout_s=0.05) as waiting:
        holder = sqlite3.connect(database_path(folder), isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(SnapshotLogError, match="locked"):
            waiting.add(make_snapshot())
        holder.execute("ROLLBACK")
        holder.close()
        waiting.add(make_snapshot())
