"""What can be done with the selected snapshots."""

from pathlib import Path

from PySide6.QtCore import QLocale, QObject, QPoint, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QAction, QDesktopServices, QKeySequence
from PySide6.QtWidgets import QMenu, QMessageBox, QWidget

from maskapp.gui.shared.icons import set_icon
from maskapp.gui.snapshots.card_grid import CardGrid
from maskapp.gui.snapshots.note_dialog import NoteDialog
from maskapp.gui.snapshots.snapshot_model import SNAPSHOT_ROLE, SnapshotModel
from maskapp.gui.snapshots.snapshot_thread import SnapshotThread
from maskapp.outputs.snapshots.records import Snapshot


class SnapshotActions(QObject):
    """The actions by name; their keys work while the view has the focus.

    Undo works in the whole panel: the view is hidden once its last snapshot is deleted.

    Args:
        view: Shows the model; has the context menu.
        model: The snapshots that are listed.
        thread: Deletes, restores and writes notes.
        panel: Lies behind the dialogs.
    """

    told = Signal(str)
    """A sentence for people about where it is."""
    failed = Signal(str)
    """A sentence for people about what could not be opened."""

    def __init__(
        self, view: CardGrid, model: SnapshotModel, thread: SnapshotThread, panel: QWidget
    ) -> None:
        super().__init__(view)
        self._view = view
        self._model = model
        self._thread = thread
        self._panel = panel
        self._asked_ids: list[int] = []
        self._deleted: list[list[int]] = []
        self.open = self._make("open", self.tr("&Open"), "Return")
        self.show_folder = self._make("folder", self.tr("Show in &folder"), "Ctrl+Return")
        self.edit_note = self._make("note", self.tr("Edit &note…"), "F2")
        self.delete = self._make("trash", self.tr("&Delete…"), "Del")
        self.undo = self._make("undo", self.tr("&Undo delete"), "Ctrl+Z")
        self.undo.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        panel.addAction(self.undo)
        self.select_all = self._make("", self.tr("Select &all"), "Ctrl+A")
        self._connect()
        self.follow()

    def tools(self) -> list[QAction]:
        """Those that have a button."""
        return [self.open, self.show_folder, self.edit_note, self.delete, self.undo]

    def all(self) -> list[QAction]:
        """Every one, in the order of the menus."""
        return [*self.tools(), self.select_all]

    @Slot()
    def follow(self) -> None:
        """Enable what makes sense, after the selection or the list has changed."""
        selected = self._view.selected_count()
        for action in (self.open, self.show_folder, self.edit_note):
            action.setEnabled(selected == 1)
        self.delete.setEnabled(selected > 0)
        self.undo.setEnabled(bool(self._deleted))
        self.select_all.setEnabled(self._model.rowCount() > 0)

    def selected_ids(self) -> list[int]:
        """The snapshots that are selected, in the order of the view."""
        return [self._model.id_at(row) for row in self._view.selected_rows()]

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

    def _connect(self) -> None:
        self._view.activated.connect(self._open)
        self._view.customContextMenuRequested.connect(self._show_menu)
        self.open.triggered.connect(self._open)
        self.show_folder.triggered.connect(self._show_folder)
        self.edit_note.triggered.connect(self._ask_note)
        self.delete.triggered.connect(self._ask_delete)
        self.undo.triggered.connect(self._undo)
        self.select_all.triggered.connect(self._view.selectAll)

    def _current(self) -> Snapshot | None:
        """The one snapshot that is selected, if it is read already."""
        ids = self.selected_ids() if self._view.selected_count() == 1 else []
        return self._model.index_of(ids[0]).data(SNAPSHOT_ROLE) if ids else None

    @Slot()
    def _open(self) -> None:
        if snapshot := self._current():
            self._hand_over(snapshot.annotated)

    @Slot()
    def _show_folder(self) -> None:
        if snapshot := self._current():
            self._hand_over(snapshot.annotated.parent)

    def _hand_over(self, path: Path) -> None:
        if QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            # Whether the desktop has a program for it is not told.
            self.told.emit(self.tr("The desktop was asked to open {}.").format(path))
        else:
            self.failed.emit(self.tr("No program was found that opens {}.").format(path))

    @Slot(QPoint)
    def _show_menu(self, place: QPoint) -> None:
        menu = QMenu(self._panel)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(self.all())
        menu.popup(self._view.viewport().mapToGlobal(place))

    @Slot()
    def _ask_note(self) -> None:
        snapshot = self._current()
        if snapshot is None:
            return
        dialog = NoteDialog(snapshot, self._panel)
        dialog.written.connect(self._thread.set_note)
        dialog.open()

    @Slot()
    def _ask_delete(self) -> None:
        ids = self.selected_ids()
        if not ids:
            return
        self._asked_ids = ids
        number = QLocale().toString(len(ids))
        words = self.tr("Delete {} snapshots?").format(number)
        if len(ids) == 1:
            words = self.tr("Delete this snapshot?")
        question = QMessageBox(
            QMessageBox.Icon.Question,
            self.tr("Delete snapshots"),
            # Not as informative text, which Qt breaks into lines too short for the title.
            f"{words}\n\n{self.tr('Until Maskapp closes, you can undo this.')}",
            QMessageBox.StandardButton.Cancel,
            self._panel,
        )
        delete = question.addButton(self.tr("&Delete"), QMessageBox.ButtonRole.AcceptRole)
        question.setDefaultButton(delete)
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.accepted.connect(self._delete)
        question.open()

    @Slot()
    def _delete(self) -> None:
        self._deleted.append(self._asked_ids)
        self._thread.delete(self._asked_ids)

    @Slot()
    def _undo(self) -> None:
        self._thread.restore(self._deleted.pop())
