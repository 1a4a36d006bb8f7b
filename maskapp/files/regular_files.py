"""Reading of files that others made, whatever is found under their name."""

import errno
import os
import stat
from pathlib import Path


def is_regular_file(path: Path) -> bool:
    """Return whether there is a regular file; false for every name that no system accepts."""
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name of over 255 bytes, or with a null character
        return False


def is_folder(path: Path) -> bool:
    """Return whether there is a folder; false for every name that no system accepts."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def read_regular_file(path: Path, most_bytes: int) -> bytes:
    """Read a file, but no pipe or device, which might never end.

    Args:
        path: May be a link to a file.
        most_bytes: The largest size that is read.

    Raises:
        OSError: The file is missing, unreadable, too large, no regular file, or its name is not
            one; `strerror` says which.
    """
    try:
        # A pipe is opened without waiting for its other end.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _BINARY)
    except ValueError as error:  # a null character
        raise OSError(errno.ENXIO, "Invalid file name") from error
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.ENXIO, "Not a regular file")
        if status.st_size > most_bytes:
            raise OSError(errno.EFBIG, f"Larger than {most_bytes >> 20} MB")
        return file.read(most_bytes)


Stamp = tuple[tuple[str, int, int], ...]
"""Name, size and time of files, which tell whether they were replaced or changed."""


def stamp_of(path: Path) -> Stamp:
    """Return the stamp of a file, or of the files directly in a folder; () if there is none."""
    try:
        files = sorted(path.iterdir()) if path.is_dir() else [path]
        found = [(file.name, file.stat()) for file in files]
    except (OSError, ValueError):
        return ()
    return tuple((name, status.st_size, status.st_mtime_ns) for name, status in found)


def may_be_readable_later(error: OSError) -> bool:
    """Return whether a file is there that `read_regular_file` may read another time.

    So it is when too many files are open, or a disk or network drive fails.

    Args:
        error: What `read_regular_file` raised.
    """
    return error.errno not in _LASTING


_MISSING = {errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG, errno.ELOOP}
# Without EINVAL, by which Windows tells many failures of a network.
_NOT_READ = {errno.EFBIG, errno.EISDIR, errno.ENXIO}
_LASTING = frozenset(_MISSING | _NOT_READ)
_BINARY = getattr(os, "O_BINARY", 0)  # without it, Windows would translate line ends
