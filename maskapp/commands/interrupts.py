"""Signals that end a command in order: Ctrl+C, a request to end, and a terminal that closes."""

import contextlib
import os
import signal
from collections.abc import Callable, Iterator
from time import monotonic
from types import FrameType

EXIT_SIGNAL = 128
"""Added to the number of the signal that ended a command."""

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")  # Windows has no SIGHUP

_SAME_END_S = 1.0
"""A signal that comes so soon after another one belongs to the same end: a terminal that closes
sends two, and so does who presses Ctrl+C twice."""


class Interrupted(KeyboardInterrupt):
    """A signal ended the command, which has finished its files.

    Attributes:
        number: Number of the signal.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def interrupt(number: int, frame: FrameType | None) -> None:
    """Handle Ctrl+C where nothing else does; those that follow do not interrupt what it ends.

    Within an import, an exception may be lost, printed, or become another one; nothing has been
    begun then that would have to be finished.

    Raises:
        Interrupted: No module is being imported.
    """
    if _is_importing(frame):
        quit_at_once(number, frame)
    stop = Stop()
    signal.signal(number, stop.take)
    stop.take(number, frame)


def _is_importing(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


def quit_at_once(number: int, _frame: FrameType | None) -> None:
    """End the process without a word."""
    os._exit(EXIT_SIGNAL + number)


class Stop:
    """A request to stop, which raises `Interrupted` unless it is deferred.

    One that comes while a module is imported, where the exception may be lost, is deferred, too;
    so ask with `raise_noted` now and then.

    What follows it within a moment is ignored. What comes later interrupts what a deferred one
    still waits for, but not what finishes files: it ends the process there, as a kill would.

    Attributes:
        number: The signal that was deferred; None for none.
    """

    def __init__(self) -> None:
        self.number: int | None = None
        self._is_deferred = False
        self._is_finishing = False
        self._wake: Callable[[], None] | None = None
        self._taken_s: float | None = None

    @contextlib.contextmanager
    def deferred(self, wake: Callable[[], None] | None = None) -> Iterator[None]:
        """Only note the first signal in `number`; a later one interrupts immediately.

        Args:
            wake: Called within the handler of the first one, to end what the main thread waits for.
        """
        self._is_deferred, self._wake = True, wake
        try:
            yield
        finally:
            self._is_deferred, self._wake = False, None

    @contextlib.contextmanager
    def cancelling(self, cancel: Callable[[], None]) -> Iterator[None]:
        """Let the first signal cancel what the body does, instead of interrupting it.

        Args:
            cancel: Called within the handler; the body then ends soon.

        Raises:
            Interrupted: There was a signal, before or however the body ended.
        """
        self.raise_noted()
        try:
            with self.deferred(cancel):
                yield
        finally:
            self.raise_noted()

    @contextlib.contextmanager
    def finishing(self) -> Iterator[None]:
        """Let a later signal not interrupt the body, which finishes files; the first one may."""
        before, self._is_finishing = self._is_finishing, True
        try:
            yield
        finally:
            self._is_finishing = before

    def raise_noted(self) -> None:
        """Raise what was deferred, if anything was.

        Raises:
            Interrupted: A signal was deferred.
        """
        if self.number is not None:
            self._is_finishing = True
            raise Interrupted(self.number)

    def take(self, number: int, frame: FrameType | None) -> None:
        """Handle a signal.

        Raises:
            Interrupted: It is neither deferred nor one that belongs to the end that has begun.
        """
        before_s, now_s = self._taken_s, monotonic()
        if before_s is not None and now_s - before_s < _SAME_END_S:
            return
        self._taken_s = now_s
        if before_s is not None and self._is_finishing:
            quit_at_once(number, frame)
        if before_s is None and (self._is_deferred or _is_importing(frame)):
            self.number = number
            if self._wake is not None:
                self._wake()
            return
        self._is_finishing = True
        raise Interrupted(number)

    def conclude(self) -> bool:
        """Let no later signal interrupt the rest of the command; return whether one was taken."""
        self._is_finishing = True
        return self._taken_s is not None


@contextlib.contextmanager
def stop_on_signals() -> Iterator[Stop]:
    """Turn signals into requests to stop; a signal that `nohup` ignores stays ignored."""
    stop = Stop()
    numbers = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
    before = {
        number: signal.signal(number, stop.take)
        for number in numbers
        if number == signal.SIGINT or signal.getsignal(number) is not signal.SIG_IGN
    }
    try:
        yield stop
    finally:
        has_stopped = stop.conclude()
        for number, handler in before.items():
            if not (has_stopped and handler is interrupt):
                signal.signal(number, handler)
