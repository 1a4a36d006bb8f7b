"""Opening, reading and closing a source on a thread of its own, where it blocks nothing."""

import queue
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeGuard

from maskapp.errors import SourceError, SourceLostError
from maskapp.live.backend import Backend
from maskapp.live.background_task import BackgroundTask, Failed
from maskapp.live.source_request import SourceRequest
from maskapp.records import Frame, SourceInfo

if TYPE_CHECKING:
    from maskapp.pipeline.sources.source import DroppingSource, PictureSource, Source

_HANDOVER_TIMEOUT_S = 1.5


@dataclass(frozen=True, slots=True)
class Opened:
    """The source is open; frames may be requested."""

    info: SourceInfo


@dataclass(frozen=True, slots=True, eq=False)
class Arrived:
    """The frame that was requested.

    Attributes:
        frame: The frame as the source returned it.
        read_at_s: Time at which it was read, on the monotonic clock.
        dropped: Number of frames that the source has dropped so far.
        asked: The picture that was asked for; None if just the next frame was.
        problems: What is known so far to be wrong with the pictures; nothing of other sources.
    """

    frame: Frame
    read_at_s: float
    dropped: int
    asked: int | None = None
    problems: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The problems as a text for the user."""
        return _in_sentences(self.problems)


@dataclass(frozen=True, slots=True)
class Lost:
    """A live source does not respond, or no longer; the reason is a message for the user."""

    reason: str


@dataclass(frozen=True, slots=True)
class Ended:
    """There are no more frames; the messages say what was damaged in the source.

    Pictures can still be asked for.
    """

    problems: tuple[str, ...]
    asked: int | None = None

    @property
    def text(self) -> str:
        """The problems as a text for the user."""
        return _in_sentences(self.problems)


SourceEvent = Opened | Arrived | Lost | Ended


@dataclass(frozen=True, slots=True)
class _Request:
    """A request for a frame, see `SourceThread.request`."""

    index: int | None = None
    start: int = 0
    is_new: bool = False


class SourceThread(BackgroundTask[SourceEvent]):
    """A thread that holds one source and reads a frame whenever one is requested.

    Reports `Opened`, then an `Arrived` for each request, and finally `Lost`, `Ended` or
    `Failed`; a source that does not open is `Lost` or `Failed` at once. A frame is read only on
    request, so frames of a live source are recent. Once dropped, the thread closes the source as
    soon as the call in progress returns.

    Args:
        request: The source to open.
        backend: Opens it.
        report: See `BackgroundTask`.
        after: An earlier thread, possibly with the same device, that must close its source first.
    """

    def __init__(
        self,
        request: SourceRequest,
        backend: Backend,
        report: Callable[[BackgroundTask[SourceEvent], SourceEvent | Failed], None],
        after: "SourceThread | None" = None,
    ) -> None:
        super().__init__(type(self).__name__, report)
        self._request = request
        self._backend = backend
        self._after = after
        self._may_hold_source = after is not None  # the earlier thread may hold it
        self._requests: queue.SimpleQueue[_Request] = queue.SimpleQueue()
        self._wanted = _Request()

    def request(self, index: int | None = None, *, start: int = 0, is_new: bool = False) -> None:
        """Ask for a frame; of several requests that wait, only the last is answered.

        Args:
            index: A picture to go to, see `PictureSource`; None for the next frame.
            start: The picture from which one goes there.
            is_new: Whether a frame of a live source that has arrived before is dropped.
        """
        self._requests.put(_Request(index, start, is_new))

    def drop(self) -> None:
        """Report nothing more, and close the source."""
        super().drop()
        self._requests.put(_Request())

    def wait_closed(self, timeout_s: float) -> bool:
        """Wait, once dropped, until this thread and those before it have closed their sources.

        Returns:
            Whether all of them have.
        """
        return not self._may_hold_source or self.join(timeout_s)

    def _run(self) -> None:
        if self._after is not None:
            self._after.wait_closed(_HANDOVER_TIMEOUT_S)
            self._after = None  # or each thread would keep all earlier ones alive
        self._may_hold_source = False
        self._backend.prepare()
        self._may_hold_source = True
        if self.is_dropped:
            return
        try:
            source = self._backend.open_source(self._request)
        except SourceLostError as error:
            self._report(Lost(str(error)))
            return
        try:
            self._report(Opened(source.info))
            while self._is_requested():
                event = _read(source, self._wanted)
                self._report(event)
                if not (isinstance(event, Arrived) or _is_of_pictures(source)):
                    return
        finally:
            source.close()

    def _is_requested(self) -> bool:
        """Wait for a request and take the last one; return False once dropped."""
        self._wanted = self._requests.get()
        while not self._requests.empty():
            self._wanted = self._requests.get()
        return not self.is_dropped


def _in_sentences(problems: tuple[str, ...]) -> str:
    return " ".join(f"{problem.rstrip('.')}." for problem in problems)


def _is_of_pictures(source: "Source") -> "TypeGuard[PictureSource]":
    return source.info.is_stills


def _drops_frames(source: "Source") -> "TypeGuard[DroppingSource]":
    return source.info.is_live


def _read(source: "Source", wanted: _Request) -> Arrived | Lost | Ended:
    index = wanted.index
    if index is not None and _is_of_pictures(source):
        source.go_to(index, wanted.start)
    if wanted.is_new and _drops_frames(source):
        source.drop_waiting()
    try:
        frame = source.read()
    except SourceLostError as error:
        return Lost(str(error))
    except SourceError as error:  # a damaged file; everything before has been read
        return Ended((*source.problems, str(error)), index)
    if frame is None:
        return Ended(tuple(source.problems), index)
    problems = tuple(source.problems) if _is_of_pictures(source) else ()
    return Arrived(frame, time.monotonic(), source.dropped, index, problems)
