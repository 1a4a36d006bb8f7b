"""The settings of the running program."""

from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from maskapp.errors import OutputError, SettingsError
from maskapp.gui.shared.command_thread import CommandThread, CommandWorker
from maskapp.gui.shared.file_problems import UnusedContent
from maskapp.outputs.snapshots.records import SNAPSHOT_FOLDER
from maskapp.settings.settings import Settings
from maskapp.settings.settings_file import (
    SETTINGS_FILE_NAME,
    load_folder_settings,
    load_settings,
    save_settings,
)

_WRITE_TIMEOUT_S = 5.0


class SettingsWriter(CommandWorker):
    """The writer of the settings file, in a thread: a slow disk must not block the window.

    Args:
        path: The file.
        unused: What it held and was not used.
    """

    def __init__(self, path: Path, unused: UnusedContent) -> None:
        super().__init__()
        self._path = path
        self._unused = unused

    def write(self, settings: Settings) -> None:
        """Write the settings.

        Raises:
            SettingsError: The file cannot be written, or what it holds would be lost.
        """
        try:
            self._unused.require_kept()
            save_settings(settings, self._path)
        except OutputError as error:
            raise SettingsError(
                f"The settings are not saved, and apply until Maskapp is closed: {error}"
            ) from error
        except SettingsError as error:
            raise SettingsError(f"{error}. They apply until Maskapp is closed") from error


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
        loaded = load_folder_settings(self._path, data_dir / SNAPSHOT_FOLDER)
        self.settings, self.is_new = loaded.settings, loaded.is_new
        self._unused = UnusedContent(loaded.problems, self._path)
        self._unread = loaded.settings if self._unused.is_unread else None
        self.load_message = self._unused.message
        self._writer = SettingsWriter(self._path, self._unused)
        self._writer.failed.connect(self.failed)
        self._thread = CommandThread(self._writer)

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
        self.settings = self._with_unread(settings)
        self.changed.emit(self.settings)
        self._write()

    def stop(self) -> bool:
        """Wait until the last change is saved.

        Returns:
            See `CommandThread.shutdown`.
        """
        return self._thread.shutdown(_WRITE_TIMEOUT_S)

    def _with_unread(self, settings: Settings) -> Settings:
        """Return changed settings with those that could not be read at the start, if they can be.

        Without this, the first change would replace them by the defaults. It happens once: a later
        change back to a default would seem to be none.
        """
        if self._unread is None or not self._unused.is_unread:
            return settings
        in_file, problems = load_settings(self._path)
        if problems or not self._path.exists():
            return settings
        before, self._unread = asdict(self._unread), None
        changed = {name: value for name, value in asdict(settings).items() if value != before[name]}
        return replace(in_file, **changed)

    def _write(self) -> None:
        self._thread.post(partial(self._writer.write, self.settings))
        self._thread.start()
