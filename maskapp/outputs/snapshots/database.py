"""The connection to the snapshot log's SQLite database."""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from maskapp.display_names import foreign_message
from maskapp.errors import (
    SnapshotLogBusyError,
    SnapshotLogDamagedError,
    SnapshotLogError,
    SnapshotLogFullError,
)
from maskapp.files.private_files import file_identity, output_error
from maskapp.files.regular_files import is_regular_file
from maskapp.outputs.disk_reserve import DiskReserve, is_full
from maskapp.outputs.snapshots.queries import search_key
from maskapp.outputs.snapshots.retention_clock import RetentionClock
from maskapp.outputs.snapshots.schema import check_version, is_usable, migrate

BUSY_TIMEOUT_S = 5.0
"""Time-out while another process writes."""

_WRITE_VERSION_AT, _NEWEST_VERSION = 18, 2
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_REASONS = {
    sqlite3.SQLITE_CANTOPEN: "it or the files beside it cannot be opened; check its folder",
    sqlite3.SQLITE_FULL: "the disk is full; free some space",
    sqlite3.SQLITE_IOERR: "its disk does not respond, or was disconnected",
    sqlite3.SQLITE_PERM: "you do not have permission to write there",
    sqlite3.SQLITE_READONLY: "it is read-only",
}


