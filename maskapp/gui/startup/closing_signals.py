"""Signals that close the window in order."""

import contextlib
import signal
import socket
from collections.abc import Callable, Mapping
from types import FrameType
from typing import Any, Self

from PySide6.QtCore import QObject, QSocketNotifier, Slot

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")  # Windows has no SIGHUP
_MOST_AT_ONCE = 4096


class ClosingSignals(QObject):
    """A context in which SIGINT (Ctrl+C), SIGTERM and SIGHUP call a slot in the event loop.

    Python runs signal handlers only between two bytecode instructions, and an idle event loop
    executes none. The wake-up socket makes the signal an event of the loop. A hang-up that
    `nohup` ignores stays ignored.

    Args:
        close: Slot of a `QObject`.

    Attributes:
        number: The first signal that arrived; None for none.
    """

    def __init__(self, close: Callable[[], None]) -> None:
        super().__init__()
        self.number: int | None = None
        self._close = close

    def __enter__(self) -> Self:
        self._reading, self._writing = socket.socketpair()
        self._reading.setblocking(False)
        self._writing.setblocking(False)
        self._fd_before = signal.set_wakeup_fd(self._writing.fileno())
        self._notifier = QSocketNotifier(
            self._reading.fileno(), QSocketNotifier.Type.Read, parent=self
        )
        self._notifier.activated.connect(self._close_once)
        numbers = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
        self._before: Mapping[int, Any] = {
            number: signal.signal(number, self._note)
            for number in numbers
            if number == signal.SIGINT or signal.getsignal(number) is not signal.SIG_IGN
        }
        return self

    def __exit__(self, *_: object) -> None:
        self._notifier.setEnabled(False)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._fd_before)
        self._reading.close()
        self._writing.close()

    @Slot()
    def _close_once(self) -> None:
        """Take the signals from the socket, which would be an event again and again, and close."""
        with contextlib.suppress(BlockingIOError):
            self._reading.recv(_MOST_AT_ONCE)
        self._close()

    def _note(self, number: int, _frame: FrameType | None) -> None:
        if self.number is None:
            self.number = number
