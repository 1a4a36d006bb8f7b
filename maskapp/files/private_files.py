"""How every output opens its file: for the user's eyes alone, with errors in words for people."""

import contextlib
import errno
import io
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Literal

from maskapp.errors import OutputError

PARTIAL_PREFIX = ".maskapp-"
"""How the names of files begin that are not whole yet."""

_REASONS = {
    errno.ENOSPC: "the disk is full; free some space or choose another folder",
    errno.EDQUOT: "your share of the disk is used up; free some space or choose another folder",
    errno.EFBIG: "the file is as large as the disk or the system allows",
    errno.ENOENT: "its folder does not exist; create it or choose another",
    errno.ENOTDIR: "its folder is a file; choose another folder",
    errno.EISDIR: "it is a folder; give the name of a file",
    errno.EACCES: "you may not write there; choose another folder",
    errno.EPERM: "you may not write there; choose another folder",
    errno.EROFS: "the disk is read-only; choose another folder",
}


def output_error(path: Path, error: OSError) -> OutputError:
    """The error for people that stands for one of the operating system's or FFmpeg's."""
    reason = _REASONS.get(error.errno or 0, error.strerror or str(error))
    return OutputError(f"Cannot write {path}: {reason}")


def open_private(path: Path, mode: Literal["wb", "ab"]) -> io.FileIO:
    """Opens a file for writing, unbuffered, that nobody but the user can read.

    An existing file gets its rights narrowed; devices and pipes keep theirs.

    Raises:
        OutputError: It cannot be opened.
    """
    try:
        file = open(path, mode, buffering=0, opener=_create_private)  # noqa: SIM115
    except OSError as error:
        raise output_error(path, error) from error
    return file


def _create_private(path: str, flags: int) -> int:
    descriptor = os.open(path, flags, 0o600)
    mode = os.fstat(descriptor).st_mode
    if stat.S_ISREG(mode) and mode & 0o077:
        # FAT and some network disks keep no such rights and refuse them.
        with contextlib.suppress(PermissionError):
            Path(path).chmod(0o600)
    return descriptor


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Writes a file that appears under its name only when it is whole and on the disk.

    What is written goes beside it first, for the user's eyes alone; where the body raises,
    nothing is left and a file of that name stays as it was.

    Raises:
        OutputError: It cannot be written.
    """
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=PARTIAL_PREFIX)
        partial = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            partial.replace(path)
            sync_folder(path.parent)
        finally:
            partial.unlink(missing_ok=True)
    except OSError as error:
        raise output_error(path, error) from error


def sync_folder(folder: Path) -> None:
    """Makes new, renamed and removed names in a folder outlast a power cut, where it can."""
    # Windows cannot open a folder, some network disks cannot sync one.
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
