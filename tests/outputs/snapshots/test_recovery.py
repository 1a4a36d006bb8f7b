import signal
import subprocess
import sys

import pytest

from maskapp.errors import SnapshotLogFullError
from maskapp.opencv import cv2
from maskapp.outputs.snapshots.database import SnapshotDatabase
from maskapp.outputs.snapshots.log import SnapshotLog, database_path
from maskapp.outputs.snapshots.rebuilding.rebuild import is_database_lost
from maskapp.outputs.snapshots.recovery import open_recovered
from maskapp.records import MaskLabel
from tests.support.dying_program import STEPS

MASK, BARE, WRONG, UNSURE = MaskLabel

DYING_PROGRAM = (
    STEPS
    + """
import sys
from datetime import datetime, timezone
from pathlib import Path
import numpy as np
from maskapp.outputs.snapshots import log as snapshot_log
from maskapp.outputs.snapshots import pictures as snapshot_pictures
from maskapp.outputs.snapshots.records import NewSnapshot
from maskapp.records import Box, Face, MaskLabel

folder, action, last_step = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
image = np.full((60, 80, 3), 90, np.uint8)
face = Face(7, Box(1, 2, 30, 40), MaskLabel.WITHOUT_MASK, 0.9, {}, 0.9, np.zeros((5, 2)), 1.0)
new = NewSnapshot(datetime.now(timezone.utc), "automatic", "Door", (face,), image, image)
log = snapshot_log.SnapshotLog(folder)

class Disk:
    # Dies in the middle of a write, with half of the picture in the file.
    def __init__(self, file):
        self.file = file
    def __getattr__(self, name):
        return getattr(self.file, name)
    def write(self, data):
        self.file.write(data[: len(data) // 2])
        self.file.flush()
        step()
        self.file.write(data[len(data) // 2 :])
    def __enter__(self):
        return self
    def __exit__(self, *_):
        self.file.close()

real_fdopen = os.fdopen
os.fdopen = lambda *arguments: Disk(real_fdopen(*arguments))
before(os, "fsync")
before(Path, "replace")
before(Path, "unlink")
before(snapshot_pictures, "sync_folder")
log.database.connection.set_trace_callback(step)  # before every statement, COMMIT included

if action == "add":
    log.add(new)
elif action == "delete":
    log.delete(log.find())
else:
    log.delete(log.find()[:1])
    log.purge()
sys.exit(9)
"""
)


def die(folder, action, step):
    """Kill a process before the given step of its work; return whether it got that far."""
    script = [sys.executable, "-c", DYING_PROGRAM, str(folder), action, str(step)]
    code = subprocess.run(script, check=False, timeout=60).returncode
    assert code in {9, -signal.SIGKILL}
    return code != 9


def assert_sound(log):
    """Assert that each row has two readable pictures and each picture a row."""
    snapshots = log.read(log.find())
    paths = {path for snapshot in snapshots for path in (snapshot.annotated, snapshot.plain)}
    assert set(log.pictures.folder.iterdir()) == paths
    assert len(paths) == 2 * len(snapshots)
    for path in paths:
        assert path.read_bytes().endswith(b"\xff\xd9")
        assert cv2.imread(str(path)) is not None
    assert set(log.stems().values()) == {snapshot.id for snapshot in snapshots}


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize(("action", "fewest_steps"), [("add", 10), ("delete", 2), ("purge", 8)])
def test_a_kill_at_any_step_leaves_a_sound_log(tmp_path, make_snapshot, action, fewest_steps):
    outcomes, step = [], 0
    while True:
        folder = tmp_path / str(step)
        with SnapshotLog(folder) as log:
            kept = log.add(make_snapshot(MASK))
            log.add(make_snapshot(BARE))
        killed = die(folder, action, step)
        log, messages = open_recovered(folder)
        with log:
            assert_sound(log)
            outcomes.append(log.count())
            assert messages == []
            if action == "add":
                assert kept in log.find()
        if not killed:
            break
        step += 1
    assert step >= fewest_steps
    # Up to some step as if the work had not begun, from there on as if it were done.
    before, after = {"add": (2, 3), "delete": (2, 0), "purge": (2, 1)}[action]
    assert set(outcomes) == {before, after}
    assert sorted(outcomes, reverse=before > after) == outcomes


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_a_picture_without_a_row_is_added_with_its_facts(tmp_path):
    folder = tmp_path / "log"
    step = 0
    while die(folder, "add", step):  # at last just before the row is committed
        log, _ = open_recovered(folder)
        with log:
            snapshots = log.read(log.find())
            log.remove(log.find())
        if snapshots:
            break
        step += 1
    (snapshot,) = snapshots
    assert (snapshot.kind, snapshot.source) == ("automatic", "Door")
    assert [(face.track, face.label) for face in snapshot.faces] == [(7, BARE)]


def test_halves_without_a_row_are_removed_but_no_foreign_files(folder, make_snapshot):
    with SnapshotLog(folder) as log:
        a, b, c, d = log.read([log.add(make_snapshot(BARE)) for _ in range(4)])
        log.delete([d.id])
        foreign = log.pictures.folder / "holiday.jpg"
        foreign.write_bytes(a.plain.read_bytes())
        like_ours = log.pictures.folder / "2020-01-01_00-00-00.000.jpg"
        like_ours.write_bytes(a.plain.read_bytes())
        half = log.pictures.plain("2020-01-01_00-00-00.001")
        half.write_bytes(a.plain.read_bytes())
    b.annotated.unlink()
    c.plain.unlink()
    (folder / "pictures" / ".maskapp-abc").write_bytes(b"half")
    log, messages = open_recovered(folder)
    with log:
        assert log.find() == [c.id, b.id, a.id]
        assert [s.has_picture for s in log.read(log.find())] == [True, False, True]
    (message,) = messages
    assert message.startswith("1 snapshot has no picture")
    left = {a.annotated, a.plain, b.plain, c.annotated, foreign, like_ours}
    assert set((folder / "pictures").iterdir()) == left


