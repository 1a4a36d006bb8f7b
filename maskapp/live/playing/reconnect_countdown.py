"""A countdown to the next attempt to open a lost source."""

from collections.abc import Callable

from maskapp.live.playing.timers import OneCall, Timers
from maskapp.live.playing.timing import Timing


class ReconnectCountdown:
    """A countdown that is longer before each attempt, up to the last delay of its timing.

    Args:
        timing: Its delays.
        timers: Make its calls.
        tick: Called with the seconds left, once a second; 0 when the attempt is due.
    """

    def __init__(self, timing: Timing, timers: Timers, tick: Callable[[int], None]) -> None:
        self._timing = timing
        self._tick = tick
        self._attempts = 0
        self._left_s = 0
        self._next = OneCall(timers)

    def start(self) -> None:
        """Count down to another attempt."""
        delays_s = self._timing.reconnect_delays_s
        self._left_s = delays_s[min(self._attempts, len(delays_s) - 1)]
        self._attempts += 1
        self._wait_a_second()
        self._tick(self._left_s)

    def skip(self) -> None:
        """Make the attempt due now, unless one is in progress."""
        if self._next.is_waiting:
            self._next.stop()
            self._tick(0)

    def reset(self) -> None:
        """Stop, and start with the shortest delay next time."""
        self._attempts = 0
        self._next.stop()

    def _wait_a_second(self) -> None:
        self._next.start(self._timing.second_ms / 1000, self._second_over)

    def _second_over(self) -> None:
        self._left_s -= 1
        if self._left_s > 0:
            self._wait_a_second()
        self._tick(self._left_s)
