"""A file whose frames the test releases one by one, and recordings read back."""

import threading
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np

from maskapp.gui.worker.worker_thread import WorkerThread
from maskapp.live.source_request import SourceRequest
from maskapp.records import Frame, SourceState
from tests.support.worker_fakes import PATIENCE_S, Ear, FakeSource


class Film:
    """A file whose next frames come when the test lets them."""

    def __init__(self, count: int, *, is_live=False, size=(96, 128), step_s=0.01) -> None:
        self.images = [np.full((*size, 3), 40, np.uint8) for _ in range(count)]
        for i, image in enumerate(self.images):
            image[:, : size[1] // 2] = 200 - i
        self._allowed = threading.Semaphore(0)
        frames = [Frame(image, i, i * step_s) for i, image in enumerate(self.images)]
        self.source = FakeSource(self._give(frames), is_live=is_live)

    def let(self, count=1) -> None:
        self._allowed.release(count)

    def _give(self, frames) -> Iterator[Frame]:
        for frame in frames:
            if not self._allowed.acquire(timeout=6 * PATIENCE_S):
                return
            yield frame
        self._allowed.acquire(timeout=6 * PATIENCE_S)


def show(qtbot, worker: WorkerThread, ear: Ear, film: Film, frames=1) -> None:
    """Open the film, unless it is open, and show the next frames."""
    if not ear.states:
        worker.open_source(SourceRequest("film"))
        qtbot.waitUntil(lambda: SourceState.RUNNING in ear.states)
    seen = len(ear.pictures) + worker.mailbox.overwritten
    film.let(frames)
    qtbot.waitUntil(lambda: len(ear.pictures) + worker.mailbox.overwritten == seen + frames)


def read_video(path: Path) -> list[np.ndarray]:
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="bgr24") for frame in container.decode(video=0)]


def video_times_s(path: Path) -> list[float]:
    with av.open(str(path)) as container:
        return [float(frame.time) for frame in container.decode(video=0)]
