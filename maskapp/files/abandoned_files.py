"""Removal of the unfinished files that killed programs have left behind."""

import contextlib
import logging
import os
import re
import stat
import sys
import time
from pathlib import Path

from maskapp.files.held_files import claimed

PARTIAL_PREFIX = ".maskapp-"
"""Prefix of the names of unfinished files."""

_NAME = re.compile(re.escape(PARTIAL_PREFIX) + "[a-z0-9_]{8}")  # as `tempfile` completes it
_ABANDONED_S = 3600.0
"""Disks that know no holding of files tell in use from abandoned only by the time."""

_log = logging.getLogger(__name__)
_tidied: set[Path] = set()


def tidy_once(folder: Path) -> None:
    """Remove the unfinished files in a folder, unless this program has done so before.

    Only those go that the user owns, that no program holds, and that nothing has been written to
    for an hour.
    """
    if folder in _tidied:
        return
    _tidied.add(folder)
    for path in _old_files(folder):
        with contextlib.suppress(OSError), claimed(path):
            path.unlink(missing_ok=True)
            _log.info("Removed %s, which a program left behind", path)


def _old_files(folder: Path) -> list[Path]:
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        return [Path(entry) for entry in entries if _NAME.fullmatch(entry.name) and _is_old(entry)]
    return []


def _is_old(entry: "os.DirEntry[str]") -> bool:
    with contextlib.suppress(OSError):
        status = entry.stat(follow_symlinks=False)
        is_own = sys.platform == "win32" or status.st_uid == os.getuid()
        age_s = time.time() - status.st_mtime
        return stat.S_ISREG(status.st_mode) and is_own and age_s > _ABANDONED_S
    return False
