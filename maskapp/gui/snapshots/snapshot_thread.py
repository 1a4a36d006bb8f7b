"""The snapshot log on a thread of its own: what the panel has of it.

The log and what it imports are loaded in the thread, when the first work comes.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, QThread, Signal, Slot
from PySide6.QtGui import QImage, QImageReader

from maskapp.errors import MaskappError
from maskapp.gui.snapshots.card_requests import CardRequests
from maskapp.outputs.snapshots.records import EVERYTHING, NewSnapshot, SnapshotFilter, SnapshotSort
from maskapp.preload_libraries import load_libraries

if TYPE_CHECKING:
    from maskapp.outputs.snapshots.log import SnapshotLog

_log = logging.getLogger(__name__)

_CARDS_AT_A_TIME = 4
"""Between them other work, such as a new snapshot or drawing them, gets its turn."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What the filter lets through.

    Attributes:
        ids: In the order asked for.
        total: How many there are without the filter.
        sources: The names of all sources.
    """

    ids: list[int]
    total: int
    sources: list[str]


class SnapshotWorker(QObject):
    """Runs in the thread; everything is told by signals.

    Signals:
        listed: A `Listing`, after every change.
        cards_read: A list of `Snapshot`.
        thumbnail_ready: An id and its picture; a null one where there is none to show.
        kept: The id of a new snapshot, which is on the disk now.
        noticed: A sentence for people about what was put right at start.
        failed: A sentence for people.
    """

    listed = Signal(object)
    cards_read = Signal(object)
    thumbnail_ready = Signal(object, QImage)
    kept = Signal(object)
    noticed = Signal(str)
    failed = Signal(str)
    _go_on = Signal()

    def __init__(self, folder: Path, requests: CardRequests) -> None:
        super().__init__()
        self._folder = folder
        self._requests = requests
        self._thumbnail_size = QSize()
        self._opened: SnapshotLog | None = None
        self._filter = EVERYTHING
        self._sort = SnapshotSort.NEWEST
        self._retention = (0, 0)
        self._go_on.connect(self.serve, Qt.ConnectionType.QueuedConnection)

    @Slot(object)
    def execute(self, command: Callable[[], None]) -> None:
        """Run one of the methods below; whatever goes wrong is told."""
        try:
            command()
        except MaskappError as error:
            self.failed.emit(str(error))
        except Exception as error:  # noqa: BLE001 - a slot that raises would end without a word
            _log.exception("the snapshot log failed unexpectedly")
            self.failed.emit(self.tr("The snapshot log failed unexpectedly: {}").format(error))

    def search(self, wanted: SnapshotFilter, sort: SnapshotSort) -> None:
        """List these from now on."""
        self._filter, self._sort = wanted, sort
        self._list()

    def add(self, shot: NewSnapshot) -> None:
        """Keep a snapshot."""
        snapshot_id = self._snapshots().add(shot)
        self._apply_retention()
        self.kept.emit(snapshot_id)
        self._list()

    def set_note(self, snapshot_id: int, note: str) -> None:
        """Put the user's words to a snapshot."""
        log = self._snapshots()
        log.set_note(snapshot_id, note)
        self.cards_read.emit(log.read([snapshot_id]))
        self._list()

    def delete(self, ids: list[int]) -> None:
        """Take snapshots out; they can be restored until `close`."""
        self._snapshots().delete(ids)
        self._list()

    def restore(self, ids: list[int]) -> None:
        """Put deleted ones back."""
        self._snapshots().restore(ids)
        self._list()

    def set_retention(self, days: int, megabytes: int) -> None:
        """Remove what is too old or too much, now and after each new snapshot."""
        self._retention = (days, megabytes)
        if self._apply_retention():
            self._list()

    def set_thumbnail_size(self, size: QSize) -> None:
        """Make thumbnails that fit into this, in pixels of the screen."""
        self._thumbnail_size = size

    @Slot()
    def serve(self) -> None:
        """Read some of the cards that are asked for."""
        ids = self._requests.take(_CARDS_AT_A_TIME)
        if ids:
            self.execute(partial(self._serve, ids))
            self._go_on.emit()

    def close(self) -> None:
        """Let deleted snapshots go for good, close the log and end the thread."""
        try:
            if self._opened is not None:
                self._opened.purge()
        finally:
            if self._opened is not None:
                self._opened.close()
                self._opened = None
            QThread.currentThread().quit()

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
        # The JPEG decoder then leaves out what is not needed.
        reader.setScaledSize(whole.scaled(size, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read().convertToFormat(QImage.Format.Format_RGB32)


class SnapshotThread(QObject):
    """The worker with its thread; every method but `shutdown` returns at once.

    Attributes:
        worker: Its signals.
    """

    _command = Signal(object)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        """Prepare the thread.

        Args:
            folder: The log's; made when it is first used.
            parent: Qt's.
        """
        super().__init__(parent)
        self._requests = CardRequests()
        self.worker = SnapshotWorker(folder, self._requests)
        self._thread = QThread()
        self._thread.setObjectName("snapshots")
        self.worker.moveToThread(self._thread)
        self._command.connect(self.worker.execute, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Begin; what was asked before is done now."""
        self._thread.start(QThread.Priority.LowPriority)

    def search(self, wanted: SnapshotFilter, sort: SnapshotSort) -> None:
        """Answered by `SnapshotWorker.listed`, now and after every change."""
        self._command.emit(partial(self.worker.search, wanted, sort))

    def add(self, shot: NewSnapshot) -> None:
        """Answered by `SnapshotWorker.kept`."""
        self._command.emit(partial(self.worker.add, shot))

    def set_note(self, snapshot_id: int, note: str) -> None:
        """Put the user's words to a snapshot."""
        self._command.emit(partial(self.worker.set_note, snapshot_id, note))

    def delete(self, ids: list[int]) -> None:
        """Take snapshots out; they can be restored until `shutdown`."""
        self._command.emit(partial(self.worker.delete, ids))

    def restore(self, ids: list[int]) -> None:
        """Put deleted ones back."""
        self._command.emit(partial(self.worker.restore, ids))

    def set_retention(self, days: int, megabytes: int) -> None:
        """What to keep; 0 stands for no limit."""
        self._command.emit(partial(self.worker.set_retention, days, megabytes))

    def set_thumbnail_size(self, size: QSize) -> None:
        """Into what thumbnails have to fit, in pixels of the screen."""
        self._command.emit(partial(self.worker.set_thumbnail_size, size))

    def ask(self, snapshot_id: int) -> None:
        """Answered by `SnapshotWorker.cards_read` and `thumbnail_ready`, unless scrolled past."""
        if self._requests.ask(snapshot_id):
            self._command.emit(self.worker.serve)

    def shutdown(self, timeout_s: float = 5.0) -> bool:
        """Do what was asked before, then close the log and end the thread.

        Returns:
            Whether the thread ended in time. If not, the disk hangs: keep this object until
            the process ends.
        """
        if not self._thread.isRunning():
            return True
        self._command.emit(self.worker.close)
        return self._thread.wait(round(timeout_s * 1000))
