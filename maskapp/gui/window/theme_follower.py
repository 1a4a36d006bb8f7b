"""Keeps the theme of the program as the settings say."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication

from maskapp.gui.settings.settings_store import SettingsStore
from maskapp.gui.shared.theme import apply_theme
from maskapp.settings.settings import Settings


class ThemeFollower(QObject):
    """Applies the theme at once, and again when the settings or the system change it.

    Args:
        settings: Holds the theme; owns the follower.
    """

    def __init__(self, settings: SettingsStore) -> None:
        super().__init__(settings)
        self._theme = settings.settings.theme
        apply_theme(self._theme)
        settings.changed.connect(self._follow_settings)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)

    @Slot(object)
    def _follow_settings(self, settings: Settings) -> None:
        if settings.theme != self._theme:  # slow, because every widget is styled again
            self._theme = settings.theme
            apply_theme(self._theme)

    @Slot()
    def _follow_system(self) -> None:
        if self._theme == "system":
            apply_theme(self._theme)
