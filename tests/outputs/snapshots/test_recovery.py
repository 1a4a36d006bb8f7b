import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from maskapp.errors import SnapshotLogDamagedError
from maskapp.opencv import cv2
from maskapp.outputs.snapshots.log import SnapshotLog, database_path
from maskapp.outputs.snapshots.recovery import open_recovered
from maskapp.records import MaskLabel

MASK, BARE, WRONG, UNSURE = MaskLabel

DYING = """
import os, signal, sys
from datetime import datetime, timezone
from pathlib import Path
import numpy as np
from maskapp.files import private_files as files
from maskapp.outputs.snapshots import log as snapshot_log
from maskapp.outputs.snapshots import pictures as snapshot_pictures
from maskapp.outputs.snapshots.records import NewSnapshot
from maskapp.records import Box
from maskapp.records import Face
from maskapp.records import MaskLabel

folder, doing, deadly = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
image = np.full((60, 80, 3), 90, np.uint8)
face = Face(7, Box(1, 2, 30, 40), MaskLabel.WITHOUT_MASK, 0.9, {}, 0.9, np.zeros((5, 2)), 1.0)
shot = NewSnapshot(datetime.now(timezone.utc), "automatic", "Door", (face,), image, image)
log = snapshot_log.SnapshotLog(folder)
steps = 0

def step(*_):
    global steps
    if steps == deadly:
        os.kill(os.getpid(), signal.SIGKILL)
    steps += 1

def before(owner, name):
    real = getattr(owner, name)
    def counted(*arguments, **named):
        step()
        return real(*arguments, **named)
    setattr(owner, name, counted)

class Disk:
    # The middle of a write: half of the picture is in the file.
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
log._database.connection.set_trace_callback(step)  # before every statement, COMMIT as well

if doing == "add":
    log.add(shot)
elif doing == "delete":
    log.delete(log.find())
else:
    log.delete(log.find()[:1])
    log.purge()
sys.exit(9)
"""


def die(folder, doing, step):
    """Whether it was killed; else it came to its end."""
    script = [sys.executable, "-c", DYING, str(folder), doing, str(step)]
    code = subprocess.run(script, check=False, timeout=60).returncode
    assert code in {9, -signal.SIGKILL}
    return code != 9


def assert_sound(log):
    """Every row has its two pictures, every picture its row, and all can be read."""
    snapshots = log.read(log.find())
    paths = {path for snapshot in snapshots for path in (snapshot.annotated, snapshot.plain)}
    assert set(log.pictures.folder.iterdir()) == paths
    assert len(paths) == 2 * len(snapshots)
    for path in paths:
        assert path.read_bytes().endswith(b"\xff\xd9")
        assert cv2.imread(str(path)) is not None
    assert set(log.stems().values()) == {snapshot.id for snapshot in snapshots}


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize(("doing", "fewest_steps"), [("add", 10), ("delete", 2), ("purge", 8)])
def test_a_kill_at_any_step_leaves_a_sound_log(tmp_path, make_snapshot, doing, fewest_steps):
    outcomes, step = [], 0
    while True:
        folder = tmp_path / str(step)
        with SnapshotLog(folder) as log:
            kept = log.add(make_snapshot(MASK))
            log.add(make_snapshot(BARE))
        killed = die(folder, doing, step)
        log, notices = open_recovered(folder)
        with log:
            assert_sound(log)
            outcomes.append(log.count())
            assert notices == []
            if doing == "add":
                assert kept in log.find()
        if not killed:
            break
        step += 1
    assert step >= fewest_steps
    # First as if it had not begun, from some step on as if it were done, nothing else.
    before, after = {"add": (2, 3), "delete": (2, 0), "purge": (2, 1)}[doing]
    assert set(outcomes) == {before, after}
    assert sorted(outcomes, reverse=before > after) == outcomes


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_a_picture_without_its_row_is_taken_in_with_all_it_says(tmp_path):
    folder = tmp_path / "log"
    step = 0
    while die(folder, "add", step):  # the last one dies just before the row is committed
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


def test_sweeping(folder, make_snapshot):
    with SnapshotLog(folder) as log:
        a, b, c, d = log.read([log.add(make_snapshot(BARE)) for _ in range(4)])
        log.delete([d.id])
        foreign = log.pictures.folder / "holiday.jpg"
        foreign.write_bytes(a.plain.read_bytes())
        like_ours = log.pictures.folder / "2020-01-01_00-00-00.000.jpg"
        like_ours.write_bytes(a.plain.read_bytes())
    b.annotated.unlink()
    c.plain.unlink()
    (folder / "pictures" / ".maskapp-abc").write_bytes(b"half")
    log, notices = open_recovered(folder)
    with log:
        assert log.find() == [c.id, a.id]
    assert notices == []
    left = {a.annotated, a.plain, c.annotated, foreign, like_ours}
    assert set((folder / "pictures").iterdir()) == left


@pytest.mark.parametrize("damage", ["text", "head", "middle"])
def test_a_damaged_database_is_made_again_from_the_pictures(folder, make_snapshot, damage):
    with SnapshotLog(folder) as log:
        shots = [
            make_snapshot(BARE, WRONG, kind="automatic", source=f"Door {i}") for i in range(50)
        ]
        before = log.read([log.add(shot) for shot in shots])
    path = database_path(folder)
    content = bytearray(path.read_bytes())
    if damage == "text":
        content = bytearray(b"this is no database" * 100)
    elif damage == "head":
        content[0:40] = bytes(40)
    else:
        content[4096:-4096] = b"\xa5" * (len(content) - 8192)
    path.write_bytes(content)
    log, notices = open_recovered(folder)
    with log:
        after = log.read(log.find())
        assert_sound(log)
    (notice,) = notices
    assert "was damaged" in notice
    (aside,) = folder.glob("*.damaged-*")
    assert str(aside) in notice
    assert aside.read_bytes() == content
    facts = [(s.taken_at, s.kind, s.source, s.faces, s.annotated) for s in before]
    assert sorted(facts, reverse=True) == [
        (s.taken_at, s.kind, s.source, s.faces, s.annotated) for s in after
    ]


def test_without_a_window_a_damaged_log_is_told_and_left_alone(folder):
    folder.mkdir(parents=True)
    database_path(folder).write_bytes(b"this is no database" * 100)
    with pytest.raises(SnapshotLogDamagedError, match="start the Maskapp window"):
        SnapshotLog(folder)
    assert [path.name for path in folder.iterdir() if path.is_file()] == ["snapshots.sqlite3"]


def test_an_empty_database_file_is_a_new_log(folder):
    folder.mkdir(parents=True)
    database_path(folder).touch()
    log, notices = open_recovered(folder)
    with log:
        assert (log.find(), notices) == ([], [])


def test_more_faces_than_a_picture_can_carry_are_in_the_row(log, make_snapshot):
    log.add(make_snapshot(*[BARE] * 900))
    (snapshot,) = log.read(log.find())
    assert len(snapshot.faces) == 900
    assert log.pictures.facts(snapshot.annotated.stem) is None
    assert cv2.imread(str(snapshot.annotated)) is not None


def test_what_a_picture_says_is_judged_before_it_is_believed(log, make_snapshot):
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
        Path(snapshot.annotated).write_bytes(good.replace(old, new))
        assert log.pictures.facts(stem) is None, new
    for content in (b"", good[:22], good[:25], os.urandom(2000)):
        snapshot.annotated.write_bytes(content)
        assert log.pictures.facts(stem) is None
