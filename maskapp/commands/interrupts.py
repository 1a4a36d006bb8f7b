"""Signals that end a command in order: Ctrl+C, a request to end, and a terminal that closes."""

import contextlib
import os
import signal
from collections.abc import Callable, Iterator
from types import FrameType

EXIT_SIGNAL = 128
"""Added to the number of the signal that ended a command."""

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")  # Windows has no SIGHUP


class Interrupted(KeyboardInterrupt):
    """A signal ended the command, which has finished its files.

    Attributes:
        number: Number of the signal.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def interrupt(number: int, frame: FrameType | None) -> None:
    """Handle Ctrl+C where nothing else does.

    Within an import, an exception may be lost, printed, or become another one; nothing has been
    begun then that would have to be finished.

    Raises:
        KeyboardInterrupt: No module is being imported.
    """
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            quit_at_once(number, frame)
        frame = frame.f_back
    raise KeyboardInterrupt


def quit_at_once(number: int, _frame: FrameType | None) -> None:
    """End the process without a word."""
    os._exit(EXIT_SIGNAL + number)


class Stop:
    """A request to stop, which raises `Interrupted` unless it is deferred.

    Attributes:
        number: The signal that was deferred; None for none.
    """

    def __init__(self) -> None:
        self.number: int | None = None
        self._is_deferred = False
        self._wake: Callable[[], None] | None = None

    @contextlib.contextmanager
    def deferred(self, wake: Callable[[], None] | None = None) -> Iterator[None]:
        """Only note the first signal in `number`; the second one interrupts immediately.

        Args:
            wake: Called within the handler of the first one, to end what the main thread waits for.
        """
        self._is_deferred, self._wake = True, wake
        try:
            yield
        finally:
            self._is_deferred, self._wake = False, None

    def take(self, number: int, _frame: FrameType | None) -> None:
        """Handle a signal.

        Raises:
            Interrupted: It is not deferred.
        """
        if not self._is_deferred or self.number is not None:
            raise Interrupted(number)
        self.number = number
        if self._wake is not None:
            self._wake()


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
        for number, handler in before.items():
            signal.signal(number, handler)
