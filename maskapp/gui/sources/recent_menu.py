"""The menu of recently opened sources."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from maskapp.display_names import hide_secrets
from maskapp.gui.shared.actions import Actions
from maskapp.gui.shared.formatting import as_tooltip
from maskapp.gui.shared.icons import set_icon
from maskapp.gui.sources.recent_sources import RecentSources, shown_name

_MOST_NAME_PX = 360
"""Maximum width of a name; a longer one would make the menu wider than some windows."""


class RecentMenu(QMenu):
    """A menu of recent files and addresses, newest first, without passwords."""

    def __init__(self, actions: Actions, recent: RecentSources, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("Open &recent"))
        self.setToolTipsVisible(True)
        set_icon(self.menuAction(), "history")
        self._clear = actions.forget_recent
        self._recent = recent
        self._entries = QActionGroup(self)
        self._entries.triggered.connect(self._open)
        recent.changed.connect(self._fill)
        self._fill()

    @Slot()
    def _fill(self) -> None:
        self.clear()
        for action in self._entries.actions():
            self._entries.removeAction(action)
            action.deleteLater()
        for source in self._recent.sources:
            middle = Qt.TextElideMode.ElideMiddle
            shown = self.fontMetrics().elidedText(shown_name(source), middle, _MOST_NAME_PX)
            action = QAction(shown.replace("&", "&&"), self._entries)
            action.setToolTip(
                as_tooltip(source.text if source.is_in_vault else hide_secrets(source.text))
            )
            action.setData(source)
            self.addAction(action)
        self.addSeparator()
        self.addAction(self._clear)
        self.setEnabled(bool(self._recent.sources))

    @Slot(QAction)
    def _open(self, action: QAction) -> None:
        self._recent.choose(action.data())
