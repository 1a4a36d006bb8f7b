"""A file whose room is given up on a full disk, so that what makes room can still be done."""

import contextlib
import os
import shutil
from pathlib import Path

_RESERVE_BYTES = 1 << 19
_NAME = "reserve"


def is_full(folder: Path) -> bool:
    """Return whether the disk of a folder has so little room that programs fail for want of it."""
    with contextlib.suppress(OSError):
        return shutil.disk_usage(folder).free < _RESERVE_BYTES
    return False


class DiskReserve:
    """A file of half a megabyte in a folder.

    Args:
        folder: The folder, which may be missing.

    Attributes:
        path: The file.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / _NAME

    def give_up(self) -> None:
        """Remove the file if the disk is full."""
        if is_full(self.path.parent):
            with contextlib.suppress(OSError):
                self.path.unlink(missing_ok=True)

    def keep(self) -> None:
        """Create the file if it is missing and the disk has much room; an error does no harm.

        One that is too short counts as missing: a power cut may have left it empty.
        """
        with contextlib.suppress(OSError):
            is_whole = self.path.exists() and self.path.stat().st_size >= _RESERVE_BYTES
            if not is_whole and shutil.disk_usage(self.path.parent).free > 20 * _RESERVE_BYTES:
                descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT, 0o600)
                with os.fdopen(descriptor, "wb") as file:
                    file.write(os.urandom(_RESERVE_BYTES))  # no file system makes it smaller
