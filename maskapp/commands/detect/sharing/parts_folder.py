"""The folder where parts wait until all inputs are done, and from where a later command goes on."""

import contextlib
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from maskapp.commands.detect.sharing.parts import (
    has_parts,
    remove_parts,
    remove_unfinished,
)
from maskapp.display_names import printable
from maskapp.errors import OutputError
from maskapp.files.abandoned_files import PARTIAL_PREFIX
from maskapp.files.held_files import is_held_elsewhere
from maskapp.files.json_files import read_object, write_object
from maskapp.files.private_files import output_error

_OPTIONS_NAME = "options.json"
_LOCK_NAME = "in-use"
_MARK_PREFIX = "mark-"
_MARK = re.compile(re.escape(_MARK_PREFIX) + "[0-9a-f]{16}")
_LARGEST_OPTIONS = 1 << 20


class PartsFolder:
    """The folder of one command at a time, and of the same options.

    Attributes:
        path: The folder, a full path.
        mark: Name of a file in it that no other folder has.
        changed: The options by which the parts that were there differed, and were removed.
    """

    def __init__(self, path: Path, options: Mapping[str, Any]) -> None:
        """Create the folder, or take over the one of an earlier command.

        Args:
            path: The folder; only the user can read it.
            options: JSON values that decide the results.

        Raises:
            OutputError: It cannot be created or written, another program uses it, or it holds
                other files. It is left as `close` leaves it.
        """
        self.path = path.absolute()
        self.mark = f"{_MARK_PREFIX}{secrets.token_hex(8)}"
        try:
            self._lock = self._take()
            with contextlib.ExitStack() as undone:
                undone.callback(self.close)
                self._remove_marks()
                (self.path / self.mark).touch(0o600)
                self.changed = self._take_options(options)
                remove_unfinished(self.path)
                undone.pop_all()
        except OSError as error:
            raise output_error(self.path, error) from error

    def _take(self) -> BinaryIO:
        """Return the lock of the folder, which is created if needed, and is ours alone."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._is_foreign():
            raise OutputError(
                f"{printable(str(self.path))} is needed for unfinished results, but holds other"
                " files; rename it"
            )
        lock = (self.path / _LOCK_NAME).open("wb")
        if is_held_elsewhere(lock):
            lock.close()
            raise OutputError(
                f"Another Maskapp is writing to {printable(str(self.path))}; wait for it, or"
                " name other files"
            )
        return lock

    def _is_foreign(self) -> bool:
        """Return whether there are files of others, but none that says whose folder it is."""
        if (self.path / _OPTIONS_NAME).exists():
            return False
        return not all(_is_own(entry.name) for entry in self.path.iterdir())

    def _take_options(self, options: Mapping[str, Any]) -> list[str]:
        path = self.path / _OPTIONS_NAME
        before, problem = read_object(path, _LARGEST_OPTIONS)
        changed = [name for name in options if before.get(name) != options[name]]
        if before and not changed:
            return []
        remove_parts(self.path)
        write_object(options, path)
        return changed if before or problem else []

    def _remove_marks(self) -> None:
        for path in self.path.glob(f"{_MARK_PREFIX}*"):
            if _MARK.fullmatch(path.name):
                path.unlink(missing_ok=True)

    def remove(self) -> None:
        """Remove all parts and, unless there is something else in it, the folder."""
        remove_parts(self.path)
        self._lock.close()  # Windows would not remove it
        with contextlib.suppress(OSError):  # what is left does no harm
            self._remove_marks()
            for name in (_OPTIONS_NAME, _LOCK_NAME):
                (self.path / name).unlink(missing_ok=True)
            self.path.rmdir()

    def close(self) -> None:
        """Leave the folder to a later command, unless it has no parts."""
        if self._lock.closed:
            return
        if not has_parts(self.path):
            self.remove()
            return
        self._lock.close()
        with contextlib.suppress(OSError):
            self._remove_marks()


def _is_own(name: str) -> bool:
    """Return whether a command makes files of this name before it writes down its options."""
    return name == _LOCK_NAME or name.startswith(PARTIAL_PREFIX) or bool(_MARK.fullmatch(name))
