"""A rebuild that is interrupted loses nothing, and leaves nothing behind."""

import contextlib
import shutil
import sqlite3
import subprocess
import sys

import pytest

from maskapp.errors import OutputError, SnapshotLogBusyError
from maskapp.outputs.corrections_folder import CORRECTIONS_FOLDER, CorrectionsFolder
from maskapp.outputs.figures.records import Counts, MinuteFigures
from maskapp.outputs.figures.tables import add_figures
from maskapp.outputs.snapshots.log import SnapshotLog, database_path
from maskapp.outputs.snapshots.rebuilding import rebuild as rebuilding
from maskapp.outputs.snapshots.rebuilding.rebuild import is_being_rebuilt, is_database_lost
from maskapp.outputs.snapshots.recovery import open_recovered
from maskapp.outputs.snapshots.true_label import TrueLabel
from maskapp.records import MaskLabel
from tests.support.dying_program import STEPS

MASK, BARE, WRONG, UNSURE = MaskLabel
LABELS = {1: TrueLabel.WITH_MASK, 2: TrueLabel.NOT_A_FACE}

DYING_PROGRAM = (
    STEPS
    + """
import shutil, sqlite3, sys
from itertools import count
from pathlib import Path
from maskapp.outputs.snapshots.rebuilding import rebuild
from maskapp.outputs.snapshots.recovery import open_recovered

data = Path(sys.argv[1])

def step_of(statement):
    if statement.startswith(("COMMIT", "INSERT INTO snapshots", "PRAGMA journal_mode")):
        step()

def connect(*arguments, **named):
    connection = real_connect(*arguments, **named)
    connection.set_trace_callback(step_of)
    return connection

for last_step in count():
    copy = data.with_name(f"step-{last_step}")
    shutil.copytree(data, copy)
    child = os.fork()
    if not child:
        for name in ("replace", "unlink", "rename"):
            before(Path, name)
        before(rebuild, "sync_folder")
        real_connect, sqlite3.connect = sqlite3.connect, connect
        open_recovered(copy / "snapshots")
        os._exit(0)
    if os.waitpid(child, 0)[1] == 0:
        break
print(last_step)
"""
)


@pytest.fixture
def filled(folder, make_snapshot):
    """A closed log with snapshots, notes, corrections and figures; what the user said in it."""
    with SnapshotLog(folder) as log:
        ids = [log.add(make_snapshot(BARE, UNSURE)) for _ in range(3)]
        for snapshot_id in ids:
            log.set_note(snapshot_id, f"note {snapshot_id}")
            log.correct(snapshot_id, LABELS)
        counts = Counts(1, 0, 0, 0, 1, 0, 0, 0, 60_000)
        add_figures(log.database, MinuteFigures("Door", 29_000_000, counts))
        for snapshot in log.read(ids):
            CorrectionsFolder(folder.parent / CORRECTIONS_FOLDER).put(snapshot)
        return said(log)


def said(log):
    return [(each.annotated.name, each.note, dict(each.corrections)) for each in all_of(log)]


def all_of(log):
    return log.read(log.find())


def minutes(log):
    return log.database.rows("SELECT count(*) FROM minutes")[0][0]


def damage(folder):
    path = database_path(folder)
    path.write_bytes(path.read_bytes().replace(b"CREATE TABLE faces", b"CREATE TABLE fades"))


def names_of(folder):
    ours = f"{database_path(folder).name}."
    return [path.name for path in folder.iterdir() if path.name.startswith(ours)]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize("is_missing", [True, False])
def test_a_kill_at_any_step_loses_nothing(folder, filled, is_missing) -> None:
    if is_missing:
        database_path(folder).unlink()
        labels = {track: label for track, label in LABELS.items() if label is TrueLabel.WITH_MASK}
        filled = [(name, "", labels) for name, _, _ in filled]
    else:
        damage(folder)
    script = [sys.executable, "-c", DYING_PROGRAM, str(folder.parent)]
    printed = subprocess.run(script, check=True, timeout=300, capture_output=True, text=True).stdout
    assert int(printed) > 15
    for step in range(int(printed)):
        again = folder.parent.with_name(f"step-{step}") / folder.name
        log, _ = open_recovered(again)
        with log:
            assert said(log) == filled, step
            assert minutes(log) == (0 if is_missing else 1), step
        left = names_of(again)
        assert len(left) == (0 if is_missing else 1), left
        assert all(".damaged-" in name for name in left), left


