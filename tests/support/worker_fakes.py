"""Sources, an engine and a backend that do what a test wants, and a record of the signals."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Slot

from maskapp.errors import SourceLostError
from maskapp.gui.worker.frame_mailbox import ShownFrame
from maskapp.gui.worker.worker_thread import WorkerThread
from maskapp.live.source_request import SourceRequest
from maskapp.live.statistics import LiveStatistics
from maskapp.outputs.snapshots.records import NewSnapshot
from maskapp.records import (
    CLASS_LABELS,
    Box,
    Face,
    Frame,
    FrameResult,
    MaskLabel,
    RecordingStatus,
    SourceInfo,
    SourceState,
)

PATIENCE_S = 10.0


def make_face(track=1, label=MaskLabel.WITH_MASK, box=(2, 2, 12, 12), age_s=1.0) -> Face:
    return Face(
        track=track,
        box=Box(*box),
        label=label,
        confidence=0.9,
        probabilities=dict.fromkeys(CLASS_LABELS, 1 / 3),
        score=0.9,
        landmarks=np.zeros((5, 2), np.float32),
        age_s=age_s,
    )


def make_frames(count, *, step_s=0.001, size=(24, 32)) -> list[Frame]:
    return [
        Frame(np.full((*size, 3), i % 256, np.uint8), index=i, time_s=i * step_s)
        for i in range(count)
    ]


class FakeSource:
    """Gives its frames, then does `at_end`, whose return value ends it."""

    def __init__(
        self,
        frames: Iterable[Frame] = (),
        *,
        is_live=False,
        at_end: Callable[[], None] = lambda: None,
        name="fake",
    ) -> None:
        self.problems: list[str] = []
        self.dropped = 0
        self.closed = threading.Event()
        self.reads = 0
        self._frames = iter(frames)
        self._at_end = at_end
        self.info = SourceInfo(name, 32, 24, 25.0, None, is_live, is_stills=False)

    def read(self) -> Frame | None:
        self.reads += 1
        frame = next(self._frames, None)
        return self._at_end() if frame is None else frame

    def close(self) -> None:
        self.closed.set()


class Hang:
    """Blocks whoever calls it until the test ends."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.release = threading.Event()

    def __call__(self) -> None:
        self.entered.set()
        self.release.wait(6 * PATIENCE_S)


def live(hang: Hang, frames=1) -> FakeSource:
    """A live source that goes quiet after some frames."""
    return FakeSource(make_frames(frames), is_live=True, at_end=hang)


def lose() -> None:
    raise SourceLostError("fake: the cable is out")


@dataclass
class FakeEngine:
    """Says the same of every frame."""

    faces: tuple[Face, ...] = (make_face(),)
    seen: list[Frame] = field(default_factory=list)

    def process(self, frame: Frame) -> FrameResult:
        self.seen.append(frame)
        return FrameResult(frame, self.faces)


class FakeBackend:
    """Stands in for `maskapp.live.backend.Backend`; its parts can be replaced at any time.

    Attributes:
        sources: What opens by which text: a source, an exception to raise, a function to call,
            or a list of these, one for each opening.
        cameras: The cameras that are plugged in.
        engine: What `load_engine` returns.
    """

    def __init__(self) -> None:
        self.sources: dict = {}
        self.cameras: list = []
        self.engine = FakeEngine()
        self.requests: list[SourceRequest] = []
        self.prepare = lambda: None
        self.load_engine = lambda _settings, _is_stills: self.engine

    def open_source(self, request: SourceRequest):
        self.requests.append(request)
        source = self.sources[request.text]
        if isinstance(source, list):
            source = source.pop(0)
        if isinstance(source, Exception):
            raise source
        return source() if callable(source) else source

    def list_cameras(self):
        return tuple(self.cameras)


class Ear(QObject):
    """Writes down what the worker tells, in the thread of the test.

    Attributes:
        pictures: What was taken from the mailbox.
    """

    def __init__(self, thread: WorkerThread) -> None:
        super().__init__()
        self.states: list[SourceState] = []
        self.sentences: list[str] = []
        self.failures: list[str] = []
        self.countdown: list[int] = []
        self.statuses: list[RecordingStatus | None] = []
        self.recordings: list[tuple[Path | None, str]] = []
        self.shots: list[NewSnapshot] = []
        self.opened: list[SourceInfo] = []
        self.models: list[tuple[str, bool, str]] = []
        self.pictures: list[ShownFrame] = []
        self._mailbox = thread.mailbox
        worker = thread.worker
        worker.state_changed.connect(self._hear_state)
        worker.failed.connect(self._hear_failure)
        worker.reconnecting_in.connect(self._hear_countdown)
        worker.recording_changed.connect(self._hear_status)
        worker.recording_finished.connect(self._hear_recording)
        worker.snapshot_taken.connect(self._hear_shot)
        worker.source_opened.connect(self._hear_opened)
        worker.model_checked.connect(self._hear_model)
        worker.frame_ready.connect(self._take)

    @property
    def newest(self) -> LiveStatistics:
        return self.pictures[-1].statistics

    @Slot(object, str)
    def _hear_state(self, state, sentence):
        self.states.append(state)
        self.sentences.append(sentence)

    @Slot(str)
    def _hear_failure(self, message):
        self.failures.append(message)

    @Slot(int)
    def _hear_countdown(self, left_s):
        self.countdown.append(left_s)

    @Slot(object)
    def _hear_status(self, status):
        self.statuses.append(status)

    @Slot(object, str)
    def _hear_recording(self, path, problem):
        self.recordings.append((path, problem))

    @Slot(object)
    def _hear_shot(self, shot):
        self.shots.append(shot)

    @Slot(object)
    def _hear_opened(self, info):
        self.opened.append(info)

    @Slot(str, bool, str)
    def _hear_model(self, file, is_usable, message):
        self.models.append((file, is_usable, message))

    @Slot()
    def _take(self):
        picture = self._mailbox.take()
        assert picture is not None, "there was a signal without a picture"
        self.pictures.append(picture)
