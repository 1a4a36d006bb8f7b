"""Holding a file while it is in use, which the system undoes however the program ends."""

import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

_FAR_BYTE = 0x7FFFFFFF_7FFFFFFE
"""Programs that read or write a file elsewhere notice nothing of a lock out there. On Windows, and
on its network disks under Linux, nobody else may read or write what is locked."""

if sys.platform == "win32":
    import errno
    import msvcrt

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
        """Return whether this function has said no of a file that is still open.

        So the first who asks holds it until it is closed. The file is open for writing.
        """
        try:
            _lock(file)
        except (BlockingIOError, PermissionError):
            return True
        except OSError:  # its disk does not know how
            return False
        return False

    if sys.platform == "linux":

        def _lock(file: BinaryIO) -> None:
            # `struct flock` of 64-bit Linux: kind, from the start, first byte, length, no process.
            far_byte = struct.pack("hhqqi0q", fcntl.F_WRLCK, 0, _FAR_BYTE, 1, 0)
            fcntl.fcntl(file, fcntl.F_OFD_SETLK, far_byte)

    else:

        def _lock(file: BinaryIO) -> None:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    @contextmanager
    def claimed(path: Path) -> Iterator[None]:
        """Take over a file that nobody holds, in order to remove it.

        Raises:
            OSError: A running program holds it, or it cannot be opened.
        """
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
