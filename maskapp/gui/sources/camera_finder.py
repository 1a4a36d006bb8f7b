"""Finding the connected cameras in a thread of its own."""

import logging
import sys
import threading

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal, Slot

from maskapp.package_versions import preload_package_versions
from maskapp.preload_libraries import load_libraries

_log = logging.getLogger(__name__)

_DEVICES_DIR = "/dev"
_SETTLE_MS = 500
"""A camera that is plugged in creates several devices and needs a moment to become usable."""
_POLL_MS = 5000
"""How often to look where new devices cannot be watched for."""


class CameraFinder(QObject):
    """Finds the connected cameras on request, and again whenever devices come or go."""

    found = Signal(object)
    """The connected cameras, a tuple of `CameraInfo`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._search: threading.Thread | None = None
        self._lock = threading.Lock()
        self._is_stopped = False
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
        """Start a search unless one is running."""
        if not self._is_stopped and (self._search is None or not self._search.is_alive()):
            self._search = threading.Thread(target=self._run, name="camera-finder", daemon=True)
            self._search.start()

    def stop(self) -> None:
        """Stop looking; a search that is still running is abandoned and its result ignored."""
        self._timer.stop()
        with self._lock:
            self._is_stopped = True

    def _run(self) -> None:
        """Run the search; the first one imports OpenCV, which takes a while."""
        load_libraries()
        from maskapp.pipeline.sources.camera_list import list_cameras  # noqa: PLC0415

        cameras: tuple[object, ...] = ()
        try:
            cameras = list_cameras()
        except (OSError, RuntimeError) as error:  # a faulty driver
            _log.warning("looking for cameras failed: %s", error)
        preload_package_versions()  # so that the About dialog opens without a delay
        with self._lock:
            if not self._is_stopped:
                self.found.emit(cameras)
