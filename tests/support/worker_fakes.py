"""Sources, an engine and a backend that do what a test wants."""

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from maskapp.errors import SourceLostError
from maskapp.live.model_check import ModelCheck
from maskapp.live.source_request import SourceRequest
from maskapp.outputs.local_time import local_now
from maskapp.records import (
    CLASS_LABELS,
    Box,
    Face,
    Frame,
    FrameResult,
    MaskLabel,
    SourceInfo,
)

PATIENCE_S = 30.0


def make_face(
    track=1,
    label=MaskLabel.WITH_MASK,
    box=(2, 2, 12, 12),
    age_s=1.0,
    *,
    missed=False,
    is_established=True,
) -> Face:
    return Face(
        track=track,
        box=Box(*box),
        label=label,
        confidence=0.9,
        probabilities=dict.fromkeys(CLASS_LABELS, 1 / 3),
        score=0.9,
        landmarks=np.zeros((5, 2), np.float32),
        age_s=age_s,
        detected=not missed,
        missed=missed,
        is_established=is_established,
    )


def make_frames(count, *, step_s=0.001, size=(24, 32)) -> list[Frame]:
    return [
        Frame(np.full((*size, 3), i % 256, np.uint8), index=i, time_s=i * step_s)
        for i in range(count)
    ]


class FakeSource:
    """Returns its frames, then calls `at_end`, which raises or ends the source.

    Attributes:
        closed: Set by `close`.
        reads: How many calls of `read` have returned.
        drops: How many calls of `drop_waiting` there were.
    """

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
        self.drops = 0
        self._frames = iter(frames)
        self._at_end = at_end
        self.info = SourceInfo(name, 32, 24, 25.0, None, is_live, is_stills=False, key=name)

    def read(self) -> Frame | None:
        frame = next(self._frames, None)
        self.reads += 1
        return self._at_end() if frame is None else frame

    def drop_waiting(self) -> None:
        self.drops += 1

    def close(self) -> None:
        self.closed.set()


class Hang:
    """A function that blocks until the test ends, or until `release` is set.

    Attributes:
        entered: Set by the first call.
    """

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.release = threading.Event()

    def __call__(self) -> None:
        self.entered.set()
        self.release.wait(6 * PATIENCE_S)


def live(hang: Hang, frames=1) -> FakeSource:
    """Return a live source that hangs after some frames."""
    return FakeSource(make_frames(frames), is_live=True, at_end=hang)


def lose() -> None:
    raise SourceLostError("fake: the cable is out")


def in_step(frames: Iterable[Frame], engine: "FakeEngine") -> Iterator[Frame]:
    """Yield each frame once the engine has seen the one before, so that a slow one misses none.

    A paused source drops frames, so the wait has an end.
    """
    pace = threading.Event()
    for frame in frames:
        seen = len(engine.seen)
        yield frame
        for _ in range(100):
            if len(engine.seen) > seen:
                break
            pace.wait(0.005)


@dataclass
class FakeEngine:
    """Finds the same faces in every frame.

    Attributes:
        doubtful: Boxes of what may be a face as well, in every frame.
        seen: The frames that it has processed.
        based_on: What `with_settings` was called on and with, if it was.
    """

    faces: tuple[Face, ...] = (make_face(),)
    doubtful: tuple[Box, ...] = ()
    seen: list[Frame] = field(default_factory=list)
    based_on: tuple | None = None

    def process(self, frame: Frame) -> FrameResult:
        self.seen.append(frame)
        return FrameResult(frame, self.faces, doubtful=self.doubtful)

    def with_settings(self, settings, *, stills) -> "FakeEngine":
        return FakeEngine(self.faces, self.doubtful, based_on=(self, settings, stills))


class FakeBackend:
    """Stands in for `maskapp.live.backend.Backend`; its parts can be replaced at any time.

    Attributes:
        sources: For each text of a request, a source, an exception to raise, a function that
            returns a source, or a list of these, one for each opening.
        cameras: The cameras that are connected.
        engine: What `load_engine` returns.
        requests: All calls of `open_source`.
        clock: Returns the local time; a test that asks for figures sets one that it knows.
    """

    def __init__(self) -> None:
        self.sources: dict = {}
        self.cameras: list = []
        self.engine = FakeEngine()
        self.requests: list[SourceRequest] = []
        self.clock: Callable[[], datetime] = local_now
        self.prepare = lambda: None
        self.load_engine = lambda _settings, _is_stills, _watch: self.engine
        self.check_model = lambda _model, _watch: ModelCheck(True, False, "It can be used.")

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
