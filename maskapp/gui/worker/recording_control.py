"""Starting, watching and finishing recordings for the worker."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from maskapp.errors import OutputError
from maskapp.gui.worker.timing import Timing
from maskapp.records import Image

if TYPE_CHECKING:
    from maskapp.live.recording_on_disk import RecordingOnDisk


class RecordingControl(QObject):
    """The control of at most one recording, whose errors end only the recording.

    Args:
        timing: Timing of the status updates.
        parent: Owns the control.
    """

    changed = Signal(object)
    """`RecordingStatus`, once a second; None when the recording is over."""

    finished = Signal(object, str)
    """The video, None if there is none, and an error message, empty if all went well."""

    def __init__(self, timing: Timing, parent: QObject) -> None:
        super().__init__(parent)
        self._recording: RecordingOnDisk | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(timing.second_ms)
        self._timer.timeout.connect(self._emit_status)

    @property
    def is_active(self) -> bool:
        """Whether a recording is in progress."""
        return self._recording is not None

    def start(self, create: "Callable[[], RecordingOnDisk]") -> None:
        """Start a recording, unless one is in progress."""
        if self._recording is not None:
            return
        try:
            self._recording = create()
        except OutputError as error:
            self.finished.emit(None, str(error))
            return
        self._timer.start()
        self._emit_status()

    def write(self, image: Image, time_s: float) -> None:
        """Add an image to the recording in progress."""
        assert self._recording is not None
        try:
            self._recording.write(image, time_s)
        except OutputError as error:
            self.stop(str(error))

    def stop(self, problem: str = "") -> None:
        """Finish the file, if any; the problem says why it had to end."""
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
    def _emit_status(self) -> None:
        assert self._recording is not None
        try:
            status = self._recording.status()
        except OutputError as error:
            self.stop(str(error))
        else:
            self.changed.emit(status)
