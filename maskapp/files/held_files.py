"""Holding a file while it is in use, which the system undoes however the program ends."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

if sys.platform == "win32":

    def hold(_file: BinaryIO) -> None:
        """Do nothing: Windows removes no file that is open."""

    def is_held_elsewhere(_file: BinaryIO) -> bool:
        """Return False: Windows does not tell."""
        return False

    @contextmanager
    def claimed(path: Path) -> Iterator[None]:
        """Remove a file that nobody holds; see below."""
        path.unlink()
        yield

else:
    import fcntl

    def hold(file: BinaryIO) -> None:
        """Hold an open file until it is closed.

        Raises:
            OSError: Its disk does not know how.
        """
        fcntl.flock(file, fcntl.LOCK_EX)

    def is_held_elsewhere(file: BinaryIO) -> bool:
        """Return whether a running program holds a file; if not, hold it until it is closed."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:  # its disk does not know how
            return False
        return False

    @contextmanager
    def claimed(path: Path) -> Iterator[None]:
        """Take over a file that nobody holds, in order to remove it.

        Raises:
            OSError: A running program holds it, or it cannot be opened.
        """
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
