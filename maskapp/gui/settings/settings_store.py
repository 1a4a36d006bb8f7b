"""The settings of the running program: changed in one place, kept, and told to who needs them."""

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from maskapp.errors import SettingsError
from maskapp.settings import SETTINGS_FILE_NAME, Settings, keep_broken, load_settings, save_settings

_log = logging.getLogger(__name__)

_MOST_NOTICES = 2


class SettingsStore(QObject):
    """Holds the settings and writes them to their file, which may take a while, in a thread.

    Args:
        data_dir: The folder of the file.

    Attributes:
        settings: Those of now.
        notice: A sentence for people about what of the file was not used; "" if all was.
    """

    changed = Signal(object)
    """The new `Settings`."""
    failed = Signal(str)
    """They could not be written."""

    def __init__(self, data_dir: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = data_dir / SETTINGS_FILE_NAME
        self.settings, notices = load_settings(self._path)
        self.notice = self._summary(notices)
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="settings-writer")

    def _summary(self, notices: list[str]) -> str:
        """What was wrong with the file, short enough for the window; the log has all of it."""
        for notice in notices:
            _log.warning("%s", notice)
        more = len(notices) - _MOST_NOTICES
        # The last sentence has the whole path.
        parts = [
            notice.replace(str(self._path), self._path.name) for notice in notices[:_MOST_NOTICES]
        ]
        if more > 0:
            parts.append(self.tr("The log file tells of {} more.").format(more))
        if notices:
            parts.append(keep_broken(self._path))
        return " ".join(parts)

    def change(self, **values: Any) -> None:
        """Set some of them by name."""
        self.use(replace(self.settings, **values))

    @Slot(object)
    def use(self, settings: Settings) -> None:
        """Set all of them."""
        if settings == self.settings:
            return
        self.settings = settings
        self.changed.emit(settings)
        self._writer.submit(save_settings, settings, self._path).add_done_callback(self._written)

    def stop(self) -> None:
        """Wait until the last ones are written."""
        self._writer.shutdown()

    def _written(self, writing: "Future[None]") -> None:
        """Called in the writing thread."""
        problem = writing.exception()
        if isinstance(problem, SettingsError):
            self.failed.emit(str(problem))
        elif problem is not None:
            raise problem
