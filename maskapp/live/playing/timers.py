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
