"""Exports the snapshot log on a thread of its own, so that the log goes on meanwhile."""

import logging
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal

from maskapp.errors import MaskappError

_log = logging.getLogger(__name__)

_BETWEEN_NEWS_S = 0.05


class ExportThread(QThread):
    """One export; starts with `start`.

    Signals:
        progressed: How many snapshots are done.
        exported: It is done; how many there are in the file.
        cancelled: It was cancelled; there is no file.
        failed: It came to nothing; a sentence for people.
    """

    progressed = Signal(int)
    exported = Signal(int)
    cancelled = Signal()
    failed = Signal(str)

    def __init__(
        self,
        folder: Path,
        target: Path,
        ids: Sequence[int] | None,
        parent: QObject | None = None,
    ) -> None:
        """Prepare.

        Args:
            folder: The log's.
            target: Its ending says the format.
            ids: Which snapshots, in this order; None for all, the newest first.
            parent: Qt's.
        """
        super().__init__(parent)
        self._folder = folder
        self._target = target
        self._ids = ids
        self._is_cancelled = threading.Event()

    def cancel(self) -> None:
        """Stop soon."""
        self._is_cancelled.set()

    def run(self) -> None:
        """Qt's: the work, in the thread."""
        try:
            done = self._export()
        except MaskappError as error:
            self.failed.emit(str(error))
        except Exception as error:  # noqa: BLE001 - the thread would end without a word
            _log.exception("the export failed unexpectedly")
            self.failed.emit(self.tr("The export failed unexpectedly: {}").format(error))
        else:
            if done is None:
                self.cancelled.emit()
            else:
                self.exported.emit(done)

    def _export(self) -> int | None:
        """How many are done, or None where it was cancelled."""
        from maskapp.outputs.export.formats import export_snapshots  # noqa: PLC0415
        from maskapp.outputs.snapshots.log import SnapshotLog  # noqa: PLC0415

        done, told_at = 0, 0.0
        with SnapshotLog(self._folder) as log:
            ids = log.find() if self._ids is None else self._ids
            with closing(export_snapshots(log, ids, self._target)) as steps:
                for done in steps:
                    if self._is_cancelled.is_set():
                        return None
                    if time.monotonic() - told_at >= _BETWEEN_NEWS_S:
                        told_at = time.monotonic()
                        self.progressed.emit(done)
        return done