@pytest.mark.parametrize("damage", ["text", "head", "version", "middle"])
def test_a_damaged_database_is_rebuilt_from_the_pictures(folder, make_snapshot, damage):
    with SnapshotLog(folder) as log:
        new = [make_snapshot(BARE, WRONG, kind="automatic", source=f"Door {i}") for i in range(50)]
        before = log.read([log.add(each) for each in new])
    path = database_path(folder)
    content = bytearray(path.read_bytes())
    if damage == "text":
        content = bytearray(b"this is not a database" * 100)
    elif damage == "head":
        content[0:40] = bytes(40)
    elif damage == "version":  # which SQLite would read, but not write
        content[18] = 3
    else:
        content[4096:-4096] = b"\xa5" * (len(content) - 8192)
    path.write_bytes(content)
    log, messages = open_recovered(folder)
    with log:
        after = log.read(log.find())
        assert_sound(log)
    (message,) = messages
    assert "was damaged" in message
    (aside,) = folder.glob("*.damaged-*")
    assert str(aside) in message
    assert aside.read_bytes() == content
    facts = [(s.taken_at, s.kind, s.source, s.faces, s.annotated) for s in before]
    assert sorted(facts, reverse=True) == [
        (s.taken_at, s.kind, s.source, s.faces, s.annotated) for s in after
    ]


@pytest.mark.parametrize("is_empty", [True, False])
def test_a_database_that_is_lost_is_rebuilt_and_told(folder, log, make_snapshot, is_empty) -> None:
    log.add(make_snapshot(MASK))
    log.close()
    database_path(folder).unlink()
    if is_empty:
        database_path(folder).touch()
    assert is_database_lost(folder)
    rebuilt, (message,) = open_recovered(folder)
    with rebuilt:
        assert len(rebuilt.find()) == 1
    assert message.startswith("The database of the snapshot log was missing. It was rebuilt")
    assert not is_database_lost(folder)


@pytest.mark.parametrize("is_empty", [False, True])
def test_changes_of_a_database_that_is_gone_are_kept(folder, is_empty) -> None:
    with SnapshotLog(folder):
        pass
    database = database_path(folder)
    database.unlink()
    if is_empty:
        database.touch()
    changes = database.with_name(f"{database.name}-wal")
    changes.write_bytes(b"the last note")
    log, (message,) = open_recovered(folder)
    log.close()
    [kept] = folder.glob("*-wal.damaged-*")
    assert kept.read_bytes() == b"the last note"
    assert str(kept) in message
    log, messages = open_recovered(folder)
    log.close()
    assert not messages


def test_an_empty_database_file_is_a_new_log(folder):
    folder.mkdir(parents=True)
    database_path(folder).touch()
    log, messages = open_recovered(folder)
    with log:
        assert (log.find(), messages) == ([], [])


def test_a_row_that_no_longer_agrees_with_its_index_is_restored(folder, log, make_snapshot) -> None:
    """Damage to a stem in the table leaves the index, by which it would still be found."""
    ids = [log.add(make_snapshot(MASK)) for _ in range(3)]
    stem = log.read([ids[1]])[0].annotated.stem.encode()
    log.close()
    database = database_path(folder)
    content = database.read_bytes()
    places = [place for place in range(len(content)) if content.startswith(stem, place)]
    assert len(places) > 1
    for place in places:
        database.write_bytes(content[:place] + b"\xff\xfe" + content[place + 2 :])
        recovered, _ = open_recovered(folder)
        with recovered:
            assert len(recovered.find()) == 3


def test_a_disk_too_full_to_mend_an_index_does_not_mean_damage(folder, log, monkeypatch) -> None:
    rows = SnapshotDatabase.rows

    def fail(self, statement, *values):
        if statement == "REINDEX":
            raise SnapshotLogFullError("the disk is full")
        if "integrity_check" in statement:
            return [("wrong # of entries in index",)]
        return rows(self, statement, *values)

    log.close()
    monkeypatch.setattr(SnapshotDatabase, "rows", fail)
    with pytest.raises(SnapshotLogFullError):
        open_recovered(folder)
    assert database_path(folder).exists()


def test_clips_without_a_snapshot_are_removed_and_others_stay(folder, make_snapshot):
    with SnapshotLog(folder) as log:
        log.add(make_snapshot(MASK))
        (kept,) = log.read(log.find())
        log.add_clip(kept.annotated.stem, b"kept")
        pictures = log.pictures.folder
    stray = pictures / "2026-01-02_03-04-05.678.mp4"
    others = pictures / "holiday.mp4"
    for path in (stray, others, pictures / ".maskapp-half"):
        path.write_bytes(b"x")
    database_path(folder).unlink()
    log, _ = open_recovered(folder)
    with log:
        (again,) = log.read(log.find())
        assert again.clip.read_bytes() == b"kept"
        assert log.database.rows("SELECT size_bytes FROM snapshots")[0][0] > 4
    assert not stray.exists()
    assert others.exists(), "the log would not give this name"
    assert not (pictures / ".maskapp-half").exists()
