"""The timers of a player: Qt's in the window, asyncio's in the web server."""

from collections.abc import Callable
from typing import Protocol


class Pending(Protocol):
    """A call that is due later."""

    def cancel(self) -> None:
        """Do not make the call; do nothing if it was made."""


class Timers(Protocol):
    """Calls made later, all of them in one thread."""

    def call_later(self, delay_s: float, call: Callable[[], None], /) -> Pending:
        """Make a call after a delay; to be used in that thread only."""

    def call_soon_threadsafe(self, call: Callable[[], None], /) -> object:
        """Make a call as soon as that thread is free, in order; may be used in any thread."""


class OneCall:
    """A call that is made later; there is at most one at a time.

    Args:
        timers: Make the call.
    """

    def __init__(self, timers: Timers) -> None:
        self._timers = timers
        self._pending: Pending | None = None
        self._call: Callable[[], None] = self.stop

    @property
    def is_waiting(self) -> bool:
        """Return whether the call is still to be made."""
        return self._pending is not None

    def start(self, after_s: float, call: Callable[[], None]) -> None:
        """Call a function after a time, in place of the call that is waiting, if any."""
        self.stop()
        self._call = call
        self._pending = self._timers.call_later(after_s, self._make)

    def stop(self) -> None:
        """Abandon the call that is waiting, if any."""
        if self._pending is not None:
            self._pending.cancel()
            self._pending = None

    def _make(self) -> None:
        self._pending = None
        self._call()
