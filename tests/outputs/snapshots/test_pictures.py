import errno
import os
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from maskapp.errors import OutputError
from maskapp.files.private_files import replacing
from maskapp.opencv import cv2
from maskapp.outputs.snapshots.pictures import SnapshotPictures
from maskapp.records import MaskLabel

MASK, BARE, WRONG, UNSURE = MaskLabel


def test_files_are_named_by_the_local_time_and_never_overwritten(log, make_snapshot):
    moment = datetime(2026, 5, 17, 9, 30, 1, 250_000, tzinfo=UTC)
    ids = [log.add(make_snapshot(taken_at=moment)) for _ in range(3)]
    names = [snapshot.annotated.name for snapshot in log.read(ids)]
    start = "2026-05-17_09-30-01.250"
    assert names == [f"{start}.jpg", f"{start}-2.jpg", f"{start}-3.jpg"]
    assert len(list(log.pictures.folder.iterdir())) == 6


@pytest.mark.parametrize(("label", "confidence"), [(MASK, 0.06), (BARE, 0.71), (UNSURE, 0.71)])
def test_the_confidence_is_that_of_the_label_unless_it_has_none(
    log, make_snapshot, label, confidence
):
    new = make_snapshot(label)
    shares = {MASK: 0.06, BARE: 0.71, WRONG: 0.23}
    face = replace(new.faces[0], confidence=0.71, probabilities=shares)
    (snapshot,) = log.read([log.add(replace(new, faces=(face,)))])
    assert snapshot.faces[0].confidence == confidence
    assert log.pictures.facts(snapshot.annotated.stem).faces[0].confidence == confidence


def test_a_full_disk_is_an_error_and_leaves_nothing(log, make_snapshot, monkeypatch):
    def disk_full(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", disk_full)
    with pytest.raises(OutputError, match="the disk is full"):
        log.add(make_snapshot(BARE))
    assert list(log.pictures.folder.iterdir()) == []
    assert log.count() == 0


def test_an_image_too_large_for_jpeg_is_an_error(log, make_snapshot):
    with pytest.raises(OutputError, match="Cannot write"):
        log.add(make_snapshot(shape=(1, 70_000)))
    assert list(log.pictures.folder.iterdir()) == []


def test_a_folder_that_cannot_be_created_is_an_error(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="Cannot write"):
        SnapshotPictures(tmp_path / "file" / "pictures")


def test_a_snapshot_without_its_annotated_picture_is_a_half(log, make_snapshot):
    whole, half = log.read([log.add(make_snapshot()) for _ in range(2)])
    half.annotated.unlink()
    (log.pictures.folder / "holiday.jpg").touch()
    found = log.pictures.find()
    assert found.complete == {whole.annotated.stem}
    assert found.halves == {half.annotated.stem}


def test_size_is_that_of_the_files_that_exist(log, make_snapshot):
    (snapshot,) = log.read([log.add(make_snapshot())])
    stem = snapshot.annotated.stem
    plain_bytes = snapshot.plain.stat().st_size
    assert log.pictures.size_bytes(stem) == plain_bytes + snapshot.annotated.stat().st_size
    snapshot.annotated.unlink()
    assert log.pictures.size_bytes(stem) == plain_bytes
    log.pictures.remove([stem])
    assert log.pictures.size_bytes(stem) == 0


def test_a_picture_does_not_carry_more_faces_than_fit_into_a_comment(log, make_snapshot):
    log.add(make_snapshot(*[BARE] * 900))
    (snapshot,) = log.read(log.find())
    assert len(snapshot.faces) == 900
    assert log.pictures.facts(snapshot.annotated.stem) is None
    assert cv2.imread(str(snapshot.annotated)) is not None


def test_facts_of_a_changed_or_broken_picture_are_not_used(log, make_snapshot):
    log.add(make_snapshot(BARE))
    (snapshot,) = log.read(log.find())
    good = snapshot.annotated.read_bytes()
    stem = snapshot.annotated.stem
    assert log.pictures.facts(stem) is not None
    for old, new in (
        (b'"manual"', b'"boring"'),
        (b"without_mask", b"without_hat!"),
        (b'"track"', b'"tracc"'),
        (b"+02:00", b"      "),
        (b'{"maskapp', b'["maskapp'),
    ):
        assert old in good
        snapshot.annotated.write_bytes(good.replace(old, new))
        assert log.pictures.facts(stem) is None, new
    for content in (b"", good[:22], good[:25], os.urandom(2000)):
        snapshot.annotated.write_bytes(content)
        assert log.pictures.facts(stem) is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes of POSIX")
def test_a_pipe_in_place_of_a_picture_holds_up_nobody(log, make_snapshot):
    log.add(make_snapshot(BARE))
    (snapshot,) = log.read(log.find())
    snapshot.annotated.unlink()
    os.mkfifo(snapshot.annotated)
    assert log.pictures.facts(snapshot.annotated.stem) is None


def test_only_incomplete_files_that_nobody_writes_are_removed(tmp_path):
    writing, other = SnapshotPictures(tmp_path / "a"), SnapshotPictures(tmp_path / "a")
    left = other.folder / ".maskapp-abcdefgh"
    left.write_bytes(b"half")
    with replacing(writing.clip("clip")) as file:
        file.write(b"whole")
        other.remove_partial()
    assert list(writing.folder.iterdir()) == [writing.clip("clip")]
    assert writing.clip("clip").read_bytes() == b"whole"


def test_a_disk_that_fails_is_an_error_of_the_output(log, make_snapshot, monkeypatch):
    (snapshot_id,) = ids = [log.add(make_snapshot())]
    (snapshot,) = log.read(ids)
    real = os.stat

    def fail(path, **options):  # as for everything on a disk that was pulled out
        if str(path).startswith(str(log.pictures.folder)):
            raise OSError(errno.EIO, "Input/output error", str(path))
        return real(path, **options)

    monkeypatch.setattr(os, "stat", fail)
    with pytest.raises(OutputError, match="Input/output error"):
        log.pictures.write_new(make_snapshot())
    with pytest.raises(OutputError, match="Input/output error"):
        log.add_row(snapshot.annotated.stem, snapshot)
    assert [(each.id, each.has_picture) for each in log.read(ids)] == [(snapshot_id, False)]
