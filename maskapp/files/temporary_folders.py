"""Temporary folders, and the removal of those that a killed program has left behind."""

import logging
import shutil
import tempfile
from pathlib import Path
from typing import Self

from maskapp.display_names import foreign_message
from maskapp.errors import OutputError
from maskapp.files.held_files import claimed, hold
from maskapp.files.regular_files import is_regular_file

_PREFIX = "maskapp-"
_LOCK_NAME = "in-use"

_log = logging.getLogger(__name__)


class TemporaryFolder:
    """A folder of the user's alone, in use until it is removed or the program ends.

    A file in it is held meanwhile, which the system undoes however the program ends.

    Attributes:
        path: The folder.

    Raises:
        OutputError: It cannot be created.
    """

    def __init__(self) -> None:
        try:
            while True:
                self.path = Path(tempfile.mkdtemp(prefix=_PREFIX))
                self._lock = (self.path / _LOCK_NAME).open("wb")
                hold(self._lock)
                if self.path.is_dir():
                    return
                self._lock.close()  # another program removed it just before it was held
        except OSError as error:
            raise OutputError(
                f"A temporary folder cannot be created: {foreign_message(error.strerror, 60)};"
                " free some space, or name another place in TMPDIR"
            ) from error

    def remove(self) -> None:
        """Remove the folder with all that is in it; twice is allowed."""
        self._lock.close()  # Windows would not remove it
        shutil.rmtree(self.path, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.remove()


def remove_abandoned_folders() -> None:
    """Remove the temporary folders that no program has in use any more."""
    for folder in _folders():
        try:
            with claimed(folder / _LOCK_NAME):
                shutil.rmtree(folder)
        except OSError:
            continue  # in use, or another user's
        _log.info("Removed %s, which a program left behind", folder)


def _folders() -> list[Path]:
    try:
        found = Path(tempfile.gettempdir()).glob(f"{_PREFIX}*")
        return [each for each in found if is_regular_file(each / _LOCK_NAME)]
    except OSError:  # no folder is fit for temporary files
        return []
