"""The panel of snapshots: filters above, cards below, and what can be done with them."""

from pathlib import Path

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QLocale,
    QPoint,
    QSize,
    Qt,
    QUrl,
    Signal,
    Slot,
)
from PySide6.QtGui import QAction, QDesktopServices, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QMessageBox,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from maskapp.gui.card_grid import CardGrid, ranges
from maskapp.gui.export_dialog import ExportDialog
from maskapp.gui.note_dialog import NoteDialog
from maskapp.gui.snapshot_actions import SnapshotActions
from maskapp.gui.snapshot_card import PICTURE_SIZE, SnapshotCard
from maskapp.gui.snapshot_filters import SnapshotFilters
from maskapp.gui.snapshot_model import SNAPSHOT_ROLE, SnapshotModel
from maskapp.gui.snapshot_worker import Listing, SnapshotThread
from maskapp.gui.style import SPACE_S, SPACE_XS
from maskapp.outputs.snapshot_records import SNAPSHOT_FOLDER, Snapshot
from maskapp.records import SnapshotShot
from maskapp.settings import Settings

_ICON_PX = 20


class SnapshotPanel(QWidget):
    """Shows the snapshot log, and hands new snapshots to it.

    Signals:
        kept: A new snapshot is on the disk.
        noticed: A sentence for people about what was put right.
        failed: A sentence for people about what went wrong.
    """

    kept = Signal()
    noticed = Signal(str)
    failed = Signal(str)

    def __init__(self, data_dir: Path, parent: QWidget | None = None) -> None:
        """Open the log in its thread.

        Args:
            data_dir: The log is in a folder of it.
            parent: Qt's.
        """
        super().__init__(parent)
        self._folder = data_dir / SNAPSHOT_FOLDER
        self._thread = SnapshotThread(self._folder, self)
        self._model = SnapshotModel(self._thread.ask, self)
        self._total = 0
        self._asked_ids: list[int] = []
        self._deleted: list[list[int]] = []
        self._ratio = 0.0
        self.filters = SnapshotFilters(self)
        self.view = self._make_view()
        self._pages = self._make_pages()
        self._count = QLabel(self)
        self.commands = SnapshotActions(self.view, self)
        self._arrange()
        self._connect()
        self._fit_thumbnails()
        self._search()

    def menu_actions(self) -> list[QAction]:
        """What can be done with the selected snapshots, for the menu bar."""
        return self.commands.all()

    @Slot(object)
    def add(self, shot: SnapshotShot) -> None:
        """Keep a new snapshot."""
        self._thread.add(shot)

    @Slot(object)
    def set_settings(self, settings: Settings) -> None:
        """Keep as many snapshots as the settings allow."""
        self._thread.set_retention(settings.retention_days, settings.retention_mb)

    @Slot()
    def export(self) -> None:
        """Ask how to export, and do it."""
        filtered = None if self.filters.is_everything() else self._model.ids()
        dialog = ExportDialog(self._folder, self._total, filtered, self.selected_ids(), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def selected_ids(self) -> list[int]:
        """The snapshots that are selected, in the order of the view."""
        parts = ranges(self.view.selectionModel().selection())
        rows = (row for part in parts for row in range(part.top(), part.bottom() + 1))
        return [self._model.id_at(row) for row in sorted(rows)]

    def shutdown(self, timeout_s: float = 5.0) -> bool:
        """Finish what is to be written and close the log.

        Returns:
            Whether it is done. If not, the disk hangs: keep the panel until the process ends.
        """
        exports = [dialog.shutdown(timeout_s) for dialog in self.findChildren(ExportDialog)]
        return self._thread.shutdown(timeout_s) and all(exports)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Qt's: only now it is known how dense the screen is."""
        super().showEvent(event)
        self._fit_thumbnails()

    def _make_view(self) -> CardGrid:
        view = CardGrid(SnapshotCard(self), self)
        view.setModel(self._model)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.setAccessibleName(self.tr("Snapshots"))
        return view

    def _make_pages(self) -> QStackedWidget:
        pages = QStackedWidget(self)
        pages.addWidget(self.view)
        self._empty_text = QLabel(pages)
        self._empty_text.setWordWrap(True)
        self._empty_text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.clear_filters = QPushButton(self.tr("Show all snapshots"), pages)
        empty = QWidget(pages)
        column = QVBoxLayout(empty)
        column.setSpacing(SPACE_S)
        column.addStretch()
        column.addWidget(self._empty_text)
        column.addWidget(self.clear_filters, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()
        pages.addWidget(empty)
        return pages

    def _arrange(self) -> None:
        self.tools = QWidget(self)  # where there is a title bar, they are put there
        tools = QHBoxLayout(self.tools)
        tools.setContentsMargins(0, 0, 0, 0)
        tools.setSpacing(SPACE_XS)
        tools.addWidget(self._count, 1)
        for action in self.commands.tools():
            button = QToolButton(self)
            button.setDefaultAction(action)
            button.setAutoRaise(True)
            button.setIconSize(QSize(_ICON_PX, _ICON_PX))
            button.setAccessibleName(action.iconText())
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            tools.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_S, SPACE_S, SPACE_S, SPACE_XS)
        layout.setSpacing(SPACE_XS)
        layout.addWidget(self.filters)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self.tools)

    def _connect(self) -> None:
        worker = self._thread.worker
        worker.listed.connect(self._show_listing)
        worker.cards_read.connect(self._model.put_snapshots)
        worker.thumbnail_ready.connect(self._model.put_thumbnail)
        worker.kept.connect(self._tell_kept)
        worker.noticed.connect(self.noticed)
        worker.failed.connect(self.failed)
        self.filters.changed.connect(self._search)
        self.clear_filters.clicked.connect(self.filters.clear)
        self.view.selectionModel().selectionChanged.connect(self._selection_changed)
        self.view.activated.connect(self._open)
        self.view.customContextMenuRequested.connect(self._show_menu)
        actions = self.commands
        actions.open.triggered.connect(self._open)
        actions.show_folder.triggered.connect(self._show_folder)
        actions.edit_note.triggered.connect(self._ask_note)
        actions.delete.triggered.connect(self._ask_delete)
        actions.undo.triggered.connect(self._undo)
        actions.select_all.triggered.connect(self.view.selectAll)

    @Slot()
    def _search(self) -> None:
        self._thread.search(self.filters.wanted(), self.filters.order())

    @Slot(object)
    def _show_listing(self, listing: Listing) -> None:
        selected = self.selected_ids()
        self._total = listing.total
        self._model.set_ids(listing.ids)
        self._select(selected)
        self.filters.set_sources(listing.sources)
        self._empty_text.setText(
            self.tr("No snapshot matches the filter.")
            if listing.total
            else self.tr(
                "No snapshots yet. Press Space while a source plays to take one; "
                "violations are saved automatically."
            )
        )
        self.clear_filters.setVisible(bool(listing.total))
        self._show_page(0 if listing.ids else 1)
        self._selection_changed()

    def _show_page(self, number: int) -> None:
        had_focus = self.window().focusWidget() is self._pages.currentWidget()
        self._pages.setCurrentIndex(number)
        page = self._pages.currentWidget()
        if had_focus and page:  # Qt gives it to anything else when a page that has it is hidden
            page.setFocus()

    def _select(self, ids: list[int]) -> None:
        """Select again what a reset of the model made the view forget."""
        if not ids or self.view.selectionModel().hasSelection():
            return
        chosen = QItemSelection()
        for snapshot_id in ids:
            index = self._model.index_of(snapshot_id)
            if index.isValid():
                chosen.select(index, index)
        self.view.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.Select)

    @Slot()
    def _selection_changed(self) -> None:
        selected, shown = len(self.selected_ids()), self._model.rowCount()
        self.commands.follow(selected, shown, bool(self._deleted))
        number = QLocale().toString
        words = self.tr("{} snapshots").format(number(self._total))
        if self._total == 1:
            words = self.tr("1 snapshot")
        if shown != self._total:
            words = self.tr("{} of {} snapshots").format(number(shown), number(self._total))
        if selected:
            words = self.tr("{}, {} selected").format(words, number(selected))
        self._count.setText(words)

    @Slot(object)
    def _tell_kept(self, _snapshot_id: int) -> None:
        self.kept.emit()

    def _current(self) -> Snapshot | None:
        """The one snapshot that is selected, if it is read already."""
        ids = self.selected_ids()
        return self._model.index_of(ids[0]).data(SNAPSHOT_ROLE) if len(ids) == 1 else None

    @Slot()
    def _open(self) -> None:
        if snapshot := self._current():
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(snapshot.annotated)))

    @Slot()
    def _show_folder(self) -> None:
        if snapshot := self._current():
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(snapshot.annotated.parent)))

    @Slot(QPoint)
    def _show_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(self.menu_actions())
        menu.popup(self.view.viewport().mapToGlobal(place))

    @Slot()
    def _ask_note(self) -> None:
        snapshot = self._current()
        if snapshot is None:
            return
        dialog = NoteDialog(snapshot, self)
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
            self,
        )
        delete = question.addButton(self.tr("Delete"), QMessageBox.ButtonRole.AcceptRole)
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

    def _fit_thumbnails(self) -> None:
        ratio = self.devicePixelRatioF()
        if ratio != self._ratio:
            self._ratio = ratio
            self._thread.set_thumbnail_size(PICTURE_SIZE * ratio)
            self._model.forget_thumbnails()
