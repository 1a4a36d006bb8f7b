"""The connection to the snapshot log's SQLite database."""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from maskapp.errors import SnapshotLogDamagedError, SnapshotLogError
from maskapp.files.private_files import output_error
from maskapp.outputs.snapshots.schema import migrate

BUSY_TIMEOUT_S = 5.0
"""Time-out while another process writes."""

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class SnapshotDatabase:
    """An SQLite database in WAL mode, for use in one thread.

    Every method may raise `SnapshotLogError`.

    Attributes:
        connection: The SQLite connection, in autocommit mode; write only inside `transaction`.
    """

    def __init__(self, path: Path, busy_timeout_s: float = BUSY_TIMEOUT_S) -> None:
        """Open the database; create it, readable by the user only, if it is missing.

        Args:
            path: The file; its folder exists.
            busy_timeout_s: Time-out while another process writes.

        Raises:
            OutputError: The file cannot be created.
            SnapshotLogError: The database is damaged or was made by a newer version.
        """
        self._path = path
        try:
            # SQLite copies the permissions of this file to the files it creates beside it.
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as error:
            raise output_error(path, error) from error
        with self._translated_errors():
            self.connection = sqlite3.connect(path, timeout=busy_timeout_s, isolation_level=None)
            try:
                self._prepare()
            except BaseException:
                self.connection.close()
                raise

    def _prepare(self) -> None:
        # WAL: readers never wait for a writer. FULL: a commit survives a power cut.
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("PRAGMA synchronous = FULL")
        self.connection.execute("PRAGMA foreign_keys = ON")
        self.connection.create_function("casefold", 1, str.casefold, deterministic=True)
        migrate(self.connection)

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def rows(self, statement: str, *values: object) -> list[Any]:
        """Return all rows of a query.

        Args:
            statement: SQL with a question mark for each value.
            values: The values, in order.
        """
        with self._translated_errors():
            return self.connection.execute(statement, values).fetchall()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Commit the body's changes at its end; roll back if it raises."""
        with self._translated_errors():
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise

    @contextlib.contextmanager
    def _translated_errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            # The low byte is the primary result code.
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED:
                raise SnapshotLogDamagedError(
                    f"The snapshot log {self._path} is damaged; start the Maskapp window, which "
                    "rebuilds it from its pictures"
                ) from error
            raise SnapshotLogError(f"Cannot use the snapshot log {self._path}: {error}") from error
