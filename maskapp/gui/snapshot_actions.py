"""What can be done with the selected snapshots."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from maskapp.gui.icons import set_icon


class SnapshotActions(QObject):
    """The actions by name; their keys work while the view has the focus.

    Undo works in the whole panel: the view is hidden once its last snapshot is deleted.
    """

    def __init__(self, view: QWidget, panel: QWidget) -> None:
        super().__init__(view)
        self._view = view
        self.open = self._make("open", self.tr("&Open"), "Return")
        self.show_folder = self._make("folder", self.tr("Show in &folder"), "Ctrl+Return")
        self.edit_note = self._make("note", self.tr("Edit &note…"), "F2")
        self.delete = self._make("trash", self.tr("&Delete…"), "Del")
        self.undo = self._make("undo", self.tr("&Undo delete"), "Ctrl+Z")
        self.undo.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        panel.addAction(self.undo)
        self.select_all = self._make("", self.tr("Select &all"), "Ctrl+A")

    def tools(self) -> list[QAction]:
        """Those that have a button."""
        return [self.open, self.show_folder, self.edit_note, self.delete, self.undo]

    def all(self) -> list[QAction]:
        """Every one, in the order of the menus."""
        return [*self.tools(), self.select_all]

    def follow(self, selected: int, shown: int, can_undo: bool) -> None:
        """Enable what makes sense.

        Args:
            selected: How many snapshots are selected.
            shown: How many are listed.
            can_undo: Whether any were deleted.
        """
        for action in (self.open, self.show_folder, self.edit_note):
            action.setEnabled(selected == 1)
        self.delete.setEnabled(selected > 0)
        self.undo.setEnabled(can_undo)
        self.select_all.setEnabled(shown > 0)

    def _make(self, icon: str, words: str, shortcut: str) -> QAction:
        action = QAction(words, self)
        if icon:
            set_icon(action, icon)
        action.setShortcut(QKeySequence(shortcut))
        # Elsewhere, as in the search, these keys mean other things.
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{action.iconText()} ({keys})")
        self._view.addAction(action)
        return action
