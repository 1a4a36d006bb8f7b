"""The thread of the snapshot log, through which the panel uses it.

The log and its imports are loaded in the thread, with the first command.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, QThread, Signal, Slot
from PySide6.QtGui import QImage, QImageReader

from maskapp.gui.shared.command_thread import CommandThread, CommandWorker
from maskapp.gui.snapshots.cards_to_read import CardsToRead
from maskapp.outputs.snapshots.records import EVERYTHING, NewSnapshot, SnapshotFilter, SnapshotSort
from maskapp.preload_libraries import load_libraries

if TYPE_CHECKING:
    from maskapp.outputs.snapshots.log import SnapshotLog

_CARDS_AT_A_TIME = 4
"""Cards read per command; in between, other commands get their turn, such as saving a snapshot."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The snapshots that pass the filter.

    Attributes:
        ids: Their ids, in the requested order.
        total: Number of snapshots without the filter.
        sources: The names of all sources.
    """

    ids: list[int]
    total: int
    sources: list[str]


class SnapshotWorker(CommandWorker):
    """The worker that saves and lists snapshots, in the thread.

    Args:
        folder: Folder of the log.
        cards_to_read: The cards that the panel wants to show.
    """

    listed = Signal(object)
    """A `Listing`, after every change."""
    cards_read = Signal(object)
    """A list of `Snapshot`."""
    thumbnail_ready = Signal(object, QImage)
    """An id and its image; a null image where the picture is missing."""
    kept = Signal(object)
    """The id of a new snapshot that is now on the disk."""
    noticed = Signal(str)
    """A message for the user about what was repaired when the log was opened."""

    _more = Signal()

    def __init__(self, folder: Path, cards_to_read: CardsToRead) -> None:
        super().__init__()
        self._folder = folder
        self._cards_to_read = cards_to_read
        self._thumbnail_size = QSize()
        self._opened: SnapshotLog | None = None
        self._filter = EVERYTHING
        self._sort = SnapshotSort.NEWEST
        self._retention = (0, 0)
        self._more.connect(self.serve, Qt.ConnectionType.QueuedConnection)

    def search(self, wanted: SnapshotFilter, sort: SnapshotSort) -> None:
        """List the snapshots that pass the filter, now and after every change."""
        self._filter, self._sort = wanted, sort
        self._list()

    def add(self, shot: NewSnapshot) -> None:
        """Save a new snapshot."""
        snapshot_id = self._snapshots().add(shot)
        self._apply_retention()
        self.kept.emit(snapshot_id)
        self._list()

    def set_note(self, snapshot_id: int, note: str) -> None:
        """Write the user's note to a snapshot."""
        log = self._snapshots()
        log.set_note(snapshot_id, note)
        self.cards_read.emit(log.read([snapshot_id]))
        self._list()

    def delete(self, ids: list[int]) -> None:
        """Delete snapshots; they can be restored until `close`."""
        self._snapshots().delete(ids)
        self._list()

    def restore(self, ids: list[int]) -> None:
        """Restore deleted snapshots."""
        self._snapshots().restore(ids)
        self._list()

    def set_retention(self, days: int, megabytes: int) -> None:
        """Delete snapshots beyond these limits, now and after each new snapshot."""
        self._retention = (days, megabytes)
        if self._apply_retention():
            self._list()

    def set_thumbnail_size(self, size: QSize) -> None:
        """Set the maximum size of thumbnails, in screen pixels."""
        self._thumbnail_size = size

    @Slot()
    def serve(self) -> None:
        """Read some of the requested cards."""
        ids = self._cards_to_read.take(_CARDS_AT_A_TIME)
        if ids:
            self.execute(partial(self._serve, ids))
            self._more.emit()

    def close(self) -> None:
        """Remove deleted snapshots for good and close the log."""
        if self._opened is None:
            return
        try:
            self._opened.purge()
        finally:
            self._opened.close()
            self._opened = None

    def _snapshots(self) -> "SnapshotLog":
        if self._opened is None:
            load_libraries()
            from maskapp.outputs.snapshots.recovery import open_recovered  # noqa: PLC0415

            self._opened, notices = open_recovered(self._folder)
            for notice in notices:
                self.noticed.emit(notice)
        return self._opened

    def _list(self) -> None:
        log = self._snapshots()
        listing = Listing(log.find(self._filter, self._sort), log.count(), log.sources())
        self.listed.emit(listing)

    def _apply_retention(self) -> int:
        now = datetime.now().astimezone()
        return self._snapshots().apply_retention(*self._retention, now)

    def _serve(self, ids: list[int]) -> None:
        snapshots = self._snapshots().read(ids)
        self.cards_read.emit(snapshots)
        for snapshot in snapshots:
            thumbnail = _thumbnail(snapshot.annotated, self._thumbnail_size)
            self.thumbnail_ready.emit(snapshot.id, thumbnail)


def _thumbnail(path: Path, size: QSize) -> QImage:
    reader = QImageReader(str(path), b"jpeg")
    whole = reader.size()
    if whole.isValid():
        # The JPEG decoder then skips the detail that is not needed.
        reader.setScaledSize(whole.scaled(size, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read().convertToFormat(QImage.Format.Format_RGB32)


class SnapshotThread(QObject):
    """The snapshot log in its thread; every method but `shutdown` returns at once.

    Args:
        folder: Folder of the log; created when it is first used.
        parent: Owns this object.

    Attributes:
        worker: Emits the results.
    """

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cards_to_read = CardsToRead()
        self.worker = SnapshotWorker(folder, self._cards_to_read)
        self._thread = CommandThread(self.worker, priority=QThread.Priority.LowPriority)

    def start(self) -> None:
        """Start the thread; commands posted earlier run now."""
        self._thread.start()

    def search(self, wanted: SnapshotFilter, sort: SnapshotSort) -> None:
        """List snapshots, now and after every change; answered by `SnapshotWorker.listed`."""
        self._thread.post(partial(self.worker.search, wanted, sort))

    def add(self, shot: NewSnapshot) -> None:
        """Save a new snapshot; may be called in any thread. Answered by `SnapshotWorker.kept`."""
        self._thread.post(partial(self.worker.add, shot))

    def set_note(self, snapshot_id: int, note: str) -> None:
        """Write the user's note to a snapshot."""
        self._thread.post(partial(self.worker.set_note, snapshot_id, note))

    def delete(self, ids: list[int]) -> None:
        """Delete snapshots; they can be restored until `shutdown`."""
        self._thread.post(partial(self.worker.delete, ids))

    def restore(self, ids: list[int]) -> None:
        """Restore deleted snapshots."""
        self._thread.post(partial(self.worker.restore, ids))

    def set_retention(self, days: int, megabytes: int) -> None:
        """Limit the age and total size of the snapshots; 0 means no limit."""
        self._thread.post(partial(self.worker.set_retention, days, megabytes))

    def set_thumbnail_size(self, size: QSize) -> None:
        """Set the maximum size of thumbnails, in screen pixels."""
        self._thread.post(partial(self.worker.set_thumbnail_size, size))

    def request_card(self, snapshot_id: int) -> None:
        """Read a card, unless it scrolls out of view first.

        Answered by `SnapshotWorker.cards_read` and `thumbnail_ready`.
        """
        if self._cards_to_read.ask(snapshot_id):
            self._thread.post(self.worker.serve)

    def shutdown(self, timeout_s: float = 5.0) -> bool:
        """Run the commands posted earlier, close the log and end the thread.

        Returns:
            See `CommandThread.shutdown`.
        """
        return self._thread.shutdown(timeout_s, self.worker.close)
