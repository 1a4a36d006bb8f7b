"""Starts, watches and finishes recordings for the worker."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from maskapp.errors import OutputError
from maskapp.records import Image

if TYPE_CHECKING:
    from maskapp.live.recording_on_disk import Recording

_STATUS_EVERY_MS = 1000


class RecordingControl(QObject):
    """At most one recording. Whatever goes wrong with it ends it, and nothing else."""

    changed = Signal(object)
    """`RecordingStatus`, once a second; None when it is over."""

    finished = Signal(object, str)
    """The video, None if there is none, and what was wrong, empty if nothing."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._recording: Recording | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_STATUS_EVERY_MS)
        self._timer.timeout.connect(self._tell_status)

    @property
    def is_active(self) -> bool:
        """Whether a recording is under way."""
        return self._recording is not None

    def start(self, create: "Callable[[], Recording]") -> None:
        """Begin a recording, unless one is under way."""
        if self._recording is not None:
            return
        try:
            self._recording = create()
        except OutputError as error:
            self.finished.emit(None, str(error))
            return
        self._timer.start()
        self._tell_status()

    def write(self, image: Image, time_s: float) -> None:
        """Add a picture to the recording that is under way."""
        assert self._recording is not None
        try:
            self._recording.write(image, time_s)
        except OutputError as error:
            self.stop(str(error))

    def stop(self, problem: str = "") -> None:
        """Finish the file, if one is under way; the problem is why it had to end."""
        if self._recording is None:
            return
        recording, self._recording = self._recording, None
        self._timer.stop()
        try:
            recording.close()
        except OutputError as error:
            problem = problem or str(error)
        self.changed.emit(None)
        self.finished.emit(recording.path if recording.path.exists() else None, problem)

    @Slot()
    def _tell_status(self) -> None:
        assert self._recording is not None
        try:
            status = self._recording.status()
        except OutputError as error:
            self.stop(str(error))
        else:
            self.changed.emit(status)
