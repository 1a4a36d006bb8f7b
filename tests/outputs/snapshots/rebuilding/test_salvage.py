"""What the user has said about snapshots outlasts the database."""

import contextlib
import sqlite3
import sys
from dataclasses import replace

import pytest

from maskapp.outputs.corrections_folder import CORRECTIONS_FOLDER, CorrectionsFolder
from maskapp.outputs.snapshots.log import SnapshotLog, database_path
from maskapp.outputs.snapshots.recovery import open_recovered
from maskapp.outputs.snapshots.true_label import TrueLabel
from maskapp.records import MaskLabel

MASK, BARE, WRONG, UNSURE = MaskLabel
LONG = " and more of it" * 20


@pytest.fixture
def corrections(folder):
    return CorrectionsFolder(folder.parent / CORRECTIONS_FOLDER)


@pytest.fixture
def filled(folder, make_snapshot):
    """Fills a log with snapshots of two faces that have a note and corrections, and closes it."""

    def fill(count):
        with SnapshotLog(folder) as log:
            ids = [log.add(make_snapshot(BARE, UNSURE)) for _ in range(count)]
            for number, snapshot_id in enumerate(ids):
                log.set_note(snapshot_id, f"note {number}{LONG}")
                log.correct(snapshot_id, {1: TrueLabel.WITH_MASK, 2: TrueLabel.NOT_A_FACE})
            return log.read(ids)

    return fill


def recovered(folder):
    """Return the notes and corrections by the name of the picture, and the messages."""
    log, messages = open_recovered(folder)
    with log:
        snapshots = log.read(log.find())
        return {each.annotated.name: (each.note, dict(each.corrections)) for each in snapshots}, (
            messages
        )


def said(snapshots):
    return {each.annotated.name: (each.note, dict(each.corrections)) for each in snapshots}


def test_notes_and_corrections_are_taken_from_a_damaged_database(folder, filled):
    before = filled(3)
    path = database_path(folder)
    path.write_bytes(path.read_bytes().replace(b"CREATE TABLE faces", b"CREATE TABLE fades"))
    after, (message,) = recovered(folder)
    assert after == said(before)
    assert "3 notes, 6 corrections, the figures of 0 minutes" in message


@pytest.mark.parametrize("damaged", [slice(0, 16), slice(0, 100), slice(20, 24)])
def test_they_are_found_behind_a_damaged_head(folder, filled, damaged):
    before = filled(3)
    path = database_path(folder)
    content = bytearray(path.read_bytes())
    content[damaged] = bytes(len(content[damaged]))
    path.write_bytes(content)
    after, (message,) = recovered(folder)
    assert after == said(before)
    assert "3 notes, 6 corrections" in message
    (aside,) = folder.glob("*.damaged-*")
    assert aside.read_bytes() == content


