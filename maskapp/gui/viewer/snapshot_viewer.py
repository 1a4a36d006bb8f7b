"""The viewer of snapshots: which one it shows, and what its buttons do."""

from pathlib import Path

from PySide6.QtCore import QLocale, QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from maskapp.gui.settings.settings_store import SettingsStore
from maskapp.gui.shared.formatting import isolated
from maskapp.gui.shared.make_action import make_action
from maskapp.gui.snapshots.snapshot_actions import SnapshotActions
from maskapp.gui.viewer.correction_keeping import CorrectionKeeping
from maskapp.gui.viewer.viewed_snapshot import SnapshotReading, ViewedSnapshot
from maskapp.gui.viewer.viewer_page import ViewerPage
from maskapp.outputs.snapshots.records import Snapshot
from maskapp.outputs.snapshots.true_label import TrueLabel


class SnapshotViewer(QObject):
    """The viewer, whose page is made when it is opened first.

    Args:
        commands: The actions of the snapshot panel, whose list the viewer goes through.
        settings: Hold whether corrected pictures are kept.
        data_dir: Holds the folder of corrected pictures.
        window: The main window.

    Attributes:
        page: The page of the viewer, for the owner to place; None before it was opened.
        shown: The snapshot that it shows; None for none.
        open_corrections: The action that opens the folder of corrected pictures.

    Signals:
        opened: Emitted with True as the page is to be shown, and with False as it is left.
        left: The page was left, and what it stood in place of is there again.
        reported: A message for the main window.
    """

    opened = Signal(bool)
    left = Signal()
    reported = Signal(str)

    def __init__(
        self, commands: SnapshotActions, settings: SettingsStore, data_dir: Path, window: QWidget
    ) -> None:
        super().__init__(window)
        self._commands = commands
        self._model = commands.model
        self._parent = window
        self.page: ViewerPage | None = None
        self.shown: Snapshot | None = None
        self._is_open = False
        self._id, self._row = -1, 0
        self._deleted: int | None = None
        self._to_select: int | None = None
        self._pictured: int | None = None
        self._reading = SnapshotReading(commands.log_thread, self)
        self._reading.done.connect(self._show)
        self._keeping = CorrectionKeeping(commands.log_thread, settings, data_dir, self)
        self._keeping.told.connect(self._tell)
        self.open_corrections = make_action(
            window, "", self.tr("Open &corrections folder"),
            self.tr("Open the folder of the pictures whose labels you have corrected"),
        )  # fmt: skip
        self.open_corrections.triggered.connect(self._keeping.open_folder)
        commands.view_requested.connect(self.open)
        commands.selected_one.connect(self._follow_selection)
        commands.restoring.connect(self._follow_restoring)
        commands.log_thread.worker.cards_read.connect(self._update_facts)
        commands.log_thread.worker.delete_failed.connect(self._forget_failed)
        commands.log_thread.worker.restore_failed.connect(self._offer_again)
        model = self._model
        for changed in (model.rowsInserted, model.rowsRemoved, model.modelReset):
            changed.connect(self._follow_list)

    @Slot(object, bool)
    def open(self, snapshot_id: int, with_note: bool = False) -> None:
        """Show a snapshot.

        Args:
            snapshot_id: Its id.
            with_note: Whether its note is to be edited.
        """
        page = self._page()
        self._set_deleted(None)
        if not self._is_open:
            self._is_open = True
            self.opened.emit(True)
        self._go_to(snapshot_id)
        (page.facts.note if with_note else page.view).setFocus()

    @Slot()
    def close(self) -> None:
        """Save the note, and leave the page if it is open."""
        if self.page is not None:
            self.page.facts.note.save()  # also notes that could not be written before
        if self._is_open:
            self._is_open = False
            self.opened.emit(False)
            self.left.emit()

    def _page(self) -> ViewerPage:
        if self.page is not None:
            return self.page
        page = self.page = ViewerPage(self._parent)
        for action, slot in (
            (page.previous, self._go_back),
            (page.next, self._go_on),
            (page.first, self._go_to_first),
            (page.last, self._go_to_last),
            (page.boxes, self._switch_boxes),
            (page.play, self._play_clip),
            (page.folder, self._open_folder),
            (page.open_with, self._open_picture),
            (page.delete, self._delete),
            (page.restore, self._restore),
        ):
            action.triggered.connect(slot)
        log_thread = self._commands.log_thread
        page.facts.note.saved.connect(log_thread.set_note)
        log_thread.worker.note_written.connect(page.facts.note.end_saving)
        page.facts.corrections.corrected.connect(self._correct)
        page.left.connect(self.close)
        return page

    def _go_to(self, snapshot_id: int) -> None:
        page = self._page()
        if snapshot_id != self._id:
            page.message.set_full_text("")
        self._id = snapshot_id
        self._follow_list()
        self._commands.select_only(snapshot_id)
        self._reading.request(snapshot_id, has_boxes=page.boxes.isChecked())

    @Slot(object)
    def _follow_selection(self, snapshot_id: int) -> None:
        """Show the selected card, or the panel's buttons would act on another than is shown."""
        if self._is_open and snapshot_id != self._id:
            self._set_deleted(None)
            self._go_to(snapshot_id)

    @Slot(object)
    def _follow_restoring(self, ids: list[int]) -> None:
        """Show the snapshot again if its deletion is undone, here or in the panel."""
        if self._deleted in ids:
            self._set_deleted(None)
        if self._id in ids and self._is_open:
            self._page().message.set_full_text("")  # it says that the snapshot was deleted
            self._to_select = self._id  # once its card is listed again
            self._read_again()  # after it is restored, since both happen in the log's thread

    def _go_to_row(self, row: int) -> None:
        if count := self._model.rowCount():
            self._go_to(self._model.id_at(min(max(row, 0), count - 1)))

    @Slot()
    def _go_back(self) -> None:
        self._go_to_row(self._row - 1)

    @Slot()
    def _go_on(self) -> None:
        # After a deletion the next one has taken the row.
        self._go_to_row(self._row + self._model.index_of(self._id).isValid())

    @Slot()
    def _go_to_first(self) -> None:
        self._go_to_row(0)

    @Slot()
    def _go_to_last(self) -> None:
        self._go_to_row(self._model.rowCount() - 1)

    @Slot()
    def _follow_list(self) -> None:
        """Show the place in the list, and whether there is a next one."""
        if self.page is None:
            return
        page, count, index = self.page, self._model.rowCount(), self._model.index_of(self._id)
        number = QLocale().toString
        if index.isValid():
            self._row = index.row()
            if self._to_select == self._id and self._is_open:
                self._to_select = None
                self._commands.select_only(self._id)
        elif self.shown is not None and self._is_open:  # deleted, or left out by the filters
            self._read_again()
        place = number(self._row + 1) if index.isValid() else "–"
        page.position.setText(self.tr("{} of {}").format(place, number(count)))
        page.previous.setEnabled(self._row > 0)
        page.next.setEnabled(self._row + index.isValid() < count)

    def _read_again(self) -> None:
        """Find out whether the snapshot is still there."""
        self.shown = None
        self._reading.request(self._id, has_boxes=self._page().boxes.isChecked())

    @Slot(object)
    def _show(self, viewed: ViewedSnapshot) -> None:
        if viewed.id != self._id or self.page is None:
            return
        page, snapshot = self.page, viewed.snapshot
        was_pictured, self._pictured = self._pictured == viewed.id, viewed.id
        self.shown = snapshot
        for action in (page.folder, page.open_with, page.delete, page.correct):
            action.setEnabled(snapshot is not None)
        page.play.setEnabled(snapshot is not None and snapshot.clip is not None)
        if snapshot is None:
            page.facts.show_nothing()
            page.view.show_text(self.tr("This snapshot was deleted."))
            return
        page.facts.show_snapshot(snapshot)
        if viewed.image.isNull():
            page.view.show_text(self.tr("The picture is missing or damaged."))
        else:
            page.view.show_picture(viewed.image, viewed.whole, keeps_view=was_pictured)

    @Slot(object)
    def _update_facts(self, snapshots: list[Snapshot]) -> None:
        for snapshot in snapshots:
            if self.shown is not None and snapshot.id == self.shown.id and self.page:
                self.shown = snapshot
                self.page.facts.show_snapshot(snapshot)
                self.page.play.setEnabled(snapshot.clip is not None)

    @Slot()
    def _switch_boxes(self) -> None:
        self._reading.request(self._id, has_boxes=self._page().boxes.isChecked())

    @Slot()
    def _delete(self) -> None:
        if self.shown is None:
            return
        deleted = self._id
        self._page().facts.note.save()
        self._commands.delete_now([deleted])
        self._set_deleted(deleted)
        self._read_again()  # the list tells nothing if the filters leave it out
        self._tell(self.tr("Deleted"))

    @Slot(object)
    def _forget_failed(self, ids: list[int]) -> None:
        """Say no longer that a snapshot was deleted which is still there."""
        if self._deleted in ids:
            self._set_deleted(None)
            self._page().message.set_full_text("")

    @Slot()
    def _restore(self) -> None:
        if self._deleted is not None:
            restored = self._deleted
            self._commands.restore_now([restored])
            if restored != self._id:
                self._go_to(restored)

    @Slot(object)
    def _offer_again(self, ids: list[int]) -> None:
        """Offer again to restore the snapshot that is shown if it could not be restored."""
        if self._id in ids:
            self._set_deleted(self._id)

    def _set_deleted(self, snapshot_id: int | None) -> None:
        self._deleted = snapshot_id
        self._page().restore.setEnabled(snapshot_id is not None)

    @Slot(int, object)
    def _correct(self, track: int, label: TrueLabel | None) -> None:
        # Not of the snapshot that is asked for already, but whose faces are not shown yet.
        corrected = self._id if self.shown is None else self.shown.id
        can_keep = self.shown is None or not self.shown.is_blurred
        self._keeping.correct(corrected, track, label, self._page() if can_keep else None)

    @Slot()
    def _play_clip(self) -> None:
        if self.shown is not None and self.shown.clip is not None:
            self._open_path(self.shown.clip)

    @Slot()
    def _open_folder(self) -> None:
        if self.shown is not None:
            self._open_path(self.shown.annotated.parent)

    @Slot()
    def _open_picture(self) -> None:
        if self.shown is not None:
            has_boxes = self._page().boxes.isChecked()
            self._open_path(self.shown.annotated if has_boxes else self.shown.plain)

    def _open_path(self, path: Path) -> None:
        is_open = QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
        # The desktop does not report whether it found a program.
        text = self.tr("Opening {}") if is_open else self.tr("No program found to open {}")
        self._tell(text.format(isolated(path.name)))

    @Slot(str)
    def _tell(self, text: str) -> None:
        if self.page is not None and self._is_open:
            self.page.message.set_full_text(text)
        else:
            self.reported.emit(text)
