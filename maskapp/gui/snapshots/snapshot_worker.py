"""The worker that saves and lists snapshots, in the thread of the snapshot log."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QLocale, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QImage

from maskapp.errors import MaskappError, SnapshotLogBusyError
from maskapp.gui.shared.command_thread import CommandWorker
from maskapp.gui.snapshots.cards_to_read import CardsToRead, read_thumbnail
from maskapp.gui.snapshots.log_wait import LogRebuild, LogWait, run_until_held, told_if_it_fails
from maskapp.gui.snapshots.retention_messages import RetentionMessages
from maskapp.outputs.figures.records import MinuteFigures
from maskapp.outputs.snapshots.open_logs import OpenLogs
from maskapp.outputs.snapshots.records import (
    EVERYTHING,
    LogEntry,
    NewClip,
    NewSnapshot,
    Snapshot,
    SnapshotFilter,
    SnapshotSort,
)
from maskapp.outputs.snapshots.unsaved_entries import SavedPictures, UnsavedEntries
from maskapp.outputs.violation_event import ViolationEvent

_CARDS_AT_A_TIME = 4
"""Cards read per command; in between, other commands get their turn, such as saving a snapshot."""
_BUSY_TIMEOUT_S = 2.0
_RETRY_PAUSES_MS = (1000, 2000, 4000, 8000, 15_000)
"""Pauses before a locked log is tried again; the last one repeats."""
_CHECK_LIMITS_EVERY_MS = 3_600_000


class SnapshotWorker(CommandWorker):
    """The worker that saves and lists snapshots.

    While another process holds the log, commands wait and are tried again, in their order. The
    pictures of new snapshots are written all the same.

    Args:
        folder: Folder of the user's log.
        cards_to_read: The cards that the panel wants to show.
        busy_timeout_s: Time for which one attempt waits for another process.
        retry_pauses_ms: Pauses between the attempts.

    Attributes:
        waiting: What `add_next` is going to save; may be used in any thread.
        rebuild: How far the rebuild of a damaged log is.
    """

    listed = Signal(object)
    """A `Listing`, after every change."""
    cards_read = Signal(object)
    """A list of `Snapshot`."""
    thumbnail_ready = Signal(object, QImage)
    """An id and its image; a null image where the picture is missing."""
    note_written = Signal(object, str, bool)
    """The id and the note that `set_note` was given, and whether the note is in the log now."""
    delete_failed = Signal(object)
    """The ids that `delete` was given, which are all still there."""
    restore_failed = Signal(object)
    """The ids that `restore` was given, which are still deleted."""
    kept = Signal(object)
    """The id of a new snapshot that is now on the disk."""
    noticed = Signal(str)
    """A message for the user about the log that should not be missed."""
    mended = Signal(str)
    """A message of `noticed` that is no longer true."""
    reported = Signal(str)
    """A message for the user about what was done."""

    _more = Signal()

    def __init__(
        self,
        folder: Path,
        cards_to_read: CardsToRead,
        busy_timeout_s: float = _BUSY_TIMEOUT_S,
        retry_pauses_ms: tuple[int, ...] = _RETRY_PAUSES_MS,
    ) -> None:
        super().__init__()
        self.rebuild = LogRebuild(self)
        self._logs = OpenLogs(folder, busy_timeout_s, self._tell_rebuild)
        self._cards_to_read = cards_to_read
        self._thumbnail_size = QSize()
        self._filter = EVERYTHING
        self._sort = SnapshotSort.NEWEST
        self._shows_demo = False
        self._retention = (0, 0)
        self._about_retention = RetentionMessages(self)
        self._about_retention.removed.connect(self.reported)
        self._about_retention.held.connect(self.noticed)
        self._about_retention.not_restored.connect(self.failed)
        self.waiting = UnsavedEntries()
        self._waiting: list[tuple[Callable[[], None], bool]] = []
        self._has_reported_figures = False
        self._log_wait = LogWait(self, retry_pauses_ms)
        self._log_wait.due.connect(self._retry)
        self._log_wait.begun.connect(self.noticed)
        self._log_wait.ended.connect(self.mended)
        self._log_wait.succeeded.connect(self.reported)
        self._limits_timer = QTimer(self)  # moves to the thread with this object
        self._limits_timer.timeout.connect(self._check_limits)
        self._more.connect(self.serve, Qt.ConnectionType.QueuedConnection)

    def search(self, wanted: SnapshotFilter, sort: SnapshotSort) -> None:
        """List the snapshots that pass the filter, now and after every change."""
        self._filter, self._sort = wanted, sort
        self._do(self._list)

    def show_demo(self, is_demo: bool) -> None:
        """List the demo's log or the user's."""
        self._shows_demo = is_demo
        self._do(self._list)

    def add_next(self) -> None:
        """Save the next entry of `waiting`."""
        self.add(self.waiting.take(0))  # None for a snapshot that could not be saved early

    def add(self, entry: LogEntry | SavedPictures | None) -> None:
        """Save an entry of the log, which `waiting` counts."""
        if isinstance(entry, NewSnapshot):
            entry = self.waiting.save(entry, self._logs.write_pictures)
        if isinstance(entry, SavedPictures):
            self._do(partial(self._add_row, entry))
        elif entry is not None:
            self._do(partial(self._write, entry))

    def _write(self, entry: ViolationEvent | MinuteFigures | NewClip) -> None:
        with self.waiting.written(entry):
            match entry:
                case MinuteFigures():
                    self._add_figures(entry)
                case NewClip():
                    self.cards_read.emit(self._logs.add_clip(entry))
                    self._apply_retention()
                case _:
                    self.cards_read.emit(self._logs.update_event(entry))

    def set_note(self, snapshot_id: int, note: str) -> None:
        """Write the user's note to a snapshot."""
        self._do(partial(self._set_note, snapshot_id, note), is_change=True)

    def use(
        self, work: Callable[[OpenLogs], Sequence[Snapshot]], *, is_change: bool = False
    ) -> None:
        """Run work on the logs, which returns the snapshots that it changed or read."""
        self._do(lambda: self.cards_read.emit(work(self._logs)), is_change=is_change)

    def delete(self, ids: list[int]) -> None:
        """Delete snapshots; they can be restored for an hour at most, until `close`."""
        self._do(partial(self._delete, ids), is_change=True)

    def restore(self, ids: list[int]) -> None:
        """Restore deleted snapshots; those that cannot be are counted in `failed`."""
        self._do(partial(self._restore, ids), is_change=True)

    def set_retention(self, days: int, megabytes: int) -> None:
        """Delete snapshots beyond these limits, now, after each new snapshot, and every hour."""
        self._retention = (days, megabytes)
        self._limits_timer.start(_CHECK_LIMITS_EVERY_MS)
        self._do(self._apply_retention)

    def set_thumbnail_size(self, size: QSize) -> None:
        """Set the maximum size of thumbnails, in screen pixels."""
        self._thumbnail_size = size

    @Slot()
    def serve(self) -> None:
        """Read some of the requested cards."""
        ids = self._cards_to_read.take(_CARDS_AT_A_TIME)
        if ids:
            self.execute(partial(self._do, partial(self._serve, ids)))
            self._more.emit()

    def close(self) -> None:
        """Remove deleted snapshots for good and close the log."""
        self._log_wait.stop()
        self._limits_timer.stop()
        waiting, self._waiting = self._waiting, []
        changes = run_until_held(waiting, self.failed.emit)
        try:
            self._logs.close()
        finally:
            if changes:
                text = self.tr(
                    "Another program held the snapshot log until the end. Notes and deletions that"
                    " are not saved: {}. All snapshots are."
                )
                self.failed.emit(text.format(changes))

    def _do(self, command: Callable[[], None], *, is_change: bool = False) -> None:
        """Run a command, or keep it until the log is free.

        Args:
            command: May be run again.
            is_change: Whether the user loses something if it never runs.
        """
        if not self._waiting:
            try:
                command()
            except SnapshotLogBusyError as error:
                self._log_wait.wait(str(error))
            else:
                self._log_wait.end()
                self._take_messages()
                if ended := self._logs.write_ends():
                    self.cards_read.emit(ended)
                return
        self._waiting.append((command, is_change))

    @Slot()
    def _retry(self) -> None:
        waiting, self._waiting = self._waiting, []
        for command, is_change in waiting:
            self.execute(partial(self._do, command, is_change=is_change))

    def _take_messages(self) -> None:
        messages, self._logs.messages = self._logs.messages, []
        if dropped := self.waiting.take_dropped():
            text = self.tr("The snapshot log did not respond in time: entries missing from it: {}.")
            messages.append(text.format(QLocale().toString(dropped)))
        if messages:
            self.noticed.emit("\n".join(messages))

    def _list(self) -> None:
        self.listed.emit(self._logs.listing(self._filter, self._sort, is_demo=self._shows_demo))

    def _tell_rebuild(self, done: int, total: int) -> None:
        self.rebuild.put(done, total)
        if total:
            self.waiting.save_pictures(self._logs.write_pictures, self.failed.emit)

    def _add_row(self, saved: SavedPictures) -> None:
        log = self._logs.log(is_demo=saved.is_demo)
        snapshot_id = log.id_of(saved.stem)  # already added if the log was opened only now
        if snapshot_id is None:
            snapshot_id = log.add_row(saved.stem, saved.facts)
        self.kept.emit(snapshot_id)
        self._list()
        if not saved.is_demo:
            self._apply_retention()

    def _add_figures(self, figures: MinuteFigures) -> None:
        """Add figures; a log that cannot be used is reported once, not each minute."""
        try:
            self._logs.add_figures(figures)
        except SnapshotLogBusyError:  # tried again
            raise
        except MaskappError as error:
            if not self._has_reported_figures:
                self._has_reported_figures = True
                self.failed.emit(str(error))

    def _set_note(self, snapshot_id: int, note: str) -> None:
        with told_if_it_fails(partial(self.note_written.emit, snapshot_id, note, False)):
            log = self._logs.of([snapshot_id])
            log.set_note(snapshot_id, note)
        self.note_written.emit(snapshot_id, note, True)
        self.cards_read.emit(log.read([snapshot_id]))
        self._list()

    def _delete(self, ids: list[int]) -> None:
        with told_if_it_fails(partial(self.delete_failed.emit, ids)):
            self._logs.delete(ids)
        self._list()

    def _restore(self, ids: list[int]) -> None:
        with told_if_it_fails(partial(self.restore_failed.emit, ids)):
            restored = self._logs.restore(ids)
        self._list()
        self._about_retention.add_restored(restored, len(ids))

    @Slot()
    def _check_limits(self) -> None:
        self.execute(partial(self._do, self._apply_retention))

    def _apply_retention(self) -> None:
        from maskapp.outputs.snapshots.retention import apply_retention  # noqa: PLC0415

        log, now = self._logs.log(is_demo=False), datetime.now().astimezone()
        result = apply_retention(log, *self._retention, now)
        self._about_retention.add(result, now)
        if result.removed:
            self._list()

    def _serve(self, ids: list[int]) -> None:
        self._logs.log(is_demo=self._shows_demo)
        snapshots = [snapshot for log in self._logs.opened() for snapshot in log.read(ids)]
        self.cards_read.emit(snapshots)
        for snapshot in snapshots:
            thumbnail = read_thumbnail(snapshot, self._thumbnail_size)
            self.thumbnail_ready.emit(snapshot.id, thumbnail)
        if len(snapshots) < len(ids):  # removed by another process, or no longer readable
            self._list()