@pytest.mark.skipif(sys.platform == "win32", reason="what is read cannot be renamed there")
def test_changes_that_a_reader_keeps_beside_the_database_are_taken_and_kept(folder, filled):
    before = filled(3)
    path = database_path(folder)
    with contextlib.closing(sqlite3.connect(path)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM snapshots").fetchall()
        with SnapshotLog(folder) as log:
            log.set_note(before[2].id, "the last note")
        path.write_bytes(path.read_bytes().replace(b"CREATE TABLE faces", b"CREATE TABLE fades"))
        after, _ = recovered(folder)
    assert after[before[2].annotated.name][0] == "the last note"
    assert {after[each.annotated.name][0] for each in before[:2]} == {
        f"note 0{LONG}",
        f"note 1{LONG}",
    }
    assert len(list(folder.glob("*.damaged-*-wal"))) == 1


def test_those_before_and_behind_the_damage_are_found(folder, filled):
    before = filled(40)
    path = database_path(folder)
    content = bytearray(path.read_bytes())
    page = content.index(b"note 20") // 4096 * 4096
    content[page : page + 4096] = b"\xa5" * 4096
    path.write_bytes(content)
    after, (message,) = recovered(folder)
    notes = [note for note, _ in after.values() if note]
    assert {f"note 0{LONG}", f"note 39{LONG}"} <= set(notes)
    assert len(notes) < 40
    assert f"{len(notes)} notes, {2 * len(notes)} corrections" in message
    assert all(after[name] in (known, ("", {})) for name, known in said(before).items())


@pytest.mark.parametrize("is_missing", [True, False])
def test_corrections_are_taken_from_the_pictures_kept_for_training(
    folder, filled, corrections, is_missing
):
    first, second, _ = filled(3)
    for snapshot in (first, second):
        corrections.put(snapshot)
    if is_missing:
        database_path(folder).unlink()
    else:
        database_path(folder).write_bytes(b"this is no database" * 1000)
    after, (message,) = recovered(folder)
    kept = {first.annotated.name, second.annotated.name}
    assert {name for name, (_, labels) in after.items() if labels} == kept
    assert all(after[name] == ("", {1: TrueLabel.WITH_MASK}) for name in kept)
    assert "0 notes, 2 corrections" in message


def test_the_database_knows_better_than_the_folder(folder, filled, corrections):
    (snapshot,) = filled(1)
    corrections.put(snapshot)
    with SnapshotLog(folder) as log:
        log.correct(snapshot.id, {1: TrueLabel.INCORRECT_MASK})
        log.database.rows("PRAGMA user_version = 5")
    path = database_path(folder)
    path.write_bytes(path.read_bytes().replace(b"CREATE TABLE faces", b"CREATE TABLE fades"))
    after, _ = recovered(folder)
    assert list(after.values()) == [
        (f"note 0{LONG}", {1: TrueLabel.INCORRECT_MASK, 2: TrueLabel.NOT_A_FACE})
    ]


def test_each_of_two_faces_gets_its_own_correction(folder, corrections, make_snapshot):
    new = make_snapshot(BARE, BARE)
    left, right = new.faces
    box = right.box._replace(x1=40.24, x2=77.77, y2=33.33)
    with SnapshotLog(folder) as log:
        (added,) = log.read([log.add(replace(new, faces=(left, replace(right, box=box))))])
        log.correct(added.id, {2: TrueLabel.INCORRECT_MASK})
        corrections.put(log.read([added.id])[0])
    database_path(folder).unlink()
    assert list(recovered(folder)[0].values()) == [("", {2: TrueLabel.INCORRECT_MASK})]


def test_a_folder_of_corrections_that_is_damaged_is_told(folder, filled, corrections):
    corrections.put(filled(1)[0])
    (corrections.folder / "annotations.json").write_text("{")
    database_path(folder).unlink()
    after, (first, second) = recovered(folder)
    assert list(after.values()) == [("", {})]
    assert "was missing" in first
    assert "annotations.json is damaged" in second


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE snapshots SET note = x'ff00'",
        "UPDATE snapshots SET stem = '../' || stem",
        "UPDATE snapshots SET stem = CAST(stem AS BLOB)",
        "UPDATE corrections SET label = 'glasses'",
        "UPDATE corrections SET snapshot_id = snapshot_id + 100",
        "DROP TABLE corrections",
        "ALTER TABLE snapshots DROP COLUMN note",
    ],
)
def test_what_makes_no_sense_is_not_taken_over(folder, filled, statement):
    filled(2)
    with sqlite3.connect(database_path(folder)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute(statement)
        connection.execute("CREATE VIEW more AS SELECT 1")  # for which the log is rebuilt
    connection.close()
    after, messages = recovered(folder)
    assert "was damaged" in messages[0]
    assert len(after) == 2
    assert all(note in ("", f"note 0{LONG}", f"note 1{LONG}") for note, _ in after.values())
    assert all(set(labels.values()) <= set(TrueLabel) for _, labels in after.values())
