"""The actions on the selected snapshots: open, show, edit the note, delete, undo."""

import time
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, QLocale, QObject, QPoint, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QAction, QDesktopServices, QKeySequence
from PySide6.QtWidgets import QMenu, QMessageBox, QWidget

from maskapp.gui.shared.icons import set_icon
from maskapp.gui.snapshots.card_grid import CardGrid
from maskapp.gui.snapshots.snapshot_model import SNAPSHOT_ROLE, SnapshotModel
from maskapp.gui.snapshots.snapshot_thread import SnapshotThread
from maskapp.outputs.snapshots.records import Snapshot

_UNDO_S = 3600.0
"""After so long at the latest, the log removes what was deleted for good."""


class SnapshotActions(QObject):
    """The actions on the selected snapshots, each as an attribute.

    Their shortcuts work while the view has the focus. Undo works in the whole panel, because
    the view is hidden when its last snapshot is deleted.

    Args:
        view: Shows the model and gets the context menu.
        model: The listed snapshots.
        thread: Deletes and restores snapshots.
        panel: Parent of the dialogs.

    Attributes:
        model: The listed snapshots.
        log_thread: Reads and writes them.

    Signals:
        view_requested: The id of a snapshot that is to be shown, and whether its note is to be
            edited.
        selected_one: The id of the snapshot that is now the only one selected.
        restoring: The ids of deleted snapshots that are being restored.
        reported: A message about what was done.
        failed: A message about what could not be opened.
    """

    view_requested = Signal(object, bool)
    selected_one = Signal(object)
    restoring = Signal(object)
    reported = Signal(str)
    failed = Signal(str)

    def __init__(
        self, view: CardGrid, model: SnapshotModel, thread: SnapshotThread, panel: QWidget
    ) -> None:
        super().__init__(view)
        self._view = view
        self.model = model
        self.log_thread = thread
        self._panel = panel
        self._ids_to_delete: list[int] = []
        self._deleted: list[list[int]] = []
        self._undo_until_s: dict[tuple[int, ...], float] = {}
        self.open = self._make(
            "open", self.tr("&Open"), self.tr("Show the selected snapshot large"), "Return"
        )
        self.show_folder = self._make(
            "folder",
            self.tr("Show in &folder"),
            self.tr("Show the selected snapshot in the file manager"),
            "Ctrl+Return",
        )
        self.edit_note = self._make(
            "note", self.tr("Edit &note"), self.tr("Write a note on the selected snapshot"), "F2"
        )
        self.delete = self._make(
            "trash", self.tr("&Delete…"), self.tr("Delete the selected snapshots"), "Del"
        )
        self.undo = self._make(
            "undo", self.tr("&Undo delete"), self.tr("Restore the snapshots deleted last"), "Ctrl+Z"
        )
        self.undo.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        panel.addAction(self.undo)
        self.select_all = self._make(
            "", self.tr("Select &all"), self.tr("Select all snapshots listed"), "Ctrl+A"
        )
        self._connect()
        self.update_enabled()

    def tools(self) -> list[QAction]:
        """Return the actions that have a button."""
        return [self.open, self.show_folder, self.edit_note, self.delete, self.undo]

    def all(self) -> list[QAction]:
        """Return all actions, in the order of the menus."""
        return [*self.tools(), self.select_all]

    @Slot()
    def update_enabled(self) -> None:
        """Enable the actions that apply to the current selection and list."""
        selected = self._view.selected_count()
        for action in (self.open, self.show_folder, self.edit_note):
            action.setEnabled(selected == 1)
        self.delete.setEnabled(selected > 0)
        self._forget_final()
        self.select_all.setEnabled(self.model.rowCount() > 0)

    def selected_ids(self) -> list[int]:
        """Return the ids of the selected snapshots, in the order of the view."""
        return [self.model.id_at(row) for row in self._view.selected_rows()]

    def _make(self, icon: str, text: str, tip: str, shortcut: str) -> QAction:
        action = QAction(text, self)
        action.setStatusTip(tip)
        if icon:
            set_icon(action, icon)
        action.setShortcut(QKeySequence(shortcut))
        # Elsewhere these keys have other meanings, for example in the search field.
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{action.iconText()} ({keys})")
        self._view.addAction(action)
        return action

    def _connect(self) -> None:
        self._view.activated.connect(self._open)
        self._view.selectionModel().selectionChanged.connect(self._tell_selected)
        self._view.customContextMenuRequested.connect(self._show_menu)
        self.log_thread.worker.delete_failed.connect(self._forget_failed)
        self.log_thread.worker.restore_failed.connect(self._offer_again)
        self.open.triggered.connect(self._open)
        self.show_folder.triggered.connect(self._show_folder)
        self.edit_note.triggered.connect(self._edit_note)
        self.delete.triggered.connect(self._confirm_delete)
        self.undo.triggered.connect(self._undo)
        self.select_all.triggered.connect(self._view.selectAll)

    def _current(self) -> Snapshot | None:
        """Return the selected snapshot; None if it is not exactly one, or not read yet."""
        ids = self.selected_ids() if self._view.selected_count() == 1 else []
        return self.model.index_of(ids[0]).data(SNAPSHOT_ROLE) if ids else None

    @Slot()
    def _tell_selected(self) -> None:
        if self._view.selected_count() == 1:
            self.selected_one.emit(self.selected_ids()[0])

    def focus_view(self) -> None:
        """Give the cards the focus."""
        self._view.setFocus()

    def select_only(self, snapshot_id: int) -> None:
        """Select a card, if it is listed, and scroll to it."""
        index = self.model.index_of(snapshot_id)
        if index.isValid():
            select = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self._view.selectionModel().setCurrentIndex(index, select)

    def delete_now(self, ids: list[int]) -> None:
        """Delete snapshots without asking."""
        self._deleted.append(ids)
        self._undo_until_s[tuple(ids)] = time.monotonic() + _UNDO_S
        self.log_thread.delete(ids)

    @Slot(object)
    def _forget_failed(self, ids: list[int]) -> None:
        """Offer no more to restore what was not deleted."""
        self._undo_until_s.pop(tuple(ids), None)
        self._forget_final()

    def _forget_final(self) -> None:
        """Offer no more to restore what is removed for good by now."""
        now_s = time.monotonic()
        self._undo_until_s = {
            ids: until_s for ids, until_s in self._undo_until_s.items() if until_s > now_s
        }
        self._deleted = [ids for ids in self._deleted if tuple(ids) in self._undo_until_s]
        self.undo.setEnabled(bool(self._deleted))

    def restore_now(self, ids: list[int]) -> None:
        """Restore deleted snapshots."""
        if ids in self._deleted:
            self._deleted.remove(ids)
        self.log_thread.restore(ids)
        self.restoring.emit(ids)

    @Slot(object)
    def _offer_again(self, ids: list[int]) -> None:
        """Offer again to restore what could not be restored."""
        self._deleted.append(ids)
        self._forget_final()

    @Slot()
    def _open(self) -> None:
        self._request_view(with_note=False)

    @Slot()
    def _edit_note(self) -> None:
        self._request_view(with_note=True)

    def _request_view(self, *, with_note: bool) -> None:
        if self._view.selected_count() == 1:
            self.view_requested.emit(self.selected_ids()[0], with_note)

    @Slot()
    def _show_folder(self) -> None:
        if snapshot := self._current():
            self._open_path(snapshot.annotated.parent)

    def _open_path(self, path: Path) -> None:
        if QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            # The desktop does not report whether it found a program.
            self.reported.emit(self.tr("Opening {}").format(path))
        else:
            self.failed.emit(self.tr("No program found to open {}").format(path))

    @Slot(QPoint)
    def _show_menu(self, place: QPoint) -> None:
        menu = QMenu(self._panel)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(self.all())
        menu.popup(self._view.viewport().mapToGlobal(place))

    @Slot()
    def _confirm_delete(self) -> None:
        ids = self.selected_ids()
        if not ids:
            return
        self._ids_to_delete = ids
        number = QLocale().toString(len(ids))
        text = self.tr("Delete {} snapshots?").format(number)
        if len(ids) == 1:
            text = self.tr("Delete this snapshot?")
        until = self.tr(
            "You can undo this within an hour, unless you close Maskapp or new snapshots need the"
            " room."
        )
        question = QMessageBox(
            QMessageBox.Icon.Question,
            self.tr("Delete snapshots"),
            # All in one text: Qt wraps informative text to lines shorter than the title.
            f"{text}\n\n{until}",
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
        self.delete_now(self._ids_to_delete)

    @Slot()
    def _undo(self) -> None:
        self._forget_final()
        if self._deleted:
            self.restore_now(self._deleted[-1])
        else:
            self.failed.emit(self.tr("What was deleted over an hour ago cannot be restored."))
