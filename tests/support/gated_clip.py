"""A clip whose frames the test releases one by one, and helpers that read recordings."""

import threading
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np

from maskapp.gui.worker.worker_thread import WorkerThread
from maskapp.live.source_request import SourceRequest
from maskapp.records import Frame, SourceState
from tests.support.signal_log import SignalLog
from tests.support.worker_fakes import PATIENCE_S, FakeSource


class GatedClip:
    """A source that returns each frame only after `release`.

    Attributes:
        images: Of all frames; a test may draw on them. The left half is light, the right dark.
        source: Opens once.
    """

    def __init__(self, count: int, *, is_live=False, size=(96, 128), step_s=0.01) -> None:
        self.images = [np.full((*size, 3), 40, np.uint8) for _ in range(count)]
        for i, image in enumerate(self.images):
            image[:, : size[1] // 2] = 200 - i
        self._gate = threading.Semaphore(0)
        frames = [Frame(image, i, i * step_s) for i, image in enumerate(self.images)]
        self.source = FakeSource(self._gated(frames), is_live=is_live)

    def release(self, count=1) -> None:
        """Let the source return that many frames, and end after the last one."""
        self._gate.release(count)

    def _gated(self, frames) -> Iterator[Frame]:
        for frame in frames:
            if not self._gate.acquire(timeout=6 * PATIENCE_S):
                return
            yield frame
        self._gate.acquire(timeout=6 * PATIENCE_S)


def show_frames(qtbot, worker: WorkerThread, log: SignalLog, clip: GatedClip, count=1) -> None:
    """Open the source "clip", unless one is open, and show its next frames."""
    if not log.states:
        worker.open_source(SourceRequest("clip"))
        qtbot.waitUntil(lambda: SourceState.RUNNING in log.states)
    shown = len(log.frames) + worker.mailbox.overwritten
    clip.release(count)
    qtbot.waitUntil(lambda: len(log.frames) + worker.mailbox.overwritten == shown + count)


def read_images(path: Path) -> list[np.ndarray]:
    """Return the images of a video, (height, width, 3), uint8, BGR."""
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="bgr24") for frame in container.decode(video=0)]


def read_times_s(path: Path) -> list[float]:
    """Return the times of a video's frames."""
    with av.open(str(path)) as container:
        return [float(frame.time) for frame in container.decode(video=0)]
