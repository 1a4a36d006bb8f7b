"""Finding the connected cameras without blocking the window."""

import sys
from collections.abc import Sequence

from PySide6.QtCore import QFileSystemWatcher, QObject, Qt, QTimer, Signal, Slot

from maskapp.live.backend import Backend
from maskapp.live.background_task import Done, Failed, Job
from maskapp.records import CameraInfo

_DEVICES_DIR = "/dev"
_SETTLE_MS = 500
"""Delay after a device appears: a camera creates several, and needs a moment to become usable."""
_POLL_MS = 5000
"""Interval of looking where the system does not report new devices."""


class CameraFinder(QObject):
    """A search for cameras on request, and again whenever devices come or go.

    Args:
        backend: Lists the cameras.
        parent: The owner.
    """

    found = Signal(object)
    """The connected cameras, a sequence of `CameraInfo`."""

    _reported = Signal(object, object)

    def __init__(self, backend: Backend, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._backend = backend
        self._job: Job[Sequence[CameraInfo]] | None = None
        self._is_stopped = False
        self._reported.connect(self._on_reported, Qt.ConnectionType.QueuedConnection)
        self._timer = QTimer(self, interval=_SETTLE_MS, singleShot=True)
        self._timer.timeout.connect(self.look)
        if sys.platform == "linux":
            self._watcher = QFileSystemWatcher([_DEVICES_DIR], self)
            self._watcher.directoryChanged.connect(self._timer.start)
        else:
            self._timer.setSingleShot(False)
            self._timer.start(_POLL_MS)

    @Slot()
    def look(self) -> None:
        """Start looking for cameras; if a job is in progress, look again after it."""
        if self._is_stopped:
            return
        if self._job is not None:  # it may miss a camera that was plugged in just now
            self._timer.start()
        else:
            self._job = Job(type(self).__name__, self._backend.list_cameras, self._reported.emit)
            self._job.start()

    def stop(self) -> None:
        """Abandon the job in progress and start no other."""
        self._is_stopped = True
        self._timer.stop()
        if self._job is not None:
            self._job.drop()

    @Slot(object, object)
    def _on_reported(
        self, job: Job[Sequence[CameraInfo]], event: Done[Sequence[CameraInfo]] | Failed
    ) -> None:
        if job is not self._job or self._is_stopped:
            return
        self._job = None
        # A driver may fail; the job has logged the error.
        self.found.emit(event.result if isinstance(event, Done) else ())
