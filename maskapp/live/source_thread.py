"""Opens, reads and closes a source where it can block nobody."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from maskapp.errors import SourceError, SourceLostError
from maskapp.live.background_task import BackgroundTask
from maskapp.preload_libraries import load_libraries
from maskapp.records import Frame, SourceInfo

if TYPE_CHECKING:
    from maskapp.pipeline.sources.source import Source

_HANDOVER_TIMEOUT_S = 1.5


@dataclass(frozen=True, slots=True)
class SourceRequest:
    """What the user wants to see.

    Attributes:
        text: As for `open_source` of the pipeline.
        width: To ask of a camera, pixels; None leaves it its own, as below.
        height: Pixels.
        fps: Frames a second.
    """

    text: str
    width: int | None = None
    height: int | None = None
    fps: float | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """The source is open; frames may be requested."""

    info: SourceInfo


@dataclass(frozen=True, slots=True, eq=False)
class Arrived:
    """The frame that was requested.

    Attributes:
        frame: As the source gave it.
        read_at_s: When, on the monotonic clock.
        dropped: How many frames the source has dropped up to now.
    """

    frame: Frame
    read_at_s: float
    dropped: int


@dataclass(frozen=True, slots=True)
class Lost:
    """A live source has gone; the reason is for people."""

    reason: str


@dataclass(frozen=True, slots=True)
class Ended:
    """Nothing more comes; the sentences for people say what was wrong with the source."""

    problems: tuple[str, ...]


class SourceReader(BackgroundTask):
    """One source on a thread of its own, which reads a frame whenever one is requested.

    The thread tells `Opened`, then an `Arrived` for each request, and at last one of `Lost`,
    `Ended` and `Failed`. A frame is read no sooner than requested, so that those of a live
    source are new. Once the reader is dropped, the thread closes the source as soon as the
    call that it is in comes back.

    Args:
        request: What to open.
        tell: As for `BackgroundTask`.
        after: Another reader, perhaps of the same device, to let close its source first.
    """

    def __init__(
        self,
        request: SourceRequest,
        tell: Callable[[object, object], None],
        after: "SourceReader | None" = None,
    ) -> None:
        super().__init__("source-opener", tell)
        self._request = request
        self._may_hold_source = False
        self._after = after
        self._requests = threading.Semaphore(0)

    def request(self) -> None:
        """Ask for the next frame."""
        self._requests.release()

    def drop(self) -> None:
        """As for `BackgroundTask`; the source is closed."""
        super().drop()
        self._requests.release()

    def wait_closed(self, timeout_s: float) -> bool:
        """Wait, once it is dropped, until no source is open; returns whether that is so."""
        return not self._may_hold_source or self.join(timeout_s)

    def _run(self) -> None:
        if self._after is not None:
            self._after.wait_closed(_HANDOVER_TIMEOUT_S)
            self._after = None  # else each reader would keep all the ones before it
        load_libraries()
        processing = import_module("maskapp.live.frame_views")  # OpenCV and PyAV: a second or more
        self._may_hold_source = True
        if self.is_dropped:
            return
        source: Source = processing.open_source(self._request)
        try:
            self._tell(Opened(source.info))
            while self._is_requested():
                news = _read(source)
                self._tell(news)
                if not isinstance(news, Arrived):
                    return
        finally:
            source.close()

    def _is_requested(self) -> bool:
        """Wait for a request; False once the reader is dropped."""
        self._requests.acquire()
        return not self.is_dropped


def _read(source: "Source") -> Arrived | Lost | Ended:
    try:
        frame = source.read()
    except SourceLostError as error:
        return Lost(str(error))
    except SourceError as error:  # a file that breaks off; what there was has been read
        return Ended((*source.problems, str(error)))
    if frame is None:
        return Ended(tuple(source.problems))
    return Arrived(frame, time.monotonic(), source.dropped)