class SnapshotDatabase:
    """An SQLite database in WAL mode, for use in one thread.

    Every method may raise `SnapshotLogError`.

    Attributes:
        connection: The SQLite connection, in autocommit mode; write only inside `transaction`.
        reserve: Given up on a full disk: SQLite needs room to open a database, and to delete.
        unwritten_clock: What a full disk did not take of what `apply_retention` saw; None for
            nothing. From the check before it, the clock would seem to have jumped.
    """

    def __init__(
        self,
        path: Path,
        busy_timeout_s: float = BUSY_TIMEOUT_S,
        *,
        is_read_only: bool = False,
        is_shared: bool = False,
    ) -> None:
        """Open the database; create it, readable by the user only, if it is missing and not shared.

        Args:
            path: The file; its folder exists.
            busy_timeout_s: Time-out while another process writes.
            is_read_only: Whether nothing may be changed; a missing file is then an error.
            is_shared: Whether other programs may use it; see `migrate`. A missing file is then an
                error: another program may be rebuilding it.

        Raises:
            OutputError: The file cannot be created.
            SnapshotLogError: The database is damaged or was made by a newer version, or another
                process holds it; to read it only, it must not be of an older version either.
        """
        self._path = path
        self.reserve = DiskReserve(path.parent)
        self.unwritten_clock: RetentionClock | None = None
        self._has_disk_failed = False
        if not is_read_only:
            self.reserve.give_up()
        if not is_read_only and not is_shared and not is_regular_file(path):
            try:
                # SQLite copies the permissions of this file to the files it creates beside it.
                os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            except OSError as error:
                raise output_error(path, error) from error
        self._identity = file_identity(path)
        address = f"{path.absolute().as_uri()}?mode={'ro' if is_read_only else 'rw'}"
        with self._translated_errors():
            self.connection = sqlite3.connect(
                address, uri=True, timeout=busy_timeout_s, isolation_level=None
            )
            try:
                self._prepare(is_read_only, is_shared)
            except UnicodeDecodeError as error:  # SQLite quotes a damaged table in its message
                self.connection.close()
                raise self._damaged() from error
            except BaseException:
                self.connection.close()
                raise
        if not is_read_only:  # last: until there are tables, readers take the log for a lost one
            self.reserve.keep()

    def _prepare(self, is_read_only: bool, is_shared: bool) -> None:
        if not is_read_only:
            self._require_writable()
            # WAL: readers never wait for a writer. FULL: a commit survives a power cut.
            self.connection.execute("PRAGMA journal_mode = WAL")
            self.connection.execute("PRAGMA synchronous = FULL")
            self.connection.execute("PRAGMA secure_delete = ON")  # notes are not left in the file
        self.connection.execute("PRAGMA foreign_keys = ON")
        self.connection.create_function("casefold", 1, _casefold, deterministic=True)
        self.connection.text_factory = text_or_bytes
        try:
            if is_read_only:
                check_version(self.connection)
            else:
                migrate(self.connection, is_shared=is_shared)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_ERROR:  # other tables are in the way
                raise self._damaged() from error
            raise
        if not is_usable(self.connection):
            raise self._damaged()
        self.connection.execute("PRAGMA temp_store = MEMORY")
        self.connection.execute("CREATE TEMP TABLE unreadable (id INTEGER PRIMARY KEY)")

    def _require_writable(self) -> None:
        """Check that SQLite would change the file.

        It takes one damaged byte for a newer form, which it reads, but does not write (its file
        format, 1.3.3). The byte is looked at only then: on Linux and macOS, a process that closes
        a file gives up its locks on it, those of its other connections, too. The next program that
        leaves the database would remove the files beside it, and with them what these write.
        """
        ((timeout_ms,),) = self.connection.execute("PRAGMA busy_timeout").fetchall()
        self.connection.execute("PRAGMA busy_timeout = 0")
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            self.connection.execute("ROLLBACK")
        except sqlite3.OperationalError as error:
            code = error.sqlite_errorcode & 0xFF
            if code == sqlite3.SQLITE_READONLY and not self._has_known_format():
                raise self._damaged() from error
            if code not in _BUSY:  # else others write it, so it can be written
                raise
        self.connection.execute(f"PRAGMA busy_timeout = {timeout_ms}")

    def _has_known_format(self) -> bool:
        with self._path.open("rb") as file:
            head = file.read(_WRITE_VERSION_AT + 1)
        return len(head) <= _WRITE_VERSION_AT or head[_WRITE_VERSION_AT] <= _NEWEST_VERSION

    @property
    def is_lost(self) -> bool:
        """Whether its disk failed or was away, or another file is in its place.

        The connection cannot be used then, even if the disk is back.
        """
        return self._has_disk_failed or file_identity(self._path) != self._identity

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def forget_changes(self) -> None:
        """Empty the write-ahead log, which holds what was removed; what is in use stays for now."""
        with contextlib.suppress(sqlite3.OperationalError):  # a full disk; the next one does it
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def copy_to(self, path: Path) -> None:
        """Copy the database as it is to a new file, readable by the user only.

        Raises:
            OutputError: The file cannot be created.
        """
        try:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        except OSError as error:
            raise output_error(path, error) from error
        with self._translated_errors(), contextlib.closing(sqlite3.connect(path)) as copy:
            self.connection.backup(copy)

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
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the primary result code
            # Where it maps files into memory, SQLite calls a full disk an I/O error.
            if code == sqlite3.SQLITE_IOERR and is_full(self._path.parent):
                code = sqlite3.SQLITE_FULL
            self._has_disk_failed |= code == sqlite3.SQLITE_IOERR
            if code in _DAMAGED or "unsupported file format" in str(error):
                raise self._damaged() from error
            if code in _BUSY:
                raise SnapshotLogBusyError(
                    f"The snapshot log {self._path} is locked by another program; close that"
                    " program, or try again later"
                ) from error
            kind = SnapshotLogFullError if code == sqlite3.SQLITE_FULL else SnapshotLogError
            reason = _REASONS.get(code) or f"an error of its database ({foreign_message(error)})"
            raise kind(f"Cannot use the snapshot log {self._path}: {reason}") from error

    def _damaged(self) -> SnapshotLogDamagedError:
        return SnapshotLogDamagedError(
            f"The snapshot log {self._path} is damaged; start the Maskapp window, which rebuilds it"
            " from its pictures"
        )


def text_or_bytes(stored: bytes) -> str | bytes:
    """Return text from the file, as bytes if it is not UTF-8: one such value must not end a query.

    Args:
        stored: As in the file.
    """
    try:
        return stored.decode()
    except UnicodeDecodeError:
        return stored


def _casefold(stored: bytes | None) -> str:
    return search_key((stored or b"").decode(errors="replace"))
