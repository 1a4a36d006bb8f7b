"""What becomes of rows that somebody else wrote, and of pictures that are away for a while."""

import sqlite3

import pytest

from maskapp.outputs.export.formats import FORMATS, export_snapshots
from maskapp.outputs.snapshots.log import SnapshotLog, database_path
from maskapp.outputs.snapshots.records import LONGEST_TEXT, SnapshotFilter, SnapshotSort
from maskapp.outputs.snapshots.recovery import open_recovered
from maskapp.records import MaskLabel

MASK, BARE, WRONG, UNSURE = MaskLabel

NOT_UTF8 = "CAST(x'ff41' AS TEXT)"
EDITS = [
    "UPDATE faces SET label = 'with_visor' WHERE snapshot_id = 2",
    "UPDATE faces SET label = x'ff' WHERE snapshot_id = 2",
    "UPDATE faces SET confidence = 9e999 WHERE snapshot_id = 2",
    "UPDATE faces SET x1 = 'left' WHERE snapshot_id = 2",
    "UPDATE faces SET track = 'first' WHERE snapshot_id = 2",
    "UPDATE snapshots SET taken_at_ms = 9000000000000000000 WHERE id = 2",
    "UPDATE snapshots SET taken_at_ms = 'noon' WHERE id = 2",
    "UPDATE snapshots SET utc_offset_s = 999999 WHERE id = 2",
    f"UPDATE snapshots SET source = {NOT_UTF8} WHERE id = 2",
    "UPDATE snapshots SET source = x'00ff' WHERE id = 2",
    f"UPDATE snapshots SET note = {NOT_UTF8} WHERE id = 2",
    "UPDATE snapshots SET source = hex(zeroblob(2000000)) WHERE id = 2",
    "UPDATE snapshots SET deleted_at_ms = 'yes' WHERE id = 2",
    "UPDATE snapshots SET size_bytes = 'large' WHERE id = 2",
    "PRAGMA ignore_check_constraints = ON; UPDATE snapshots SET kind = 'hand' WHERE id = 2",
    "PRAGMA ignore_check_constraints = ON; UPDATE snapshots SET kind = x'ff' WHERE id = 2",
]
EDITS += [
    "PRAGMA writable_schema = ON; CREATE TEMP TABLE kept AS SELECT sql, name FROM sqlite_master;"
    "UPDATE sqlite_master SET sql = replace(sql, ' NOT NULL', ''); PRAGMA writable_schema = RESET;"
    "UPDATE snapshots SET source = NULL WHERE id = 2; PRAGMA writable_schema = ON;"
    "UPDATE sqlite_master SET sql = (SELECT sql FROM kept WHERE kept.name = sqlite_master.name)",
]
EDITS += [
    "PRAGMA writable_schema = ON;"
    "UPDATE sqlite_master SET sql = replace(sql, ' NOT NULL', '');"
    f"PRAGMA writable_schema = RESET; UPDATE {table} SET {column} = NULL WHERE {key} = 2"
    for table, column, key in (
        ("snapshots", "taken_at_ms", "id"), ("snapshots", "kind", "id"),
        ("snapshots", "source", "id"), ("snapshots", "note", "id"),
        ("faces", "label", "snapshot_id"), ("faces", "confidence", "snapshot_id"),
    )
]  # fmt: skip
STEMS = [
    "../../victim", "../victim", "../pictures/../../victim", "/victim", "", ".", "..",
    "victim\0", "2026-05-17_09-31-00.000/../../victim", "x" * 5000, "-rf", "victim\n",
]  # fmt: skip


def edit(folder, script):
    connection = sqlite3.connect(database_path(folder), isolation_level=None)
    connection.executescript(script)
    connection.close()


@pytest.fixture
def three(folder, make_snapshot):
    """A closed log of three snapshots with notes; what `read` returned, by id."""
    with SnapshotLog(folder) as log:
        for label in (MASK, BARE, WRONG):
            log.set_note(log.add(make_snapshot(label)), f"a note on {label}")
        return {snapshot.id: snapshot for snapshot in log.read([1, 2, 3])}


@pytest.mark.parametrize("script", EDITS)
def test_a_row_that_cannot_be_read_hides_no_other(folder, three, tmp_path, script):
    edit(folder, script)
    with SnapshotLog(folder) as log:  # as `maskapp export-log` does
        for sort in SnapshotSort:
            assert sorted(log.find(sort=sort)) == [1, 3]
        assert log.find(SnapshotFilter(text="A NOTE")) == [3, 1]
        assert log.read([1, 2, 3]) == [three[1], three[3]]
        assert (log.count(), log.sources()) == (2, ["Webcam"])
        assert list(log.unreadable) == [2]
        for export_format in FORMATS:
            target = tmp_path / f"log{export_format.suffix}"
            assert list(export_snapshots(log, [1, 2, 3], target))[-1] == 2


