"""The tables of the snapshot log, and the migration from earlier versions."""

import sqlite3

from maskapp.errors import SnapshotLogBusyError, SnapshotLogError

# The columns of version 4; see `Counts`.
_COUNT_NAMES = (
    "masked, bare, wrong, uncertain, came_masked, came_bare, came_wrong, events, watched_ms"
)
_COUNTS = ", ".join(f"{name} INTEGER NOT NULL" for name in _COUNT_NAMES.split(", "))

_MIGRATIONS = (
    """
    CREATE TABLE snapshots (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        taken_at_ms INTEGER NOT NULL,       -- since 1970-01-01 UTC
        utc_offset_s INTEGER NOT NULL,      -- that applied where it was taken
        kind TEXT NOT NULL CHECK (kind IN ('manual', 'automatic')),
        source TEXT NOT NULL,
        note TEXT NOT NULL DEFAULT '',
        stem TEXT NOT NULL UNIQUE,          -- of its picture files
        size_bytes INTEGER NOT NULL,        -- of both pictures together
        deleted_at_ms INTEGER               -- can be restored until the log is purged
    );
    CREATE INDEX snapshots_by_time ON snapshots (taken_at_ms);
    CREATE TABLE faces (
        snapshot_id INTEGER NOT NULL REFERENCES snapshots (id) ON DELETE CASCADE,
        track INTEGER NOT NULL,
        label TEXT NOT NULL,
        confidence REAL NOT NULL,
        x1 REAL NOT NULL,
        y1 REAL NOT NULL,
        x2 REAL NOT NULL,
        y2 REAL NOT NULL
    );
    CREATE INDEX faces_by_snapshot ON faces (snapshot_id, label);
    """,
    """
    CREATE TABLE retention_clock (          -- one row, once the age of snapshots was checked
        seen_ms INTEGER NOT NULL,           -- the clock at the latest check
        jumped_ms INTEGER                   -- the clock when it was found far ahead of seen_ms
    );
    """,
    """
    CREATE TABLE events (                   -- the violations that snapshots show
        snapshot_id INTEGER PRIMARY KEY REFERENCES snapshots (id) ON DELETE CASCADE,
        person INTEGER NOT NULL,            -- the number of the face followed
        label TEXT NOT NULL,
        length_ms INTEGER NOT NULL,         -- since taken_at_ms of the snapshot
        ending TEXT                         -- of EventEnding, NULL while it goes on
    );
    """,
    f"""
    CREATE TABLE figure_sources (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE
    );
    CREATE TABLE minutes (
        minute INTEGER NOT NULL,            -- since 1970-01-01 UTC
        source_id INTEGER NOT NULL REFERENCES figure_sources (id),
        {_COUNTS},
        PRIMARY KEY (minute, source_id)
    ) WITHOUT ROWID;
    CREATE TABLE quarters (                 -- the sums of 15 minutes, for fast reading
        quarter INTEGER NOT NULL,           -- of an hour, since 1970-01-01 UTC
        source_id INTEGER NOT NULL REFERENCES figure_sources (id),
        {_COUNTS},
        PRIMARY KEY (quarter, source_id)
    ) WITHOUT ROWID;
    """,
    """
    ALTER TABLE snapshots ADD COLUMN is_blurred INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE corrections (              -- what faces are in truth, as the user says
        snapshot_id INTEGER NOT NULL REFERENCES snapshots (id) ON DELETE CASCADE,
        track INTEGER NOT NULL,
        label TEXT NOT NULL,                -- of TrueLabel
        PRIMARY KEY (snapshot_id, track)
    ) WITHOUT ROWID;
    """,
    """
    DROP TABLE retention_clock;
    CREATE TABLE retention_clock (          -- one row, once the age of snapshots was checked
        seen_ms INTEGER NOT NULL,           -- the clock at the latest check
        counted_ms INTEGER NOT NULL,        -- the time that was seen to pass until then
        left_ms INTEGER,                    -- the clock before its last jump
        left_counted_ms INTEGER             -- counted_ms at that time
    );
    -- The counted time when the snapshot came.
    ALTER TABLE snapshots ADD COLUMN counted_ms INTEGER;
    """,
)
"""Migration n leads to schema version n, which SQLite stores as `user_version`.

Append new ones; never change one that was released.
"""


