"""The connection to the snapshot log's database: how it is opened, and its errors for people."""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from maskapp.errors import SnapshotLogDamagedError, SnapshotLogError
from maskapp.files.private_files import output_error
from maskapp.outputs.snapshots.schema import migrate

_BUSY_TIMEOUT_S = 5.0
"""How long to wait while another process writes."""

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class SnapshotDatabase:
    """SQLite in WAL mode, in one thread. Every method raises `SnapshotLogError` where it fails."""

    def __init__(self, path: Path) -> None:
        """Opens it; makes it, for the user's eyes alone, if there is none.

        Args:
            path: In a folder that is there.

        Raises:
            OutputError: It cannot be made.
            SnapshotLogError: It is damaged or of a newer version.
        """
        self._path = path
        try:
            # SQLite gives its other files the rights of this one.
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as error:
            raise output_error(path, error) from error
        with self._told():
            self.connection = sqlite3.connect(path, timeout=_BUSY_TIMEOUT_S, isolation_level=None)
            try:
                self._prepare()
            except BaseException:
                self.connection.close()
                raise

    def _prepare(self) -> None:
        # WAL: reading never waits for writing. FULL: what was added outlasts a power cut.
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("PRAGMA synchronous = FULL")
        self.connection.execute("PRAGMA foreign_keys = ON")
        self.connection.create_function("casefold", 1, str.casefold, deterministic=True)
        migrate(self.connection)

    def close(self) -> None:
        """Closes it."""
        self.connection.close()

    def rows(self, statement: str, *values: object) -> list[Any]:
        """All rows that a statement gives."""
        with self._told():
            return self.connection.execute(statement, values).fetchall()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """What the body does is done when it ends, or not at all where it raises."""
        with self._told():
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            # A primary result code, without what extends it.
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED:
                raise SnapshotLogDamagedError(
                    f"The snapshot log {self._path} is damaged; start the Maskapp window, which "
                    "makes it again from its pictures"
                ) from error
            raise SnapshotLogError(
                f"The snapshot log {self._path} cannot be used: {error}"
            ) from error