@pytest.mark.parametrize("script", EDITS)
def test_a_row_that_cannot_be_read_is_restored_from_its_picture(folder, three, script):
    edit(folder, script)
    log, messages = open_recovered(folder)
    with log:
        (restored,) = log.read([2])
        assert log.find() == [3, 2, 1]
    assert (restored.taken_at, restored.faces) == (three[2].taken_at, three[2].faces)
    if "note =" not in script:
        assert restored.note == three[2].note
    (message,) = messages
    assert message.startswith(
        "Snapshot log: 1 damaged entry was restored from the pictures (entry 2 "
    )
    log, messages = open_recovered(folder)
    log.close()
    assert messages == []


def test_a_row_that_nothing_can_restore_is_removed_and_kept_in_a_copy(folder, three):
    edit(folder, "UPDATE snapshots SET taken_at_ms = 'noon' WHERE id = 2")
    three[2].annotated.write_bytes(three[2].plain.read_bytes())  # carries no facts
    log, messages = open_recovered(folder)
    with log:
        assert log.find() == [3, 1]
    (copy,) = folder.glob("*.damaged-*")
    (message,) = messages
    assert message.startswith("Snapshot log: 1 entry cannot be read, left out (entry 2 has")
    assert str(copy) in message
    kept = sqlite3.connect(copy)
    assert kept.execute("SELECT note FROM snapshots WHERE id = 2").fetchall() == [
        ("a note on without_mask",)
    ]
    kept.close()
    assert three[2].annotated.exists()
    log, messages = open_recovered(folder)
    log.close()
    assert messages == []


@pytest.mark.parametrize("stem", STEMS)
def test_a_name_that_leaves_the_folder_touches_no_file(folder, three, tmp_path, stem):
    victims = [
        place / f"{name}{ending}.jpg"
        for place in (tmp_path, folder.parent, folder, folder / "pictures")
        for name in ("victim", "")
        for ending in ("", "-plain")
    ]
    for victim in victims:
        victim.write_bytes(b"precious")
    if stem == "/victim":
        stem = str(tmp_path / "victim")
    connection = sqlite3.connect(database_path(folder))
    connection.execute("UPDATE snapshots SET stem = ?, deleted_at_ms = 5 WHERE id = 2", (stem,))
    connection.commit()
    connection.close()
    with SnapshotLog(folder) as log:
        assert log.read([2]) == []
        list(export_snapshots(log, [1, 2, 3], tmp_path / "log.zip"))
        assert b"precious" not in (tmp_path / "log.zip").read_bytes()
        log.remove([2])  # a row without files
        assert log.stems().keys() == {three[1].annotated.stem, three[3].annotated.stem}
    assert all(victim.read_bytes() == b"precious" for victim in victims)


@pytest.mark.parametrize("stem", STEMS)
def test_a_start_touches_no_file_that_a_row_names(folder, three, tmp_path, stem):
    victim = tmp_path / "victim.jpg"
    victim.write_bytes(b"precious")
    with SnapshotLog(folder) as log, log.database.transaction() as connection:
        connection.execute("UPDATE snapshots SET stem = ?, deleted_at_ms = 5 WHERE id = 2", (stem,))
    log, messages = open_recovered(folder)
    with log:
        # The picture is listed again, under a number of its own.
        assert [s.annotated for s in log.read(log.find())] == [
            three[3].annotated, three[2].annotated, three[1].annotated,
        ]  # fmt: skip
    assert victim.read_bytes() == b"precious"
    assert len(messages) == 1
    assert "names the picture" in messages[0]


@pytest.mark.parametrize("is_empty", [True, False])
def test_pictures_that_are_away_for_one_start_take_no_rows_along(folder, three, is_empty):
    pictures = folder / "pictures"
    away = pictures.rename(folder.parent / "away")
    if is_empty:
        pictures.mkdir()
    edit(folder, "UPDATE faces SET label = 'with_visor' WHERE snapshot_id = 3")
    with SnapshotLog(folder) as log:
        log.delete([1])
    for _ in range(2):
        log, messages = open_recovered(folder)
        with log:
            (shown,) = log.read(log.find())
            log.purge()
        assert (shown.id, shown.note, shown.has_picture) == (2, three[2].note, False)
        unreadable, missing = messages
        assert "They stay in the database" in unreadable
        assert missing.startswith("1 snapshot has no picture in")
    pictures.rmdir()
    away.rename(pictures)
    log, messages = open_recovered(folder)
    with log:
        assert log.read([2, 3]) == [three[2], three[3]]
        assert log.find() == [3, 2]  # what was deleted does not come back with its picture
    assert len(messages) == 1


