"""The announcement of a new snapshot by a flash, a sound and a desktop notification."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication

from maskapp.gui.notifications.desktop_notification import DesktopNotification
from maskapp.gui.preview.preview import Preview
from maskapp.gui.settings.settings_store import SettingsStore
from maskapp.gui.shared.formatting import isolated
from maskapp.outputs.snapshots.records import Kind
from maskapp.settings.settings import Settings


class SnapshotNotification(QObject):
    """The announcement of new snapshots, according to the settings for sound and notifications.

    Args:
        settings: The current settings.
        preview: Flashes at each snapshot.

    Signals:
        failed: See `DesktopNotification`.
    """

    failed = Signal(str)

    def __init__(self, settings: SettingsStore, preview: Preview) -> None:
        super().__init__(preview)
        self._settings = settings
        self._preview = preview
        self._desktop = DesktopNotification(self)
        self._desktop.failed.connect(self.failed)
        settings.changed.connect(self._apply_settings)
        self._apply_settings(settings.settings)

    @Slot(str, str)
    def show(self, kind: Kind, source: str) -> None:
        """Announce a snapshot; on the desktop only if a violation caused it.

        Args:
            kind: Kind of the snapshot.
            source: Display name of its source.
        """
        settings = self._settings.settings
        self._preview.flash()
        if kind == "manual" and settings.snapshot_sound:
            QApplication.beep()
        if kind == "automatic":  # its sound is the alarm, which can be muted and has its hours
            self._desktop.show(
                self.tr("Violation"),
                self.tr(
                    "Someone at {0} is not wearing a mask properly. A snapshot is being taken."
                ).format(isolated(source)),
            )

    @Slot(object)
    def _apply_settings(self, settings: Settings) -> None:
        self._desktop.set_on(settings.desktop_notifications)
