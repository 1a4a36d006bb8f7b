"""Lets people notice that a snapshot was taken: light, sound, a word to the desktop."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from maskapp.gui.icons import application_icon
from maskapp.gui.preview import Preview
from maskapp.gui.settings_control import SettingsControl
from maskapp.records import SnapshotShot
from maskapp.settings import Settings


class SnapshotNotices(QObject):
    """Follows the settings on sound and notifications.

    Args:
        settings: Say what is wished.
        preview: Flashes.
    """

    def __init__(self, settings: SettingsControl, preview: Preview) -> None:
        super().__init__(preview)
        self._settings = settings
        self._preview = preview
        self._tray = QSystemTrayIcon(application_icon(), self)
        self._tray.setToolTip(self.tr("Maskapp"))
        settings.changed.connect(self._follow)
        self._follow(settings.settings)

    @Slot(object)
    def notice(self, shot: SnapshotShot) -> None:
        """Tell of a snapshot."""
        settings = self._settings.settings
        self._preview.flash()
        if settings.snapshot_sound:
            QApplication.beep()
        self._follow(settings)  # a desktop that has just started may have its tray only now
        if shot.kind == "automatic" and self._tray.isVisible():
            self._tray.showMessage(
                self.tr("Violation"),
                self.tr("Someone without a proper mask at {0}; a snapshot was taken.").format(
                    shot.source
                ),
            )

    @Slot(object)
    def _follow(self, settings: Settings) -> None:
        """Desktops show messages only of programs with an icon in their tray."""
        self._tray.setVisible(
            settings.desktop_notifications and QSystemTrayIcon.isSystemTrayAvailable()
        )
