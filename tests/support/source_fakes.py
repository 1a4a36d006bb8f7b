"""Cameras, a camera finder and a worker for tests that choose sources."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from maskapp.live.source_request import SourceRequest
from maskapp.records import CameraInfo, CameraSize

WEBCAM = CameraInfo(
    0,
    "HD Webcam",
    "/dev/video0",
    (CameraSize(640, 480, (15.0, 29.97)), CameraSize(1280, 960, (10.0,))),
)
SILENT = CameraInfo(3, "Silent", "/dev/video3")
"""A camera whose modes are not known."""


class FakeFinder(QObject):
    """Finds the cameras that the test passes to `find`."""

    found = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.searches = 0
        self.is_stopped = False

    def look(self) -> None:
        self.searches += 1

    def stop(self) -> None:
        self.is_stopped = True

    def find(self, *cameras: CameraInfo) -> None:
        self.found.emit(cameras)


class FakeWorker(QObject):
    """Records what it is asked to do, in place of the thread and its worker.

    Attributes:
        is_busy: Whether requests wait, until the test calls `begin`.
    """

    begun = Signal(int)
    source_opened = Signal(object)
    state_changed = Signal(object, str)
    reconnecting_in = Signal(int)
    took_over = Signal(object)
    refused = Signal(object, str)
    alarm_due = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.worker = self
        self.newest_request = 0
        self.is_busy = False
        self.opened: list[SourceRequest] = []
        self.opened_beside: list[SourceRequest] = []
        self.commands: list[str] = []

    def open_source(self, request: SourceRequest) -> None:
        self.opened.append(request)
        self._number_request()

    def open_beside(self, request: SourceRequest) -> None:
        self.opened_beside.append(request)

    def keep_source(self) -> None:
        self.commands.append("keep")

    def close_source(self) -> None:
        self.commands.append("close")
        self._number_request()

    def begin(self) -> None:
        """Begin with the newest request."""
        self.begun.emit(self.newest_request)

    def _number_request(self) -> None:
        self.newest_request += 1
        if not self.is_busy:
            self.begin()

    def replay(self) -> None:
        self.commands.append("replay")

    def pause(self) -> None:
        self.commands.append("pause")

    def resume(self) -> None:
        self.commands.append("resume")


def submenu(menu: QMenu, title: str) -> QMenu:
    [action] = [action for action in menu.actions() if action.text() == title]
    return action.menu()


def entries(menu: QMenu) -> list[QAction]:
    return [action for action in menu.actions() if action.text()]


def checked(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if action.isChecked()]
