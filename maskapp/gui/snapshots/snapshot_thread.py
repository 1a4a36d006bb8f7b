"""The thread of the snapshot log, through which the panel uses it.

The log and its imports are loaded in the thread, with the first command.
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QSize, QThread

from maskapp.gui.shared.command_thread import CommandThread
from maskapp.gui.snapshots.cards_to_read import CardsToRead
from maskapp.gui.snapshots.snapshot_worker import SnapshotWorker
from maskapp.outputs.snapshots.open_logs import OpenLogs
from maskapp.outputs.snapshots.records import (
    LogEntry,
    Snapshot,
    SnapshotFilter,
    SnapshotSort,
)


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

    def show_demo(self, is_demo: bool) -> None:
        """List the demo's log or the user's; answered by `SnapshotWorker.listed`."""
        self._thread.post(partial(self.worker.show_demo, is_demo))

    def add(self, entry: LogEntry) -> None:
        """Save an entry, unless too much waits for the disk; may be called in any thread.

        A new snapshot is answered by `SnapshotWorker.kept`.
        """
        if self.worker.waiting.add(entry):
            self._thread.post(self.worker.add_next)
        elif self.worker.waiting.dropped == 1:  # how many is told once the disk responds
            self.worker.noticed.emit(
                self.tr(
                    "The snapshot log does not respond in time: snapshots or clips are missing"
                    " from it."
                )
            )

    def set_note(self, snapshot_id: int, note: str) -> None:
        """Write the user's note to a snapshot; answered by `SnapshotWorker.note_written`."""
        self._thread.post(partial(self.worker.set_note, snapshot_id, note))

    def use(
        self, work: Callable[[OpenLogs], Sequence[Snapshot]], *, is_change: bool = False
    ) -> None:
        """Run work on the logs in the thread; see `SnapshotWorker.use`."""
        self._thread.post(partial(self.worker.use, work, is_change=is_change))

    def delete(self, ids: list[int]) -> None:
        """Delete snapshots; they can be restored for an hour at most, until `shutdown`."""
        self._thread.post(partial(self.worker.delete, ids))

    def restore(self, ids: list[int]) -> None:
        """Restore deleted snapshots; those that cannot be are counted in `failed`."""
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

    @property
    def has_ended(self) -> bool:
        """Whether the thread has ended."""
        return self._thread.has_ended

    def shutdown(self, timeout_s: float = 5.0) -> bool:
        """Run the commands posted earlier, close the log and end the thread.

        Returns:
            See `CommandThread.shutdown`.
        """
        return self._thread.shutdown(timeout_s, self.worker.close)
