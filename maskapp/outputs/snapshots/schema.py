"""The snapshot log's tables, and how a log of an earlier version becomes one of this."""

import sqlite3

from maskapp.errors import SnapshotLogError

_MIGRATIONS = (
    """
    CREATE TABLE snapshots (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        taken_at_ms INTEGER NOT NULL,       -- since 1970, UTC
        utc_offset_s INTEGER NOT NULL,      -- of the place and day where it was taken
        kind TEXT NOT NULL CHECK (kind IN ('manual', 'automatic')),
        source TEXT NOT NULL,
        note TEXT NOT NULL DEFAULT '',
        stem TEXT NOT NULL UNIQUE,          -- of the names of its pictures
        size_bytes INTEGER NOT NULL,        -- of both pictures
        deleted_at_ms INTEGER               -- may be restored until the log is closed
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
)
"""The n-th leads to version n, which SQLite keeps as `user_version`; never change one."""


def migrate(connection: sqlite3.Connection) -> None:
    """Brings the tables up to this version, all or nothing.

    Args:
        connection: In autocommit mode.

    Raises:
        SnapshotLogError: A newer Maskapp made the log.
        sqlite3.Error: It is damaged or cannot be written.
    """
    if _version(connection) == len(_MIGRATIONS):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Asked again: another process may have migrated it meanwhile.
        version = _version(connection)
        if version > len(_MIGRATIONS):
            raise SnapshotLogError(
                "The snapshot log was made by a newer Maskapp; use that, or another data folder"
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


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _statements(script: str) -> list[str]:
    """One by one, since `executescript` would commit the transaction first."""
    return [statement for statement in script.split(";") if statement.strip()]
