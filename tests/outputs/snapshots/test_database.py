import sqlite3
import subprocess
import sys
from types import SimpleNamespace

import pytest

from maskapp.errors import (
    OutputError,
    SnapshotLogDamagedError,
    SnapshotLogError,
    SnapshotLogFullError,
)
from maskapp.outputs.snapshots.database import SnapshotDatabase
from maskapp.outputs.snapshots.log import SnapshotLog, database_path


@pytest.fixture
def database(tmp_path):
    opened = SnapshotDatabase(tmp_path / "snapshots.sqlite3")
    yield opened
    opened.close()


def add_row(connection):
    connection.execute(
        "INSERT INTO snapshots (taken_at_ms, utc_offset_s, kind, source, stem, size_bytes)"
        " VALUES (0, 0, 'manual', 'Door', 'a', 1)"
    )


def test_a_transaction_is_committed_at_its_end(database):
    with database.transaction() as connection:
        add_row(connection)
    assert database.rows("SELECT source FROM snapshots WHERE stem = ?", "a") == [("Door",)]


def test_a_transaction_that_raises_changes_nothing(database):
    def add_and_fail():
        with database.transaction() as connection:
            add_row(connection)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        add_and_fail()
    assert database.rows("SELECT * FROM snapshots") == []
    with database.transaction() as connection:
        add_row(connection)
    assert len(database.rows("SELECT * FROM snapshots")) == 1


def test_an_sql_error_names_the_file(database):
    with pytest.raises(
        SnapshotLogError, match=r"snapshots\.sqlite3: an error of its database \(no such table"
    ):
        database.rows("SELECT * FROM missing")


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (sqlite3.SQLITE_CANTOPEN, "cannot be opened; check its folder"),
        (sqlite3.SQLITE_FULL, "the disk is full; free some space"),
        (sqlite3.SQLITE_IOERR_FSYNC, "its disk does not respond, or was disconnected"),
        (sqlite3.SQLITE_READONLY, "it is read-only"),
    ],
)
def test_sqlites_words_are_not_the_users(database, code, message):
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = code
    with pytest.raises(SnapshotLogError, match=message), database.transaction():
        raise error


def test_a_file_that_cannot_be_created_is_an_error(tmp_path):
    with pytest.raises(OutputError, match="it is a folder"):
        SnapshotDatabase(tmp_path)


def test_waiting_for_another_process_ends_with_an_error(folder, log, make_snapshot):
    with SnapshotLog(folder, busy_timeout_s=0.05) as waiting:
        holder = sqlite3.connect(database_path(folder), isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(SnapshotLogError, match="locked"):
            waiting.add(make_snapshot())
        holder.execute("ROLLBACK")
        holder.close()
        waiting.add(make_snapshot())


def test_a_damaged_database_is_an_error_and_not_changed(folder):
    folder.mkdir(parents=True)
    database_path(folder).write_bytes(b"this is no database" * 100)
    with pytest.raises(SnapshotLogDamagedError, match="start the Maskapp window"):
        SnapshotLog(folder)
    assert [path.name for path in folder.iterdir() if path.is_file()] == ["snapshots.sqlite3"]


def test_a_read_only_database_is_read_while_another_writes_and_is_never_changed(database, tmp_path):
    with database.transaction() as connection:
        add_row(connection)
    reading = SnapshotDatabase(tmp_path / "snapshots.sqlite3", is_read_only=True)
    try:
        assert reading.rows("SELECT source FROM snapshots") == [("Door",)]
        with pytest.raises(SnapshotLogError, match="read-only"), reading.transaction() as writing:
            add_row(writing)
    finally:
        reading.close()


def test_a_missing_database_is_not_made_to_be_read(tmp_path):
    with pytest.raises(SnapshotLogError, match="cannot be opened"):
        SnapshotDatabase(tmp_path / "none.sqlite3", is_read_only=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("version", "told"), [(1, "older version"), (99, "newer version")])
def test_a_database_of_another_version_is_not_read_without_the_window(tmp_path, version, told):
    path = tmp_path / "snapshots.sqlite3"
    SnapshotDatabase(path).close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {version}")
    connection.close()
    with pytest.raises(SnapshotLogError, match=told):
        SnapshotDatabase(path, is_read_only=True)


@pytest.mark.parametrize("is_read_only", [True, False])
def test_a_second_connection_leaves_the_first_its_locks(database, tmp_path, is_read_only):
    """Without them, another program that leaves the database removes what the first one writes."""
    path = tmp_path / "snapshots.sqlite3"
    SnapshotDatabase(path, is_read_only=is_read_only).close()
    visit = "import sqlite3, sys; print(*sqlite3.connect(sys.argv[1]).execute(sys.argv[2]))"

    def seen_elsewhere():
        statement = "SELECT count(*) FROM snapshots"
        command = [sys.executable, "-c", visit, str(path), statement]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert seen_elsewhere() == "(0,)\n"
    with database.transaction() as connection:
        add_row(connection)
    assert seen_elsewhere() == "(1,)\n"


def test_a_database_that_others_write_is_opened_at_once(database, tmp_path):
    with database.transaction():
        second = SnapshotDatabase(tmp_path / "snapshots.sqlite3", busy_timeout_s=600)
    ((timeout_ms,),) = second.rows("PRAGMA busy_timeout")
    second.close()
    assert timeout_ms == 600_000


def set_free(monkeypatch, free_bytes: int) -> None:
    usage = SimpleNamespace(free=free_bytes)
    monkeypatch.setattr("maskapp.outputs.disk_reserve.shutil.disk_usage", lambda _: usage)


def test_opening_looks_after_the_reserve(monkeypatch, tmp_path, database):
    reserve = database.reserve.path
    assert reserve.exists()
    for free_bytes, is_kept in ((0, False), (1 << 40, True)):
        set_free(monkeypatch, free_bytes)
        SnapshotDatabase(tmp_path / "snapshots.sqlite3").close()
        assert reserve.exists() == is_kept
    set_free(monkeypatch, 0)
    SnapshotDatabase(tmp_path / "snapshots.sqlite3", is_read_only=True).close()
    assert reserve.exists(), "a reader changes nothing"
    reserve.unlink()
    set_free(monkeypatch, 1 << 40)
    SnapshotDatabase(tmp_path / "snapshots.sqlite3", is_read_only=True).close()
    assert not reserve.exists()


@pytest.mark.parametrize("code", [sqlite3.SQLITE_IOERR_SHMSIZE, sqlite3.SQLITE_IOERR_WRITE])
def test_an_io_error_on_a_full_disk_is_no_failed_disk(monkeypatch, database, code):
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = code
    set_free(monkeypatch, 0)
    with pytest.raises(SnapshotLogFullError, match="the disk is full"), database.transaction():
        raise error
    assert not database.is_lost


def test_one_that_others_may_be_rebuilding_is_not_created(tmp_path) -> None:
    path = tmp_path / "snapshots.sqlite3"
    with pytest.raises(SnapshotLogError, match="cannot be opened"):
        SnapshotDatabase(path, is_shared=True)
    assert not path.exists()
