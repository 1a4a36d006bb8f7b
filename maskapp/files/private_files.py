"""Opening and replacing of output files that only the user can read."""

import contextlib
import errno
import io
import os
import secrets
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from maskapp.display_names import printable
from maskapp.errors import FileTooLargeError, OutputError
from maskapp.files.abandoned_files import PARTIAL_PREFIX, tidy_once
from maskapp.files.held_files import hold, is_held_elsewhere

_REASONS = {
    errno.ENOSPC: "the disk is full; free some space or choose another folder",
    errno.EDQUOT: "your share of the disk is used up; free some space or choose another folder",
    errno.EFBIG: "the file is as large as the disk or the system allows",
    errno.ENOENT: "its folder does not exist; create it or choose another",
    errno.ENOTDIR: "its folder is a file; choose another folder",
    errno.EISDIR: "it is a folder; give the name of a file",
    errno.EACCES: "you do not have permission to write there; choose another folder",
    errno.EPERM: "you do not have permission to write there; choose another folder",
    errno.EROFS: "the disk is read-only; choose another folder",
}
_STANDARD_OUTPUT, _STANDARD_ERROR = 1, 2


def output_error(path: Path, error: OSError) -> OutputError:
    """Return the error to raise when the system or FFmpeg cannot write a file."""
    reason = _REASONS.get(error.errno or 0, error.strerror or str(error))
    kind = FileTooLargeError if error.errno == errno.EFBIG else OutputError
    return kind(f"Cannot write {path}: {reason}")


def open_private(path: Path) -> io.FileIO:
    """Open a file for unbuffered writing at its end, which only the user can read.

    The permissions of an existing file are narrowed; those of devices and pipes are kept. A file
    that standard output or error lead to is written through these, in turn with what is printed.

    Raises:
        OutputError: The file cannot be opened.
    """
    try:
        file = open(path, "ab", buffering=0, opener=_create_private)  # noqa: SIM115
    except OSError as error:
        raise output_error(path, error) from error
    return file


def open_alone(path: Path) -> io.FileIO:
    """Open a file as `open_private` does; until it is closed, no other program may do the same.

    What is not of this program alone may be shared; see `is_own`. Nothing is removed from the file.

    Raises:
        OutputError: The file cannot be opened, or another program writes to it.
    """
    file = open_private(path)
    if is_own(file) and is_held_elsewhere(file):
        file.close()
        raise OutputError(
            f"Another Maskapp is writing to {printable(str(path))}; wait for it, or name another"
            " file"
        )
    return file


def is_own(file: BinaryIO) -> bool:
    """Return whether an open file is for this program alone to write to.

    Devices and pipes are not, nor is a file that standard output or error lead to.
    """
    status = os.fstat(file.fileno())
    return stat.S_ISREG(status.st_mode) and _standard_stream(status) is None


def _standard_stream(status: os.stat_result) -> int | None:
    """Return which of standard output and error leads to an ordinary file."""
    for number in (_STANDARD_OUTPUT, _STANDARD_ERROR):
        with contextlib.suppress(OSError):  # it is closed
            if os.path.samestat(os.fstat(number), status):
                return number
    return None


def _create_private(path: str, flags: int) -> int:
    descriptor = os.open(path, flags, 0o600)
    status = os.fstat(descriptor)
    mode = status.st_mode
    shared = _standard_stream(status) if stat.S_ISREG(mode) else None
    if shared is not None:
        # It has a place in the file, which a second opening would not move on.
        os.close(descriptor)
        return os.dup(shared)
    if stat.S_ISREG(mode) and mode & 0o077:
        # FAT and some network disks have no such permissions and refuse to set them.
        with contextlib.suppress(PermissionError):
            Path(path).chmod(0o600)
    return descriptor


def file_identity(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from any other that takes its name later; None if there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


@contextlib.contextmanager
def replacing(path: Path, *, is_durable: bool = True) -> Iterator[BinaryIO]:
    """Write a file that appears under its name only once it is complete.

    The content goes to a file beside it that only the user can read. If the body raises,
    that file is removed and an existing file under the name stays as it was; if the program is
    killed, the next one that writes there removes it.

    Args:
        path: The file; its folder exists.
        is_durable: Whether the file also outlasts a power cut, which takes a disk
            some milliseconds to tens of milliseconds to ensure.

    Raises:
        OutputError: The file cannot be written.
    """
    tidy_once(path.parent)
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=PARTIAL_PREFIX)
        partial = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                with contextlib.suppress(OSError):  # some network disks cannot
                    hold(file)
                yield file
                if is_durable:
                    file.flush()
                    os.fsync(file.fileno())
            partial.replace(path)
            if is_durable:
                sync_folder(path.parent)
        finally:
            partial.unlink(missing_ok=True)
    except OSError as error:
        raise output_error(path, error) from error


def place(made: Path, path: Path) -> None:
    """Give a finished file a second name, where it replaces whatever is there.

    Disks without hard links, and another disk, get a copy.

    Args:
        made: The file, which stays where it is; only the user can read it.
        path: Its new name.

    Raises:
        OutputError: The file cannot be written.
    """
    second = path.with_name(f"{PARTIAL_PREFIX}{secrets.token_hex(4)}")
    try:
        os.link(made, second)
    except OSError:
        with replacing(path, is_durable=False) as copy, made.open("rb") as source:
            shutil.copyfileobj(source, copy)
        return
    try:
        second.replace(path)
    except OSError as error:
        raise output_error(path, error) from error
    finally:
        second.unlink(missing_ok=True)  # still there if both were the same file already


def make_private_folder(folder: Path) -> None:
    """Create a folder, and those above it that are missing, for the user alone.

    An existing folder keeps its permissions. `Path.mkdir` gives the folders above those of the
    user's mask, which lets others in.

    Raises:
        OSError: It cannot be created.
    """
    for each in (*reversed(folder.parents), folder):
        if each == folder or not each.exists():
            each.mkdir(mode=0o700, exist_ok=True)


def write_private(path: Path, content: bytes) -> None:
    """Write a file completely or not at all; only the user can read it.

    Args:
        path: Its folder is created if needed, for the user alone.
        content: What to write.

    Raises:
        OutputError: The file cannot be written; an existing one is unchanged.
    """
    try:
        make_private_folder(path.parent)
    except OSError as error:
        raise output_error(path.parent, error) from error
    with replacing(path) as file:
        file.write(content)


def sync_folder(folder: Path) -> None:
    """Make new, renamed and removed names in a folder outlast a power cut, where possible."""
    # Windows cannot open a folder, and some network disks cannot sync one.
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
