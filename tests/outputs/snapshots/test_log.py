import contextlib
import stat
import sys
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import numpy as np
import pytest

from maskapp.errors import SnapshotLogFullError
from maskapp.opencv import cv2
from maskapp.outputs.snapshots.log import SnapshotLog
from maskapp.outputs.snapshots.records import SavedFace
from maskapp.outputs.snapshots.true_label import TrueLabel
from maskapp.records import Box, MaskLabel

MASK, BARE, WRONG, UNSURE = MaskLabel


def the_only(log):
    (snapshot,) = log.read(log.find())
    return snapshot


def test_a_snapshot_survives_closing_and_opening(folder, make_snapshot):
    new = make_snapshot(MASK, BARE, kind="automatic", source="Müller's 口罩")
    with SnapshotLog(folder) as log:
        added = log.add(new)
    with SnapshotLog(folder) as log:
        snapshot = the_only(log)
    assert snapshot.id == added
    assert snapshot.taken_at == new.taken_at
    assert snapshot.taken_at.utcoffset() == timedelta(hours=2)
    assert (snapshot.kind, snapshot.source, snapshot.note) == ("automatic", "Müller's 口罩", "")
    box = Box(1.5, 2, 30, 40)
    assert snapshot.faces == (SavedFace(1, MASK, 0.875, box), SavedFace(2, BARE, 0.875, box))
    for path, image in ((snapshot.annotated, new.annotated), (snapshot.plain, new.plain)):
        assert np.abs(cv2.imread(str(path)).astype(int) - image).mean() < 2


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_only_the_user_can_read_the_log(folder, log, make_snapshot):
    log.add(make_snapshot(MASK))
    for path in folder.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_text_that_is_not_unicode_is_stored_with_replacements(log, make_snapshot):
    log.add(make_snapshot(source="clip-\udcff.mp4"))
    log.set_note(the_only(log).id, "half a \ud83d pair")
    assert the_only(log).source == "clip-?.mp4"
    assert the_only(log).note == "half a ? pair"


def test_reading_keeps_the_order_and_leaves_out_missing_snapshots(log, make_snapshot):
    a, b, c = (log.add(make_snapshot()) for _ in range(3))
    log.delete([b])
    assert [snapshot.id for snapshot in log.read([c, b, 99, a])] == [c, a]


def test_deleted_snapshots_can_be_restored_until_purged(log, make_snapshot):
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


def test_some_of_the_deleted_are_purged_and_nothing_else(log, make_snapshot):
    a, b, c = (log.add(make_snapshot()) for _ in range(3))
    log.delete([a, b])
    log.purge(among={b, c})
    log.restore([a, b])
    assert log.find() == [c, a]


def test_corrections_are_kept_taken_back_and_go_with_the_snapshot(folder, log, make_snapshot):
    added = log.add(make_snapshot(MASK, BARE))
    log.correct(added, {1: TrueLabel.WITHOUT_MASK, 2: TrueLabel.NOT_A_FACE})
    log.correct(added, {1: TrueLabel.INCORRECT_MASK})
    with SnapshotLog(folder) as again:
        assert the_only(again).corrections == {
            1: TrueLabel.INCORRECT_MASK,
            2: TrueLabel.NOT_A_FACE,
        }
    log.correct(added, {1: None})
    assert the_only(log).corrections == {2: TrueLabel.NOT_A_FACE}
    log.remove([added])
    assert log.database.rows("SELECT * FROM corrections") == []


def test_it_is_noted_whether_faces_are_blurred(folder, log, make_snapshot):
    log.add(replace(make_snapshot(BARE), is_blurred=True))
    assert the_only(log).is_blurred
    assert log.pictures.facts(the_only(log).annotated.stem).is_blurred
    log.add(make_snapshot(BARE))
    assert [snapshot.is_blurred for snapshot in log.read(log.find())] == [False, True]


def test_a_clip_counts_goes_with_its_snapshot_and_is_found_again(folder, log, make_snapshot):
    added = log.add(make_snapshot(BARE))
    assert the_only(log).clip is None
    (before,) = log.database.rows("SELECT size_bytes FROM snapshots")[0]
    log.add_clip(the_only(log).annotated.stem, b"x" * 5000)
    clip = the_only(log).clip
    assert clip.read_bytes() == b"x" * 5000
    assert stat.S_IMODE(clip.stat().st_mode) & 0o077 == 0 or sys.platform == "win32"
    assert log.database.rows("SELECT size_bytes FROM snapshots") == [(before + 5000,)]
    log.delete([added])
    assert clip.is_file(), "it can be restored"
    log.purge()
    assert not clip.exists()


def test_ids_are_never_reused(log, make_snapshot):
    first = log.add(make_snapshot())
    log.remove([first])
    assert log.add(make_snapshot()) > first


def test_two_objects_may_use_the_log_at_once(folder, log, make_snapshot):
    with SnapshotLog(folder) as other:
        mine, others = log.add(make_snapshot()), other.add(make_snapshot())
        assert set(log.find()) == set(other.find()) == {mine, others}


def test_snapshots_can_be_removed_from_a_full_disk(log, make_snapshot, monkeypatch):
    ids = [log.add(make_snapshot()) for _ in range(2)]
    (snapshot,) = log.read(ids[:1])

    @contextlib.contextmanager
    def transaction():
        if snapshot.annotated.exists():
            raise SnapshotLogFullError("the disk is full")
        with real() as connection:
            yield connection

    real = log.database.transaction
    monkeypatch.setattr(log.database, "transaction", transaction)
    log.remove(ids[:1])
    assert log.find() == ids[1:]
    assert not snapshot.plain.exists()


def test_deleting_makes_room_on_a_full_disk_first(log, make_snapshot, monkeypatch):
    added = log.add(make_snapshot())
    assert log.database.reserve.path.exists()
    monkeypatch.setattr(
        "maskapp.outputs.disk_reserve.shutil.disk_usage", lambda _: SimpleNamespace(free=0)
    )
    log.delete([added])
    assert log.find() == []
    assert not log.database.reserve.path.exists()
