import sqlite3

import pytest

from maskapp.errors import SnapshotLogDamagedError, SnapshotLogError
from maskapp.outputs.snapshots.log import SnapshotLog, database_path
from maskapp.outputs.snapshots.schema import migrate


def test_opening_again_keeps_tables_and_version(folder, log, make_snapshot):
    log.add(make_snapshot())
    with SnapshotLog(folder) as again:
        assert again.count() == 1
    connection = sqlite3.connect(database_path(folder))
    assert connection.execute("PRAGMA user_version").fetchone() == (6,)
    connection.close()


def test_a_failed_migration_changes_nothing(tmp_path):
    connection = sqlite3.connect(tmp_path / "log.sqlite3", isolation_level=None)
    connection.execute("CREATE TABLE faces (other INTEGER)")  # in the way of the second table
    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        migrate(connection)
    assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("faces",)]
    assert connection.execute("PRAGMA user_version").fetchone() == (0,)
    connection.close()


def test_a_log_of_a_newer_version_is_not_changed(folder, log, make_snapshot):
    log.add(make_snapshot())
    with sqlite3.connect(database_path(folder)) as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()
    before = database_path(folder).read_bytes()
    with pytest.raises(SnapshotLogError, match="newer version") as raised:
        SnapshotLog(folder)
    assert not isinstance(raised.value, SnapshotLogDamagedError)
    assert database_path(folder).read_bytes() == before


OF_FIGURES = ("corrections", "minutes", "quarters", "figure_sources")


@pytest.mark.parametrize(
    ("version", "later_tables"),
    [
        (1, ("events", "retention_clock", *OF_FIGURES)),
        (2, ("events", *OF_FIGURES)),
        (3, OF_FIGURES),
        (4, ("corrections",)),
        (5, ()),
    ],
)
def test_a_log_of_an_earlier_version_is_taken_over(
    folder, log, make_snapshot, version, later_tables
):
    log.add(make_snapshot())
    with sqlite3.connect(database_path(folder)) as connection:
        for table in later_tables:
            connection.execute(f"DROP TABLE {table}")
        if version < 5:
            connection.execute("ALTER TABLE snapshots DROP COLUMN is_blurred")
        connection.execute("ALTER TABLE snapshots DROP COLUMN counted_ms")
        connection.execute(f"PRAGMA user_version = {version}")
    connection.close()
    with SnapshotLog(folder) as again:
        assert again.count() == 1
        (snapshot,) = again.read(again.find())
        assert (snapshot.event, snapshot.is_blurred, snapshot.corrections) == (None, False, {})


@pytest.mark.parametrize(
    "damage",
    [
        "DROP TABLE snapshots",
        "DROP TABLE faces",
        "DROP TABLE retention_clock",
        "DROP TABLE events",
        "DROP TABLE minutes",
        "ALTER TABLE quarters DROP COLUMN came_bare",
        "DROP TABLE figure_sources",
        "DROP TABLE corrections",
        "ALTER TABLE snapshots DROP COLUMN is_blurred",
        "ALTER TABLE snapshots DROP COLUMN note",
        "ALTER TABLE faces RENAME COLUMN label TO word",
        "PRAGMA user_version = 0",
        "PRAGMA user_version = -1",
        "CREATE TABLE other AS SELECT * FROM snapshots; DROP TABLE snapshots;"
        "ALTER TABLE other RENAME TO snapshots",
        "ALTER TABLE faces RENAME TO other; CREATE VIEW faces AS SELECT * FROM other",
        "ALTER TABLE faces RENAME TO other; CREATE VIEW faces AS WITH RECURSIVE endless(n) AS"
        " (SELECT 1 UNION ALL SELECT n + 1 FROM endless) SELECT n AS snapshot_id, 1 AS track,"
        " 'with_mask' AS label, 1 AS confidence, 0 AS x1, 0 AS y1, 1 AS x2, 1 AS y2 FROM endless",
        "CREATE TRIGGER other AFTER INSERT ON snapshots BEGIN DELETE FROM snapshots; END",
    ],
)
def test_tables_that_are_not_as_the_log_makes_them_count_as_damage(
    folder, log, make_snapshot, damage
):
    log.add(make_snapshot())
    log.close()
    connection = sqlite3.connect(database_path(folder))
    connection.executescript(damage)
    connection.close()
    with pytest.raises(SnapshotLogDamagedError):
        SnapshotLog(folder)
