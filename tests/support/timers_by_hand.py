"""Timers of a player whose calls a test makes."""

from collections.abc import Callable


class TimersByHand:
    """Timers whose calls a test makes."""

    def __init__(self) -> None:
        self.calls: list[Callable[[], None]] = []
        self.delays_s: list[float] = []

    def call_later(self, delay_s: float, call: Callable[[], None]) -> "TimersByHand":
        self.calls.append(call)
        self.delays_s.append(delay_s)
        return self

    def call_soon_threadsafe(self, call: Callable[[], None]) -> None:
        raise AssertionError

    def cancel(self) -> None:
        self.calls.pop()

    def pass_time(self) -> None:
        while self.calls:
            self.calls.pop()()
