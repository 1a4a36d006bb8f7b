"""Lets people notice that a snapshot was taken: light, sound, a word to the desktop."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication

from maskapp.gui.notifications.desktop_notification import DesktopNotification
from maskapp.gui.preview.preview import Preview
from maskapp.gui.settings.settings_store import SettingsStore
from maskapp.outputs.snapshots.records import Kind
from maskapp.settings import Settings


class SnapshotNotices(QObject):
    """Follows the settings on sound and notifications.

    Args:
        settings: Say what is wished.
        preview: Flashes.
    """

    failed = Signal(str)
    """As for `DesktopNotification`."""

    def __init__(self, settings: SettingsStore, preview: Preview) -> None:
        super().__init__(preview)
        self._settings = settings
        self._preview = preview
        self._desktop = DesktopNotification(self)
        self._desktop.failed.connect(self.failed)
        settings.changed.connect(self._follow)
        self._follow(settings.settings)

    @Slot(str, str)
    def show(self, kind: Kind, source: str) -> None:
        """Flash, beep and notify of a new snapshot."""
        settings = self._settings.settings
        self._preview.flash()
        if settings.snapshot_sound:
            QApplication.beep()
        if kind == "automatic":
            self._desktop.show(
                self.tr("Violation"),
                self.tr("Someone without a proper mask at {0}; a snapshot was taken.").format(
                    source
                ),
            )

    @Slot(object)
    def _follow(self, settings: Settings) -> None:
        self._desktop.set_on(settings.desktop_notifications)
