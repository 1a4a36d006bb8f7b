"""Holding a file while it is in use, which the system undoes however the program ends."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

if sys.platform == "win32":
    import errno
    import msvcrt

    _FAR_BYTE = 0x7FFFFFFF_7FFFFFFF
    """Programs that read or write a file elsewhere notice nothing of a lock out there."""

    def hold(_file: BinaryIO) -> None:
        """Do nothing: Windows removes no file that is open."""

    def is_held_elsewhere(file: BinaryIO) -> bool:
        """Return whether this function has said no of a file that is still open; see below."""
        position = file.tell()
        try:
            file.seek(_FAR_BYTE)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError as error:  # all others: its disk does not know how
            return error.errno in {errno.EACCES, errno.EDEADLK}
        finally:
            file.seek(position)
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