def test_one_that_fails_is_begun_again(folder, filled, monkeypatch) -> None:
    damage(folder)
    with monkeypatch.context() as patch:

        def fail(*_):
            assert is_being_rebuilt(folder)
            raise OutputError("the disk is full")

        patch.setattr(rebuilding, "take_figures", fail)
        with pytest.raises(OutputError, match="the disk is full"):
            open_recovered(folder)
    assert is_database_lost(folder)
    assert not is_being_rebuilt(folder)
    log, (message,) = open_recovered(folder)
    with log:
        assert said(log) == filled
    assert "3 notes, 6 corrections, the figures of 1 minute." in message
    (kept,) = names_of(folder)
    assert message.endswith(f"The damaged database was kept as {folder / kept}.")


def test_changes_that_were_not_set_aside_yet_are_taken_over(folder, filled, tmp_path) -> None:
    path = database_path(folder)
    changes = path.with_name(f"{path.name}-wal")
    with SnapshotLog(folder) as log:
        log.set_note(log.find()[0], "the last note")
        for file in (path, changes):
            shutil.copy(file, tmp_path)
    path.unlink()
    shutil.move(tmp_path / path.name, path.with_name(f"{path.name}.damaged"))
    shutil.move(tmp_path / changes.name, changes)
    log, (message,) = open_recovered(folder)
    with log:
        assert all_of(log)[0].note == "the last note"
    assert "3 notes" in message
    (kept,) = folder.glob("*.damaged-*-wal")
    assert kept.with_name(kept.name.removesuffix("-wal")).exists()


def test_one_that_had_only_to_rename_the_damaged_database_is_told(folder, filled) -> None:
    path = database_path(folder)
    path.with_name(f"{path.name}.damaged").write_bytes(b"damaged")
    log, (message,) = open_recovered(folder)
    with log:
        assert said(log) == filled
    (kept,) = names_of(folder)
    assert (folder / kept).read_bytes() == b"damaged"
    assert str(folder / kept) in message


def test_it_tells_how_far_it_is(folder, filled, monkeypatch) -> None:
    monkeypatch.setattr(rebuilding, "_TELL_EVERY_S", 0)
    told = []
    damage(folder)
    open_recovered(folder, tell_progress=lambda *counts: told.append(counts))[0].close()
    assert told == [(0, 3), (1, 3), (2, 3), (0, 0)]


def test_a_quick_one_tells_nothing(folder, filled) -> None:
    told = []
    damage(folder)
    open_recovered(folder, tell_progress=lambda *counts: told.append(counts))[0].close()
    assert told == [(0, 0)]


def test_readers_see_no_half_of_it(folder, filled, monkeypatch) -> None:
    damage(folder)
    seen, take_figures = [], rebuilding.take_figures

    def look(*arguments):
        seen.append((database_path(folder).exists(), is_database_lost(folder)))
        return take_figures(*arguments)

    monkeypatch.setattr(rebuilding, "take_figures", look)
    open_recovered(folder)[0].close()
    assert seen == [(False, True)]
    with contextlib.closing(sqlite3.connect(database_path(folder))) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_backup_that_the_user_brings_back_meanwhile_is_kept(
    folder, filled, monkeypatch, tmp_path
) -> None:
    path, backup = database_path(folder), tmp_path / "backup"
    shutil.copy(path, backup)
    path.write_bytes(b"damaged" * 1000)
    take_figures = rebuilding.take_figures

    def bring_back(*arguments):
        shutil.copy(backup, path)
        return take_figures(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(rebuilding, "take_figures", bring_back)
        with pytest.raises(SnapshotLogBusyError, match="there meanwhile"):
            open_recovered(folder)
    log, _ = open_recovered(folder)
    with log:
        assert said(log) == filled


@pytest.mark.skipif(sys.platform == "win32", reason="links need special rights")
def test_a_link_to_a_disk_that_is_away_is_not_replaced(folder, filled, tmp_path) -> None:
    path, disk = database_path(folder), tmp_path / "disk"
    disk.mkdir()
    path.rename(disk / path.name)
    path.symlink_to(disk / path.name)
    disk.rename(tmp_path / "away")
    with pytest.raises(OutputError, match="its folder does not exist"):
        open_recovered(folder)
    assert not is_database_lost(folder)
    (tmp_path / "away").rename(disk)
    log, messages = open_recovered(folder)
    with log:
        assert said(log) == filled
    assert messages == []


def test_changes_of_another_database_replace_none_that_were_set_aside(folder, filled) -> None:
    path = database_path(folder)
    aside = path.rename(path.with_name(f"{path.name}.damaged"))
    aside.with_name(f"{aside.name}-wal").write_bytes(b"its own")
    path.with_name(f"{path.name}-wal").write_bytes(b"another's")
    log, (*_, message) = open_recovered(folder)
    with log:
        assert said(log) == filled
    (changes,) = folder.glob("*.damaged-*-wal")
    assert changes.read_bytes() == b"its own"
    (others,) = folder.glob("*-wal.damaged-*")
    assert others.read_bytes() == b"another's"
    assert str(others) in message
