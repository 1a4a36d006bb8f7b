"""The export of the snapshot log on a thread of its own, while the log stays in use."""

import threading
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot

from maskapp.errors import SnapshotLogDamagedError
from maskapp.live.background_task import Done, Failed, Job
from maskapp.outputs.export.formats import FORMATS
from maskapp.outputs.snapshots.records import EVERYTHING, SnapshotFilter

SUFFIXES = tuple(export_format.suffix for export_format in FORMATS)
_PROGRESS_EVERY_S = 0.05
_Counts = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Scope:
    """Which snapshots are exported.

    Attributes:
        ids: Their ids in the order of the export; None for all, newest first.
        wanted: The filter that chose them.
    """

    ids: Sequence[int] | None = None
    wanted: SnapshotFilter = EVERYTHING


class ExportJob(QObject):
    """One export of snapshots to a file.

    Args:
        folder: Folder of the snapshot log.
        target: The file; its suffix selects the format.
        scope: Which snapshots are exported.
        parent: Owns the job.
    """

    progressed = Signal(int)
    """Number of snapshots exported so far."""
    exported = Signal(int, int)
    """Number of snapshots in the file, and of entries that could not be read and were left out; the
    job is over."""
    cancelled = Signal()
    """No file was written; the job is over."""
    failed = Signal(str)
    """A message for the user; the job is over."""

    _reported = Signal(object, object)

    def __init__(
        self, folder: Path, target: Path, scope: Scope, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._folder = folder
        self._target = target
        self._scope = scope
        self._is_cancelled = threading.Event()
        self._reported.connect(self._on_reported, Qt.ConnectionType.QueuedConnection)
        self._job = Job(type(self).__name__, self._export, self._reported.emit)

    def start(self) -> None:
        """Start the export."""
        self._job.start()

    def cancel(self) -> None:
        """Stop the export soon, without leaving a file."""
        self._is_cancelled.set()

    def wait(self, timeout_s: float) -> bool:
        """Wait for the thread; return whether it has ended."""
        return self._job.join(timeout_s)

    @Slot(object, object)
    def _on_reported(self, _job: Job[_Counts | None], event: Done[_Counts | None] | Failed) -> None:
        match event:
            case Done(None):
                self.cancelled.emit()
            case Done((count, left_out)):
                self.exported.emit(count, left_out)
            case Failed(message):
                self.failed.emit(message)

    def _export(self) -> _Counts | None:
        """Return how many snapshots were exported and left out; None if cancelled."""
        from maskapp.outputs.export.formats import export_snapshots  # noqa: PLC0415
        from maskapp.outputs.snapshots.log import SnapshotLog  # noqa: PLC0415
        from maskapp.outputs.snapshots.rebuilding.rebuild import (  # noqa: PLC0415
            BEING_REBUILT,
            is_being_rebuilt,
            is_database_lost,
        )

        if is_database_lost(self._folder) and is_being_rebuilt(self._folder):
            raise SnapshotLogDamagedError(BEING_REBUILT)
        done, emitted_at_s, wanted = 0, 0.0, self._scope.wanted
        with SnapshotLog(self._folder, is_shared=True) as log:
            ids = log.find() if self._scope.ids is None else self._scope.ids
            with closing(export_snapshots(log, ids, self._target, wanted)) as steps:
                for done in steps:
                    if self._is_cancelled.is_set():
                        return None
                    if time.monotonic() - emitted_at_s >= _PROGRESS_EVERY_S:
                        emitted_at_s = time.monotonic()
                        self.progressed.emit(done)
            return done, len(log.unreadable) if self._scope.ids is None else 0


def file_of(text: str, suffix: str) -> Path:
    """Return the file to write that a typed path names, with the suffix of the chosen format."""
    path = Path(text.strip())
    with suppress(RuntimeError):  # "~" and the name of nobody
        path = path.expanduser()
    if path.suffix.lower() == suffix:
        return path
    if path.suffix.lower() in SUFFIXES:
        return path.with_suffix(suffix)
    return path.with_name(path.name + suffix) if path.name else path