_TABLES = {
    "snapshots": (
        "id, taken_at_ms, utc_offset_s, kind, source, note, stem, size_bytes, deleted_at_ms,"
        " is_blurred, counted_ms"
    ),
    "faces": "snapshot_id, track, label, confidence, x1, y1, x2, y2",
    "retention_clock": "seen_ms, counted_ms, left_ms, left_counted_ms",
    "events": "snapshot_id, person, label, length_ms, ending",
    "corrections": "snapshot_id, track, label",
    "figure_sources": "id, name",
    "minutes": f"minute, source_id, {_COUNT_NAMES}",
    "quarters": f"quarter, source_id, {_COUNT_NAMES}",
    "sqlite_sequence": "name, seq",
}

INDEXED_TABLES = ("snapshots", "faces", "figure_sources")
"""The tables with indexes, which may disagree with them."""


def is_usable(connection: sqlite3.Connection) -> bool:
    """Return whether every table has its columns, and the snapshots have ids that SQLite gives.

    Neither may there be views, which can stand in for a table and never come to an end, nor
    triggers, which change what is written.
    """
    (programs,) = connection.execute(
        "SELECT count(*) FROM sqlite_master WHERE type IN ('trigger', 'view')"
    ).fetchone()
    if programs:
        return False
    try:
        for name, columns in _TABLES.items():
            connection.execute(f"SELECT {columns} FROM {name} LIMIT 0")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_ERROR:  # no such table or column
            return False
        raise
    (key,) = connection.execute(
        "SELECT count(*) FROM pragma_table_info('snapshots')"
        " WHERE name = 'id' AND type = 'INTEGER' AND pk = 1"
    ).fetchone()
    return bool(key)


def migrate(connection: sqlite3.Connection, *, is_shared: bool = False) -> None:
    """Bring the tables to the current version, in one transaction.

    Args:
        connection: A connection in autocommit mode.
        is_shared: Whether other programs may use the tables: those of an older Maskapp then stay,
            as one that is running could not work with newer ones.

    Raises:
        SnapshotLogBusyError: An older Maskapp made the log, and may use it.
        SnapshotLogError: A newer Maskapp made the log.
        sqlite3.Error: The database is damaged or cannot be written.
    """
    if _version(connection) == len(_MIGRATIONS):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Read the version again: another process may have migrated in the meantime.
        version = _version(connection)
        if version > len(_MIGRATIONS):
            raise _newer_version()
        if is_shared and version > 0:
            raise SnapshotLogBusyError(
                "The snapshot log was made by an older version of Maskapp, which may still use it;"
                " close its windows and servers, then start Maskapp again"
            )
        for step in _MIGRATIONS[version:]:
            for statement in _statements(step):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(_MIGRATIONS)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def check_version(connection: sqlite3.Connection) -> None:
    """Check that the tables are of the current version, without changing them.

    Raises:
        SnapshotLogError: They are not.
    """
    version = _version(connection)
    if version > len(_MIGRATIONS):
        raise _newer_version()
    if version < len(_MIGRATIONS):
        raise SnapshotLogError(
            "The snapshot log was made by an older version of Maskapp; start the Maskapp window"
            " once, which brings it up to date"
        )


def _newer_version() -> SnapshotLogError:
    return SnapshotLogError(
        "The snapshot log was made by a newer version of Maskapp; use that version, or "
        "another data folder"
    )


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _statements(script: str) -> list[str]:
    # `executescript` would commit the open transaction first.
    return [statement for statement in script.split(";") if statement.strip()]
