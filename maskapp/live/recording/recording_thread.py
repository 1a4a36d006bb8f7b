"""Writing a recording on a thread of its own, so that a slow disk delays nothing else."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from maskapp.errors import OutputError
from maskapp.live.background_task import BackgroundTask, Failed
from maskapp.records import Image, RecordingOutcome, RecordingStatus

if TYPE_CHECKING:
    from maskapp.live.recording.recording_on_disk import RecordingOnDisk

MOST_FRAMES = 300
MOST_BYTES = 256_000_000
"""How much may wait for the disk; one frame always may."""

_CHECK_EVERY_S = 0.5
_SLOW_AFTER_S = 3.0
_SLOW_DISK = (
    "The disk of the recording does not respond at the moment; frames wait in memory, and are"
    " dropped when there are too many"
)

_log = logging.getLogger(__name__)


class RecordingThread(BackgroundTask[RecordingOutcome]):
    """A thread that encodes and writes the images of one recording.

    Reports `RecordingOutcome` when the recording is over, or `Failed` if it could not begin. No
    method but `join` waits for the disk. Images wait in a bounded queue; when it is full, the
    next ones are dropped and counted.

    Args:
        create: Creates the file, in the thread; raises `OutputError`.
        report: See `BackgroundTask`.
        slow_after_s: Time after which a call that hangs is a reason for a warning.
    """

    def __init__(
        self,
        create: "Callable[[], RecordingOnDisk]",
        report: Callable[[BackgroundTask[RecordingOutcome], RecordingOutcome | Failed], None],
        slow_after_s: float = _SLOW_AFTER_S,
    ) -> None:
        super().__init__(type(self).__name__, report)
        self._create = create
        self._slow_after_s = slow_after_s
        self._recording: RecordingOnDisk | None = None
        self._checked = RecordingStatus()
        self._changed = threading.Condition()  # of the attributes below
        self._queue: deque[tuple[Image, float]] = deque()
        self._queue_bytes = 0
        self._dropped = 0
        self._is_finishing = False
        self._busy_since_s: float | None = time.monotonic()

    def write(self, image: Image, time_s: float) -> None:
        """Add an image, or drop it if too many are waiting; see `Recorder.write`."""
        with self._changed:
            is_full = (
                len(self._queue) >= MOST_FRAMES or self._queue_bytes + image.nbytes > MOST_BYTES
            )
            if is_full and self._queue:
                self._dropped += 1
                return
            self._queue.append((image, time_s))
            self._queue_bytes += image.nbytes
            self._changed.notify()

    def finish(self) -> None:
        """Write the images that are waiting, finish the file and end the thread."""
        with self._changed:
            self._is_finishing = True
            self._changed.notify()

    def drop_waiting(self) -> None:
        """Drop the images that are waiting, and count them."""
        with self._changed:
            self._dropped += len(self._queue)
            self._queue.clear()
            self._queue_bytes = 0

    def status(self) -> RecordingStatus:
        """Return the progress, as far as it is known without waiting for the disk."""
        with self._changed:
            since_s = self._busy_since_s
            is_slow = since_s is not None and time.monotonic() - since_s > self._slow_after_s
            return replace(
                self._checked,
                elapsed_s=self._recording.duration_s if self._recording else 0.0,
                dropped=self._dropped,
                waiting=len(self._queue),
                is_finishing=self._is_finishing,
                warning=_SLOW_DISK if is_slow else self._checked.warning,
            )

    def _run(self) -> None:
        recording = self._recording = self._create()
        problem = ""
        try:
            self._write_all(recording)
        except OutputError as error:
            problem = str(error)
        finally:
            problem = _close(recording, problem)
        path = recording.path if recording.is_on_disk else None
        outcome = RecordingOutcome(path, problem, self._dropped, tuple(recording.earlier))
        _log.info("Recorded %s, %d frames dropped: %s", path, outcome.dropped, problem or "done")
        self._report(outcome)

    def _write_all(self, recording: "RecordingOnDisk") -> None:
        checked_s = time.monotonic()
        while not self._is_over():
            if (queued := self._next()) is not None:
                recording.write(*queued)
            if time.monotonic() - checked_s >= _CHECK_EVERY_S:
                self._checked = recording.check()
                checked_s = time.monotonic()

    def _is_over(self) -> bool:
        with self._changed:
            return self._is_finishing and not self._queue

    def _next(self) -> tuple[Image, float] | None:
        """Return the next image; None if none came in time for the next check."""
        with self._changed:
            self._busy_since_s = None
            if not self._queue and not self._is_finishing:
                self._changed.wait(_CHECK_EVERY_S)
            self._busy_since_s = time.monotonic()
            if not self._queue:
                return None
            image, time_s = self._queue.popleft()
            self._queue_bytes -= image.nbytes
            return image, time_s


def _close(recording: "RecordingOnDisk", problem: str) -> str:
    """Finish the file; return the first problem, if any."""
    try:
        recording.close()
    except OutputError as error:
        return problem or str(error)
    return problem
