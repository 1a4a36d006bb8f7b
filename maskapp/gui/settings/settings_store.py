"""The settings of the running program: changed in one place, kept, and told to who needs them."""

import logging
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from maskapp.gui.shared.actions import Actions
from maskapp.gui.shared.command_thread import CommandThread, CommandWorker
from maskapp.settings import SETTINGS_FILE_NAME, Settings, keep_broken, load_settings, save_settings

_log = logging.getLogger(__name__)

_MOST_NOTICES = 2
_WRITE_TIMEOUT_S = 5.0


class SettingsWriter(CommandWorker):
    """Writes the settings to their file, which may take a while.

    Args:
        path: The file.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def write(self, settings: Settings) -> None:
        """Write the settings.

        Raises:
            SettingsError: They cannot be written.
        """
        save_settings(settings, self._path)


class SettingsControl(QObject):
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
        self._writer = SettingsWriter(self._path)
        self._writer.failed.connect(self.failed)
        self._thread = CommandThread(self._writer, parent=self)

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
        self._thread.post(partial(self._writer.write, settings))
        self._thread.start()

    def stop(self) -> None:
        """Wait until the last ones are written."""
        self._thread.shutdown(_WRITE_TIMEOUT_S)


class QuickSettings(QObject):
    """The actions of the menus that change a setting, and show what it is.

    Args:
        actions: Those of the window.
        control: Holds the settings.
    """

    def __init__(self, actions: Actions, control: SettingsControl) -> None:
        super().__init__(control)
        self._control = control
        self._switches = {
            actions.mirror: "mirror",
            actions.automatic_snapshots: "automatic_snapshots",
            actions.snapshot_sound: "snapshot_sound",
            actions.notifications: "desktop_notifications",
        }
        self._choices = {
            actions.theme_system: ("theme", "system"),
            actions.theme_light: ("theme", "light"),
            actions.theme_dark: ("theme", "dark"),
            actions.record_annotated: ("recording_mode", "annotated"),
            actions.record_plain: ("recording_mode", "plain"),
            actions.record_blurred: ("recording_mode", "blurred"),
        }
        for action in (*self._switches, *self._choices):
            action.triggered.connect(self._change)
        control.changed.connect(self._show)
        self._show(control.settings)

    @Slot(object)
    def _show(self, settings: Settings) -> None:
        for action, name in self._switches.items():
            action.setChecked(getattr(settings, name))
        for action, (name, value) in self._choices.items():
            action.setChecked(getattr(settings, name) == value)

    @Slot()
    def _change(self) -> None:
        values: dict[str, Any] = {
            name: action.isChecked() for action, name in self._switches.items()
        }
        for action, (name, value) in self._choices.items():
            if action.isChecked():
                values[name] = value
        self._control.change(**values)
