"""Looks for cameras without keeping the window waiting."""

import logging
import sys
import threading

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal, Slot

from maskapp.gui.help.diagnostics import PACKAGES, package_version
from maskapp.preload_libraries import load_libraries

_log = logging.getLogger(__name__)

_DEVICES_DIR = "/dev"
_SETTLE_MS = 500
"""A camera that is plugged in makes several devices, and may be used a moment later."""
_LOOK_AGAIN_MS = 5000
"""Where the system does not tell of new devices."""


class CameraFinder(QObject):
    """Tells which cameras there are, at first and whenever devices come or go."""

    found = Signal(object)
    """A tuple of `CameraInfo`."""

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
            self._timer.start(_LOOK_AGAIN_MS)

    @Slot()
    def look(self) -> None:
        """Start a search, unless one is under way."""
        if not self._is_stopped and (self._search is None or not self._search.is_alive()):
            self._search = threading.Thread(target=self._run, name="camera-finder", daemon=True)
            self._search.start()

    def stop(self) -> None:
        """Look no more; a search that is under way is left behind and tells nothing."""
        self._timer.stop()
        with self._lock:
            self._is_stopped = True

    def _run(self) -> None:
        """The searching thread; OpenCV is imported here, which takes a while."""
        load_libraries()
        from maskapp.pipeline.sources.camera_list import list_cameras  # noqa: PLC0415

        cameras: tuple[object, ...] = ()
        try:
            cameras = list_cameras()
        except (OSError, RuntimeError) as error:  # a driver that does not answer as it should
            _log.warning("looking for cameras failed: %s", error)
        for name in PACKAGES:  # About and the diagnostics tell them; to look only then would stall
            package_version(name)
        with self._lock:
            if not self._is_stopped:
                self.found.emit(cameras)
