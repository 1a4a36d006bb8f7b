"""The snapshot panel: filters, cards, and the actions on them."""

from pathlib import Path
from typing import TYPE_CHECKING

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
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from maskapp.gui.shared.text_labels import ElidedLabel
from maskapp.gui.shared.theme import SPACE_S, SPACE_XS
from maskapp.gui.snapshots.card_delegate import PICTURE_SIZE, CardDelegate
from maskapp.gui.snapshots.card_grid import CardGrid
from maskapp.gui.snapshots.closing import SavingDialog
from maskapp.gui.snapshots.empty_page import EmptyPage
from maskapp.gui.snapshots.snapshot_actions import SnapshotActions
from maskapp.gui.snapshots.snapshot_filters import SnapshotFilters, make_demo_note
from maskapp.gui.snapshots.snapshot_model import SnapshotModel
from maskapp.gui.snapshots.snapshot_thread import SnapshotThread
from maskapp.gui.sources.source_control import SourceControl
from maskapp.outputs.snapshots.records import SNAPSHOT_FOLDER, Listing, LogEntry
from maskapp.settings.settings import Settings

if TYPE_CHECKING:
    from maskapp.gui.snapshots.export_dialog import ExportDialog

_ICON_PX = 20


class SnapshotPanel(QWidget):
    """The panel that shows the snapshot log and adds new snapshots to it.

    Attributes:
        filters: The row of filters.
        view: The grid of cards.
        commands: The actions on the selected snapshots.
        tools: The number of snapshots, the search field and the buttons; the owner may move
            them into a title bar.
        demo_note: Says that the demo's log is shown.
        empty_text: Explains why no card is shown, also while the log is rebuilt.
        clear_filters: A button, visible if no snapshot passes the filters.

    Signals:
        kept: A new snapshot is on the disk.
        recovered: A message about the log that should not be missed.
        mended: Such a message that is no longer true.
        reported: A message about what was done.
        failed: A message about what failed.
    """

    kept = Signal()
    recovered = Signal(str)
    mended = Signal(str)
    reported = Signal(str)
    failed = Signal(str)

    def __init__(self, data_dir: Path, sources: SourceControl | None = None) -> None:
        """Create the panel; `start` opens the log.

        Args:
            data_dir: Contains the folder of the log.
            sources: While it has the demo clip, the demo's log is shown; None for never.
        """
        super().__init__()
        self._folder = data_dir / SNAPSHOT_FOLDER
        self._thread = SnapshotThread(self._folder, self)
        self._model = SnapshotModel(self._thread.request_card, self)
        self._total, self._listed_page, self._ratio, self._is_automatic = 0, 0, 0.0, True
        self._sources, self._shows_demo = sources, False
        self._export_dialog: ExportDialog | None = None
        self.filters = SnapshotFilters(self)
        self.view = self._make_view()
        self._pages = self._make_pages()
        self._count = ElidedLabel(self)
        self.commands = SnapshotActions(self.view, self._model, self._thread, self)
        self._arrange()
        self._connect()
        self._fit_thumbnails()
        self._search()

    def menu_actions(self) -> list[QAction]:
        """Return the actions on the selected snapshots, for the menu bar."""
        return self.commands.all()

    def start(self) -> None:
        """Open the log. Call this when the window is visible."""
        self._thread.start()

    @Slot(object)
    def add(self, entry: LogEntry) -> None:
        """Save an entry of the log; may be called in any thread."""
        self._thread.add(entry)

    @Slot(object)
    def set_settings(self, settings: Settings) -> None:
        """Apply the limits on age and size of the log."""
        self._is_automatic = settings.automatic_snapshots
        self._explain_empty()
        self._thread.set_retention(settings.retention_days, settings.retention_mb)

    @Slot()
    def export(self) -> None:
        """Open the export dialog."""
        # Not imported at start: the export formats load modules that nothing else needs.
        from maskapp.gui.snapshots.export_dialog import ExportDialog  # noqa: PLC0415
        from maskapp.gui.snapshots.export_job import Scope  # noqa: PLC0415

        scope = Scope(self._model.ids(), self.filters.wanted())
        filtered = None if self.filters.is_everything() else scope
        dialog = ExportDialog(self._folder, self._total, filtered, self.selected_ids(), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self._forget_export_dialog)
        self._export_dialog = dialog
        dialog.open()

    def selected_ids(self) -> list[int]:
        """Return the ids of the selected snapshots, in the order of the view."""
        return self.commands.selected_ids()

    def shutdown(self, timeout_s: float = 1.0) -> bool:
        """Cancel a running export, finish all writing and close the log.

        If the disk is slow, a dialog says what is still being saved, and that something failed.

        Args:
            timeout_s: Time-out for the export, and for the log until the dialog is shown.

        Returns:
            Whether everything has ended. If not, the disk hangs: keep the panel until the
            process ends.
        """
        has_export_ended = self._export_dialog is None or self._export_dialog.shutdown(timeout_s)
        return SavingDialog(self._thread).finish(timeout_s) and has_export_ended

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Update the thumbnail size: the screen's pixel density is known only now."""
        super().showEvent(event)
        self._fit_thumbnails()

    def _make_view(self) -> CardGrid:
        view = CardGrid(CardDelegate(self), self)
        view.setModel(self._model)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.setAccessibleName(self.tr("Snapshots"))
        return view

    def _make_pages(self) -> QStackedWidget:
        pages = QStackedWidget(self)
        pages.addWidget(self.view)
        self._empty = EmptyPage(pages)
        self.empty_text, self.clear_filters = self._empty.text, self._empty.clear_filters
        pages.addWidget(self._empty)
        return pages

    def _arrange(self) -> None:
        self.tools = QWidget(self)
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
        self.demo_note = make_demo_note(self)
        layout.addWidget(self.demo_note)
        layout.addWidget(self.filters)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self.tools)

    def _connect(self) -> None:
        worker = self._thread.worker
        worker.listed.connect(self._show_listing)
        worker.rebuild.changed.connect(self._show_rebuild)
        worker.cards_read.connect(self._model.put_snapshots)
        worker.thumbnail_ready.connect(self._model.put_thumbnail)
        worker.kept.connect(self.kept)
        worker.noticed.connect(self.recovered)
        worker.mended.connect(self.mended)
        worker.reported.connect(self.reported)
        worker.failed.connect(self.failed)
        if self._sources is not None:
            self._sources.changed.connect(self._follow_source)
        self.filters.changed.connect(self._search)
        self.clear_filters.clicked.connect(self.filters.clear)
        self.view.selectionModel().selectionChanged.connect(self._selection_changed)
        self.commands.reported.connect(self.reported)
        self.commands.failed.connect(self.failed)

    @Slot()
    def _follow_source(self) -> None:
        is_demo = self._sources is not None and self._sources.text == "demo"
        if is_demo != self._shows_demo:
            self._shows_demo = is_demo
            self._thread.show_demo(is_demo)

    @Slot()
    def _search(self) -> None:
        self._thread.search(self.filters.wanted(), self.filters.order())

    @Slot(object)
    def _show_listing(self, listing: Listing) -> None:
        selected = self.selected_ids()
        self._total, self._folder = listing.total, listing.folder
        self.demo_note.setVisible(listing.is_demo)
        self._model.set_ids(listing.ids)
        self._select(selected)
        self.filters.set_sources(listing.sources)
        self._explain_empty()
        self._listed_page = 0 if listing.ids else 1
        self._show_page(self._listed_page)
        self._selection_changed()

    def _explain_empty(self) -> None:
        rebuild = self._thread.worker.rebuild.text()
        self._empty.explain(self._total, rebuild, is_automatic=self._is_automatic)

    @Slot()
    def _show_rebuild(self) -> None:
        self._explain_empty()
        is_told = self._thread.worker.rebuild.text() and not self._model.rowCount()
        self._show_page(1 if is_told else self._listed_page)

    def _show_page(self, number: int) -> None:
        had_focus = self.window().focusWidget() is self._pages.currentWidget()
        self._pages.setCurrentIndex(number)
        page = self._pages.currentWidget()
        if had_focus and page:  # Qt moves the focus of a hidden page to an arbitrary widget
            page.setFocus()

    def _select(self, ids: list[int]) -> None:
        """Restore the selection that a reset of the model has cleared."""
        if not ids or self.view.selectionModel().hasSelection():
            return
        selection = QItemSelection()
        # A range for each of thousands of cards would keep Qt busy for seconds.
        for first, last in self._model.runs_of(ids):
            selection.select(self._model.index(first), self._model.index(last))
        self.view.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.Select)

    @Slot()
    def _selection_changed(self) -> None:
        selected, shown = self.view.selected_count(), self._model.rowCount()
        self.commands.update_enabled()
        number = QLocale().toString
        text = self.tr("{} snapshots").format(number(self._total))
        if self._total == 1:
            text = self.tr("1 snapshot")
        if shown != self._total:
            text = self.tr("{} of {} snapshots").format(number(shown), number(self._total))
        if selected:
            text = self.tr("{}, {} selected").format(text, number(selected))
        self._count.set_full_text(text)

    @Slot()
    def _forget_export_dialog(self) -> None:
        self._export_dialog = None

    def _fit_thumbnails(self) -> None:
        ratio = self.devicePixelRatioF()
        if ratio != self._ratio:
            self._ratio = ratio
            self._thread.set_thumbnail_size(PICTURE_SIZE * ratio)
            self._model.clear_thumbnails()
