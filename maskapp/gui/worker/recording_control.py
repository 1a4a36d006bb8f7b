"""Starting, watching and finishing recordings for the worker."""

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal, Slot

from maskapp.live.background_task import Failed
from maskapp.live.playing.timing import Timing
from maskapp.live.recording.recording_thread import RecordingThread
from maskapp.records import Image, RecordingOutcome
from maskapp.settings.settings import Settings

if TYPE_CHECKING:
    from maskapp.live.recording.recording_on_disk import RecordingOnDisk

_MOST_FINISHING = 3
"""Each one may hold a quarter of a gigabyte of frames."""

_log = logging.getLogger(__name__)


class RecordingControl(QObject):
    """The control of recordings, whose errors end only the recording.

    At most one recording takes new frames. Earlier ones may still be waiting for frames that come
    late, or for their disk.

    Args:
        timing: Timing of the status updates.
        parent: Owns the control.
    """

    changed = Signal(object)
    """`RecordingStatus`, once a second; None when all recordings are over."""

    finished = Signal(object)
    """`RecordingOutcome` of a recording that is over."""

    _reported = Signal(object, object)

    def __init__(self, timing: Timing, parent: QObject) -> None:
        super().__init__(parent)
        self._recording: RecordingThread | None = None
        self._finishing: list[RecordingThread] = []
        self._spans: dict[RecordingThread, tuple[float, float]] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(timing.second_ms)
        self._timer.timeout.connect(self._emit_status)
        # Always queued: a recording thread reports while it holds its lock.
        self._reported.connect(self._on_reported, Qt.ConnectionType.QueuedConnection)

    @property
    def is_active(self) -> bool:
        """Whether a recording takes new frames."""
        return self._recording is not None

    @property
    def is_waiting(self) -> bool:
        """Whether a recording was stopped whose last frames are still to come."""
        return any(thread is not self._recording for thread in self._spans)

    def start(
        self, create: "Callable[[], RecordingOnDisk]", after_s: float = float("-inf")
    ) -> None:
        """Start a recording, unless one is in progress.

        Args:
            create: See `RecordingThread`.
            after_s: Frames up to this time of the session are not in it.
        """
        if self._recording is not None:
            return
        if sum(thread not in self._spans for thread in self._finishing) >= _MOST_FINISHING:
            problem = self.tr(
                "Earlier recordings are still being written to a slow disk; wait until they are"
                " finished, or choose another folder in the settings."
            )
            self.finished.emit(RecordingOutcome(None, problem))
            return
        self._recording = RecordingThread(create, self._reported.emit)
        self._recording.start()
        self._spans[self._recording] = after_s, float("inf")
        self._timer.start()
        self._emit_status()

    def write(self, image: Image, time_s: float) -> None:
        """Add an image to the recordings that it belongs to, if any; never waits."""
        for thread, (after_s, until_s) in self._spans.items():
            if after_s < time_s <= until_s:
                thread.write(image, time_s)

    def stop_after(self, until_s: float) -> None:
        """Let the recording in progress, if any, take no frames but those up to a time.

        `finish_before` finishes it once it has them; without any to come it is finished now.
        """
        if self._recording is None:
            return
        after_s, _ = self._spans.pop(self._recording)
        if after_s < until_s:
            self._spans[self._recording] = after_s, until_s
        else:
            self._recording.finish()
        self._finishing.append(self._recording)
        self._recording = None
        self._emit_status()

    def finish_before(self, time_s: float) -> None:
        """Let stopped recordings write what is waiting and finish their files.

        Args:
            time_s: Those that still take frames of this time or later are left alone.
        """
        for thread, (_, until_s) in list(self._spans.items()):
            if until_s < time_s and thread is not self._recording:
                del self._spans[thread]
                thread.finish()

    def stop(self) -> None:
        """Stop the recording in progress, if any, and finish all that were stopped."""
        self.stop_after(float("-inf"))
        self.finish_before(float("inf"))

    def drop_waiting(self) -> None:
        """Drop the frames that finishing recordings have yet to write."""
        for thread in self._finishing:
            thread.drop_waiting()

    def wait_finished(self, timeout_s: float) -> None:
        """Wait until all stopped recordings are finished; abandon those that take longer."""
        self.finish_before(float("inf"))
        until_s = time.monotonic() + timeout_s
        for thread in self._finishing:
            if not thread.join(max(0.0, until_s - time.monotonic())):
                thread.drop()
                _log.error("The disk does not respond; a recording could not be finished")
        QCoreApplication.sendPostedEvents(self)  # their reports, before this thread ends
        self._finishing.clear()
        self._timer.stop()

    @Slot(object, object)
    def _on_reported(self, thread: RecordingThread, event: RecordingOutcome | Failed) -> None:
        if thread is self._recording:
            self._recording = None
        else:
            self._finishing.remove(thread)
        self._spans.pop(thread, None)
        outcome = RecordingOutcome(None, event.message) if isinstance(event, Failed) else event
        self._emit_status()
        self.finished.emit(outcome)

    @Slot()
    def _emit_status(self) -> None:
        thread = self._recording or next(iter(self._finishing), None)
        if thread is None:
            self._timer.stop()
            self.changed.emit(None)
        else:
            is_finishing = thread is not self._recording
            self.changed.emit(replace(thread.status(), is_finishing=is_finishing))


def create_recording(settings: Settings, fps: float | None) -> "RecordingOnDisk":
    """Create a recording; see `RecordingOnDisk`."""
    from maskapp.live.recording.recording_on_disk import RecordingOnDisk  # noqa: PLC0415

    return RecordingOnDisk(settings, fps)
