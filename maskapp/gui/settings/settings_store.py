"""The settings of the running program."""

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from maskapp.errors import SettingsError
from maskapp.settings import SETTINGS_FILE_NAME, Settings, keep_broken, load_settings, save_settings

_log = logging.getLogger(__name__)

_MOST_PROBLEMS = 2
"""As many problems of the file fit into one message."""


class SettingsStore(QObject):
    """The single owner of the settings: applies, saves and announces changes.

    They are written in a thread, since a slow disk must not block the window.

    Args:
        data_dir: The folder of the settings file.

    Attributes:
        settings: The current settings.
        load_message: For the user, about what in the file was not used; "" if everything was.
    """

    changed = Signal(object)
    """The new `Settings`."""
    failed = Signal(str)
    """Why the settings could not be saved."""

    def __init__(self, data_dir: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = data_dir / SETTINGS_FILE_NAME
        self.settings, problems = load_settings(self._path)
        self.load_message = self._summary(problems)
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="settings-writer")

    def _summary(self, problems: list[str]) -> str:
        """Log all problems of the file, and return a text about them that fits the window."""
        for problem in problems:
            _log.warning("%s", problem)
        more = len(problems) - _MOST_PROBLEMS
        # The sentence of `keep_broken` shows the whole path.
        parts = [
            problem.replace(str(self._path), self._path.name)
            for problem in problems[:_MOST_PROBLEMS]
        ]
        if more > 0:
            parts.append(self.tr("The log file lists {} more.").format(more))
        if problems:
            parts.append(keep_broken(self._path))
        return " ".join(parts)

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
        self._writer.submit(save_settings, settings, self._path).add_done_callback(self._written)

    def stop(self) -> None:
        """Wait until the last change is saved."""
        self._writer.shutdown()

    def _written(self, writing: "Future[None]") -> None:
        """Report a failure; runs in the writer's thread."""
        problem = writing.exception()
        if isinstance(problem, SettingsError):
            self.failed.emit(str(problem))
        elif problem is not None:
            raise problem