def test_a_few_missing_pictures_are_marked(folder, three):
    for snapshot_id in (1, 2):
        three[snapshot_id].annotated.unlink()
    log, (message,) = open_recovered(folder)
    with log:
        assert [s.has_picture for s in log.read([1, 2, 3])] == [False, False, True]
        assert [s.note for s in log.read([1, 2, 3])] == [s.note for s in three.values()]
    assert message.startswith("2 snapshots have no picture in")


@pytest.mark.parametrize(
    "comment",
    [
        b"[" * 60_000, b'{"maskapp_snapshot": 5}', b"\xff\xfe", b'{"maskapp_snapshot": {"taken_at":'
        b' "2026-05-17T09:31:00+02:00", "kind": "manual", "source": "\\ud800", "faces": []}}',
        b'{"maskapp_snapshot": {"taken_at": "2026-05-17T09:31:00+02:00", "kind": "manual",'
        b' "source": "Door", "faces": [{"track": 1e300, "label": "with_mask", "confidence": NaN,'
        b' "box": [0, 0, Infinity, 1]}]}}',
    ],
)  # fmt: skip
def test_odd_facts_in_a_picture_end_no_start(folder, three, comment):
    edit(folder, "DELETE FROM snapshots WHERE id = 2")
    jpeg = three[2].plain.read_bytes()
    length = (len(comment) + 2).to_bytes(2, "big")
    three[2].annotated.write_bytes(jpeg[:20] + b"\xff\xfe" + length + comment + jpeg[20:])
    log, messages = open_recovered(folder)
    with log:
        assert (log.find(), messages) == ([3, 1], [])


def test_links_and_folders_among_the_pictures_are_neither_followed_nor_packed(
    folder, three, tmp_path
):
    secret = tmp_path / "secret.txt"
    secret.write_bytes(b"precious")
    three[1].annotated.unlink()
    three[1].annotated.symlink_to(secret)
    three[2].annotated.unlink()
    three[2].annotated.mkdir()
    with SnapshotLog(folder) as log:
        log.delete([2])  # a folder cannot be removed like a file
    log, messages = open_recovered(folder)
    with log:
        assert log.find() == [3, 1]
        list(export_snapshots(log, log.find(), tmp_path / "log.zip"))
        log.remove([1])
    assert b"precious" not in (tmp_path / "log.zip").read_bytes()
    assert secret.read_bytes() == b"precious"
    assert "Cannot remove" in messages[0]
    assert messages[1].startswith("1 snapshot has no picture")


@pytest.mark.parametrize(
    "script",
    [
        f"UPDATE faces SET snapshot_id = {2**63 - 1} WHERE snapshot_id = 2;"
        f"UPDATE snapshots SET id = {2**63 - 1} WHERE id = 2",
        "UPDATE snapshots SET id = -5 WHERE id = 2; UPDATE snapshots SET id = 0 WHERE id = 1;"
        "UPDATE faces SET snapshot_id = -5 WHERE snapshot_id = 2;"
        "UPDATE faces SET snapshot_id = 0 WHERE snapshot_id = 1",
        f"UPDATE sqlite_sequence SET seq = {2**63 - 1}",
        "UPDATE sqlite_sequence SET seq = 'many'",
    ],
)
def test_no_id_in_the_database_keeps_new_snapshots_out(folder, three, make_snapshot, script):
    edit(folder, script)
    log, messages = open_recovered(folder)
    with log:
        new = log.add(make_snapshot())
        kept = log.read(log.find())
        log.set_note(new, "still works")
        assert [snapshot.note for snapshot in log.read([new])] == ["still works"]
    assert messages == []
    assert {s.note for s in kept if s.id != new} == {s.note for s in three.values()}
    assert {s.annotated: s.faces for s in kept if s.id != new} == {
        s.annotated: s.faces for s in three.values()
    }
    assert all(0 < snapshot.id < 10 for snapshot in kept)


def test_of_a_note_that_would_stall_the_window_the_start_is_kept(folder, three):
    edit(folder, "UPDATE snapshots SET note = hex(zeroblob(2000000)) WHERE id = 2")
    for number_of_messages in (1, 0):
        log, messages = open_recovered(folder)
        with log:
            assert len(messages) == number_of_messages
            assert [s.note for s in log.read([2])] == ["0" * LONGEST_TEXT]
            log.set_note(2, "0" * 5_000_000)
