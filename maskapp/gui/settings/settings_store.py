"""The settings of the running program."""

import logging
import os
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from maskapp.gui.shared.command_thread import CommandThread, CommandWorker
from maskapp.outputs.snapshots.records import SNAPSHOT_FOLDER
from maskapp.settings.settings import SETTINGS_OF_NEW_FOLDERS, Settings
from maskapp.settings.settings_file import (
    SETTINGS_FILE_NAME,
    keep_broken,
    load_settings,
    save_settings,
)

_log = logging.getLogger(__name__)

_MAX_PROBLEMS = 2
"""Number of the file's problems that fit into one message."""
_WRITE_TIMEOUT_S = 5.0


class SettingsWriter(CommandWorker):
    """The writer of the settings file, in a thread: a slow disk must not block the window.

    Args:
        path: The file.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def write(self, settings: Settings) -> None:
        """Write the settings.

        Raises:
            SettingsError: The file cannot be written.
        """
        save_settings(settings, self._path)


class SettingsStore(QObject):
    """The single owner of the settings: applies, saves and announces changes.

    Args:
        data_dir: The folder of the settings file and of the snapshot log.

    Attributes:
        is_new: Whether the folder had neither settings nor a log before.
        settings: The current settings.
        load_message: Message for the user about settings in the file that were not used; "" if all
            were.
    """

    changed = Signal(object)
    """The new `Settings`."""
    failed = Signal(str)
    """The reason why the settings could not be saved."""

    def __init__(self, data_dir: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = data_dir / SETTINGS_FILE_NAME
        self.settings, problems = load_settings(self._path)
        traces = (self._path, data_dir / SNAPSHOT_FOLDER)
        self.is_new = not any(map(os.path.lexists, traces))
        if self.is_new:
            self.settings = SETTINGS_OF_NEW_FOLDERS
        self.load_message = self._summary(problems)
        self._writer = SettingsWriter(self._path)
        self._writer.failed.connect(self.failed)
        self._thread = CommandThread(self._writer)

    def _summary(self, problems: list[str]) -> str:
        """Log all problems of the file, and return a text about them that fits the window."""
        for problem in problems:
            _log.warning("%s", problem)
        more = len(problems) - _MAX_PROBLEMS
        # The sentence of `keep_broken` shows the whole path.
        parts = [
            problem.replace(str(self._path), self._path.name)
            for problem in problems[:_MAX_PROBLEMS]
        ]
        if more > 0:
            parts.append(self.tr("The log file lists {} more.").format(more))
        if problems:
            parts.append(keep_broken(self._path))
        return " ".join(parts)

    def start(self) -> None:
        """Write the settings of a new folder, which is no longer new at the next start."""
        if self.is_new:
            self._write()

    def change(self, **values: Any) -> None:
        """Change some settings by name."""
        self.use(replace(self.settings, **values))

    @Slot(object)
    def use(self, settings: Settings) -> None:
        """Replace all settings."""
        if settings == self.settings:
            return
        self.settings = settings
        self.changed.emit(settings)
        self._write()

    def stop(self) -> bool:
        """Wait until the last change is saved.

        Returns:
            See `CommandThread.shutdown`.
        """
        return self._thread.shutdown(_WRITE_TIMEOUT_S)

    def _write(self) -> None:
        self._thread.post(partial(self._writer.write, self.settings))
        self._thread.start()
