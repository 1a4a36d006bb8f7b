"""The panel of snapshots: filters above, cards below, and what can be done with them."""

from pathlib import Path

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QLocale,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from maskapp.gui.shared.theme import SPACE_S, SPACE_XS
from maskapp.gui.snapshots.card_delegate import PICTURE_SIZE, SnapshotCard
from maskapp.gui.snapshots.card_grid import CardGrid
from maskapp.gui.snapshots.export_dialog import ExportDialog
from maskapp.gui.snapshots.snapshot_actions import SnapshotActions
from maskapp.gui.snapshots.snapshot_filters import SnapshotFilters
from maskapp.gui.snapshots.snapshot_model import SnapshotModel
from maskapp.gui.snapshots.snapshot_thread import Listing, SnapshotThread
from maskapp.outputs.snapshots.records import SNAPSHOT_FOLDER
from maskapp.records import SnapshotShot
from maskapp.settings import Settings

_ICON_PX = 20


class SnapshotPanel(QWidget):
    """Shows the snapshot log, and hands new snapshots to it.

    Signals:
        kept: A new snapshot is on the disk.
        noticed: A sentence for people about what was put right.
        told: A sentence for people about what was done.
        failed: A sentence for people about what went wrong.
    """

    kept = Signal()
    noticed = Signal(str)
    told = Signal(str)
    failed = Signal(str)

    def __init__(self, data_dir: Path, parent: QWidget | None = None) -> None:
        """Be ready to open the log in its thread.

        Args:
            data_dir: The log is in a folder of it.
            parent: Qt's.
        """
        super().__init__(parent)
        self._folder = data_dir / SNAPSHOT_FOLDER
        self._thread = SnapshotThread(self._folder, self)
        self._model = SnapshotModel(self._thread.request_card, self)
        self._total = 0
        self._is_automatic = True
        self._ratio = 0.0
        self.filters = SnapshotFilters(self)
        self.view = self._make_view()
        self._pages = self._make_pages()
        self._count = QLabel(self)
        self.commands = SnapshotActions(self.view, self._model, self._thread, self)
        self._arrange()
        self._connect()
        self._fit_thumbnails()
        self._search()

    def menu_actions(self) -> list[QAction]:
        """What can be done with the selected snapshots, for the menu bar."""
        return self.commands.all()

    def start(self) -> None:
        """Open the log, once the window can be seen."""
        self._thread.start()

    @Slot(object)
    def add(self, shot: SnapshotShot) -> None:
        """Save a new snapshot; may be called in any thread."""
        self._thread.add(shot)

    @Slot(object)
    def set_settings(self, settings: Settings) -> None:
        """Keep as many snapshots as the settings allow."""
        self._is_automatic = settings.automatic_snapshots
        self._explain_empty()
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
        return self.commands.selected_ids()

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
        tools.addWidget(self.filters.search, 1)
        tools.addSpacing(SPACE_S)
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
        self.commands.told.connect(self.told)
        self.commands.failed.connect(self.failed)

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
        self._explain_empty()
        self.clear_filters.setVisible(bool(listing.total))
        self._show_page(0 if listing.ids else 1)
        self._selection_changed()

    def _explain_empty(self) -> None:
        words = self.tr("No snapshots yet. Press Space while a source plays to take one.")
        if self._is_automatic:
            words = self.tr(
                "No snapshots yet. Press Space while a source plays to take one; "
                "violations are saved automatically."
            )
        if self._total:
            words = self.tr("No snapshot matches the filter.")
        self._empty_text.setText(words)

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
        # With a part for each of thousands of cards, Qt would need seconds for what comes next.
        for first, last in _runs(self._model.rows_of(ids)):
            chosen.select(self._model.index(first), self._model.index(last))
        self.view.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.Select)

    @Slot()
    def _selection_changed(self) -> None:
        selected, shown = self.view.selected_count(), self._model.rowCount()
        self.commands.follow()
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

    def _fit_thumbnails(self) -> None:
        ratio = self.devicePixelRatioF()
        if ratio != self._ratio:
            self._ratio = ratio
            self._thread.set_thumbnail_size(PICTURE_SIZE * ratio)
            self._model.forget_thumbnails()


def _runs(rows: list[int]) -> list[tuple[int, int]]:
    """The first and the last of each row of numbers without a gap; they are in order."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and runs[-1][1] == row - 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs
