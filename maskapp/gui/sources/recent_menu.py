"""The menu of recently opened sources."""

import re

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from maskapp.display_names import hide_secrets
from maskapp.files.source_keys import key_of
from maskapp.gui.shared.actions import Actions
from maskapp.gui.shared.formatting import as_tooltip
from maskapp.gui.shared.icons import set_icon
from maskapp.gui.shared.remembered_state import RecentSource
from maskapp.gui.sources.recent_sources import shown_name
from maskapp.gui.sources.source_control import SourceControl

_NUMBER = re.compile(r" \(\d+\)$")
"""What the vault adds to addresses that are shown alike."""
_MOST_NAME_PX = 360
"""Maximum width of a name; a longer one would make the menu wider than some windows."""


class RecentMenu(QMenu):
    """A menu of recent files and addresses, newest first, without passwords."""

    def __init__(self, actions: Actions, sources: SourceControl, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("Open &recent"))
        self.setToolTipsVisible(True)
        set_icon(self.menuAction(), "history")
        self._clear = actions.forget_recent
        self._sources = sources
        self._recent = sources.recent
        self._entries = QActionGroup(self)
        self._entries.triggered.connect(self._open)
        self._shown: list[tuple[RecentSource, str]] | None = None
        self._recent.changed.connect(self._fill)
        sources.profiles.changed.connect(self._fill)
        self._fill()

    @Slot()
    def _fill(self) -> None:
        shown = [(source, self._name(source)) for source in self._recent.sources]
        if self._shown == shown:
            return  # an open menu would lose the entry that is chosen
        self._shown = shown
        self.clear()
        for action in self._entries.actions():
            self._entries.removeAction(action)
            action.deleteLater()
        for source, name in shown:
            middle = Qt.TextElideMode.ElideMiddle
            text = self.fontMetrics().elidedText(name, middle, _MOST_NAME_PX)
            action = QAction(text.replace("&", "&&"), self._entries)
            action.setToolTip(
                as_tooltip(source.text if source.is_in_vault else hide_secrets(source.text))
            )
            action.setData(source)
            self.addAction(action)
        self.addSeparator()
        self.addAction(self._clear)
        self.setEnabled(bool(self._recent.sources))

    def _name(self, source: RecentSource) -> str:
        """Return the user's name for a source before its own, which tells two of them apart."""
        own_name = shown_name(source)
        text = _NUMBER.sub("", source.text) if source.is_in_vault else source.text
        given = self._sources.profiles.profiles.of(key_of(text)).name
        return f"{given} — {own_name}" if given else own_name

    @Slot(QAction)
    def _open(self, action: QAction) -> None:
        self._recent.choose(action.data())
