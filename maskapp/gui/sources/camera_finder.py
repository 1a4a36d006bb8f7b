"""Finds cameras without keeping the window waiting."""

import logging
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QObject, Qt, QTimer, Signal, Slot

from maskapp.live.backend import Backend
from maskapp.live.background_task import Done, Job

if TYPE_CHECKING:
    from maskapp.pipeline.sources.camera_list import CameraInfo

_log = logging.getLogger(__name__)

_DEVICES_DIR = "/dev"
_SETTLE_MS = 500
"""A camera that is plugged in makes several devices and may be usable a moment later."""
_POLL_MS = 5000
"""Where the system does not report new devices."""


class CameraFinder(QObject):
    """Emits the list of cameras, at first and whenever devices come or go.

    Args:
        backend: Lists the cameras.
        parent: Owns the finder.
    """

    found = Signal(object)
    """A sequence of `CameraInfo`."""

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
        """Start to look for cameras, unless that is in progress."""
        if not self._is_stopped and self._job is None:
            self._job = Job(type(self).__name__, self._backend.list_cameras, self._reported.emit)
            self._job.start()

    def stop(self) -> None:
        """Abandon the job in progress, and start no other."""
        self._is_stopped = True
        self._timer.stop()
        if self._job is not None:
            self._job.drop()

    @Slot(object, object)
    def _on_reported(self, job: object, event: object) -> None:
        if job is not self._job or self._is_stopped:
            return
        self._job = None
        if isinstance(event, Done):
            self.found.emit(event.result)
        else:  # a driver that does not answer as it should; the job has logged why
            self.found.emit(())
