"""The use of a folder by several programs, of which one may have to be alone for a moment."""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from maskapp.display_names import foreign_message
from maskapp.errors import OutputError
from maskapp.files.private_files import make_private_folder, output_error


class SharedUse:
    """One program's use of a folder, which others know of until it ends, however it ends.

    SQLite's locks on an empty file say so: on every system some can be shared and one excludes all
    others, and they work wherever a database beside them does. For use in one thread.

    Args:
        path: The file, in the folder.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock: sqlite3.Connection | None = None

    def begin(self, timeout_s: float) -> bool:
        """Begin to use the folder; create it if it is missing.

        Args:
            timeout_s: Time to wait for a program that has to be alone.

        Returns:
            Whether nobody else uses it. Nobody else can begin then, until `share`.

        Raises:
            TimeoutError: Another program had to be alone for longer.
            OutputError: The file cannot be created or used.
        """
        with self._ended_by_errors():
            self._lock = self._open()
            if self._exclude():
                return True
            self._share(timeout_s)
            return False

    def share(self, timeout_s: float) -> None:
        """Let others begin, too; errors as in `begin`, which end the use."""
        with self._ended_by_errors():
            self._connection.rollback()
            self._share(timeout_s)

    def is_last(self) -> bool:
        """Return whether nobody else uses the folder; nobody else can begin then, until `end`.

        The use is over: only `end` may follow.
        """
        with self._ended_by_errors():
            self._connection.rollback()
            return self._exclude()

    def end(self) -> None:
        """End the use; twice is allowed."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    @contextlib.contextmanager
    def during(self, timeout_s: float) -> Iterator[None]:
        """Use the folder during the body, if it is not in use anyway; errors as in `begin`."""
        if self._lock is not None:
            yield
            return
        if self.begin(timeout_s):
            self.share(timeout_s)
        try:
            yield
        finally:
            self.end()

    @property
    def _connection(self) -> sqlite3.Connection:
        assert self._lock is not None, "use has not begun"
        return self._lock

    def _open(self) -> sqlite3.Connection:
        make_private_folder(self._path.parent)
        # An existing file is not opened here: on Linux and macOS, closing it would end all locks
        # that this process has on it.
        if not self._path.exists():
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
        elif self._path.stat().st_size:
            os.truncate(self._path, 0)  # else SQLite would look for a database in it
        address = f"{self._path.absolute().as_uri()}?mode=rw"
        return sqlite3.connect(address, uri=True, isolation_level=None)

    def _exclude(self) -> bool:
        """Exclude all others, also where the disk has no room for a journal, unless there are any.

        Returns:
            Whether there are none.
        """
        statements = ("PRAGMA journal_mode = MEMORY", "BEGIN EXCLUSIVE")
        return all(self._is_taken(statement, 0) for statement in statements)

    def _share(self, timeout_s: float) -> None:
        self._connection.execute("BEGIN")
        if not self._is_taken("SELECT count(*) FROM sqlite_master", timeout_s):
            raise TimeoutError

    def _is_taken(self, statement: str, timeout_s: float) -> bool:
        """Run the statement that takes a lock; return whether it was free in time."""
        self._connection.execute(f"PRAGMA busy_timeout = {round(timeout_s * 1000)}")
        try:
            self._connection.execute(statement).fetchall()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:  # the primary result code
                raise
            return False
        return True

    @contextlib.contextmanager
    def _ended_by_errors(self) -> Iterator[None]:
        try:
            yield
        except TimeoutError:
            self.end()
            raise
        except OSError as error:
            self.end()
            raise output_error(self._path, error) from error
        except sqlite3.Error as error:
            self.end()
            raise OutputError(f"Cannot use {self._path}: {foreign_message(error)}") from error
