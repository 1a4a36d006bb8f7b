"""The viewer of snapshots: which one it shows, and what its buttons do."""

from pathlib import Path

from PySide6.QtCore import QLocale, QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from maskapp.gui.settings.settings_store import SettingsStore
from maskapp.gui.shared.make_action import make_action
from maskapp.gui.snapshots.snapshot_actions import SnapshotActions
from maskapp.gui.viewer.correction_keeping import CorrectionKeeping
from maskapp.gui.viewer.viewed_snapshot import SnapshotReading, ViewedSnapshot
from maskapp.gui.viewer.viewer_window import ViewerWindow
from maskapp.outputs.snapshots.records import Snapshot
from maskapp.outputs.snapshots.true_label import TrueLabel


class SnapshotViewer(QObject):
    """The viewer, whose window is made when it is opened first.

    Args:
        commands: The actions of the snapshot panel, whose list the viewer goes through.
        settings: Hold whether corrected pictures are kept.
        data_dir: Holds the folder of corrected pictures.
        window: The main window.

    Attributes:
        window: The window of the viewer; None before it was opened.
        open_corrections: The action that opens the folder of corrected pictures.

    Signals:
        reported: A message for the main window.
    """

    reported = Signal(str)

    def __init__(
        self, commands: SnapshotActions, settings: SettingsStore, data_dir: Path, window: QWidget
    ) -> None:
        super().__init__(window)
        self._commands = commands
        self._model = commands.model
        self._parent = window
        self.window: ViewerWindow | None = None
        self._id = -1
        self._row = 0
        self._shown: Snapshot | None = None
        self._deleted: int | None = None
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
        commands.log_thread.worker.cards_read.connect(self._update_facts)
        for changed in (
            self._model.rowsInserted,
            self._model.rowsRemoved,
            self._model.modelReset,
        ):
            changed.connect(self._follow_list)

    @Slot(object, bool)
    def open(self, snapshot_id: int, with_note: bool = False) -> None:
        """Show a snapshot.

        Args:
            snapshot_id: Its id.
            with_note: Whether its note is to be edited.
        """
        window = self._window()
        self._set_deleted(None)
        self._go_to(snapshot_id)
        window.show()
        window.raise_()
        window.activateWindow()
        (window.facts.note if with_note else window.view).setFocus()

    def close(self) -> None:
        """Save the note and close the window."""
        if self.window is not None:
            self.window.close()

    def _window(self) -> ViewerWindow:
        if self.window is not None:
            return self.window
        window = self.window = ViewerWindow(self._parent)
        for action, slot in (
            (window.previous, self._go_back),
            (window.next, self._go_on),
            (window.first, self._go_to_first),
            (window.last, self._go_to_last),
            (window.boxes, self._switch_boxes),
            (window.play, self._play_clip),
            (window.folder, self._open_folder),
            (window.open_with, self._open_picture),
            (window.delete, self._delete),
            (window.restore, self._restore),
        ):
            action.triggered.connect(slot)
        window.facts.note.saved.connect(self._commands.log_thread.set_note)
        window.facts.corrections.corrected.connect(self._correct)
        window.left.connect(self._commands.focus_view)
        return window

    def _go_to(self, snapshot_id: int) -> None:
        window = self._window()
        if snapshot_id != self._id:
            window.message.set_full_text("")
        self._id = snapshot_id
        self._follow_list()
        self._commands.select_only(snapshot_id)
        self._reading.request(snapshot_id, has_boxes=window.boxes.isChecked())

    def _go_to_row(self, row: int) -> None:
        count = self._model.rowCount()
        if count:
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
        if self.window is None:
            return
        window, count, index = self.window, self._model.rowCount(), self._model.index_of(self._id)
        number = QLocale().toString
        if index.isValid():
            self._row = index.row()
        elif self._shown is not None and window.isVisible():  # deleted, or left out by the filters
            self._shown = None
            self._reading.request(self._id, has_boxes=window.boxes.isChecked())
        place = number(self._row + 1) if index.isValid() else "–"
        window.position.setText(self.tr("{} of {}").format(place, number(count)))
        window.previous.setEnabled(self._row > 0)
        window.next.setEnabled(self._row + index.isValid() < count)

    @Slot(object)
    def _show(self, viewed: ViewedSnapshot) -> None:
        if viewed.id != self._id or self.window is None:
            return
        window, snapshot = self.window, viewed.snapshot
        was_shown = self._shown is not None and self._shown.id == viewed.id
        self._shown = snapshot
        for action in (window.folder, window.open_with, window.delete, window.correct):
            action.setEnabled(snapshot is not None)
        window.play.setEnabled(snapshot is not None and snapshot.clip is not None)
        if snapshot is None:
            window.facts.show_nothing()
            window.view.show_text(self.tr("This snapshot was deleted."))
            return
        window.setWindowTitle(f"{snapshot.source} — {self.tr('Snapshot')}")
        window.facts.show_snapshot(snapshot)
        if viewed.image.isNull():
            window.view.show_text(self.tr("The picture is missing or damaged."))
        else:
            window.view.show_picture(viewed.image, viewed.whole, keeps_view=was_shown)

    @Slot(object)
    def _update_facts(self, snapshots: list[Snapshot]) -> None:
        for snapshot in snapshots:
            if self._shown is not None and snapshot.id == self._shown.id and self.window:
                self._shown = snapshot
                self.window.facts.show_snapshot(snapshot)
                self.window.play.setEnabled(snapshot.clip is not None)

    @Slot()
    def _switch_boxes(self) -> None:
        self._reading.request(self._id, has_boxes=self._window().boxes.isChecked())

    @Slot()
    def _delete(self) -> None:
        if self._shown is None:
            return
        deleted = self._id
        self._window().facts.note.save()
        self._commands.delete_now([deleted])
        self._set_deleted(deleted)
        self._tell(self.tr("Deleted"))

    @Slot()
    def _restore(self) -> None:
        if self._deleted is not None:
            restored = self._deleted
            self._commands.restore_now([restored])
            self._set_deleted(None)
            self._go_to(restored)

    def _set_deleted(self, snapshot_id: int | None) -> None:
        self._deleted = snapshot_id
        self._window().restore.setEnabled(snapshot_id is not None)

    @Slot(int, object)
    def _correct(self, track: int, label: TrueLabel | None) -> None:
        self._keeping.correct(self._id, track, label, self._window())

    @Slot()
    def _play_clip(self) -> None:
        if self._shown is not None and self._shown.clip is not None:
            self._open_path(self._shown.clip)

    @Slot()
    def _open_folder(self) -> None:
        if self._shown is not None:
            self._open_path(self._shown.annotated.parent)

    @Slot()
    def _open_picture(self) -> None:
        if self._shown is not None:
            has_boxes = self._window().boxes.isChecked()
            self._open_path(self._shown.annotated if has_boxes else self._shown.plain)

    def _open_path(self, path: Path) -> None:
        is_open = QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
        # The desktop does not report whether it found a program.
        text = self.tr("Opening {}") if is_open else self.tr("No program found to open {}")
        self._tell(text.format(path.name))

    @Slot(str)
    def _tell(self, text: str) -> None:
        if self.window is not None and self.window.isVisible():
            self.window.message.set_full_text(text)
        else:
            self.reported.emit(text)
