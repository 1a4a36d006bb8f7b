"""The timers of a player."""

from collections.abc import Callable

import pytest

from maskapp.live.playing.timers import OneCall


class Timers:
    """Timers whose calls a test makes."""

    def __init__(self) -> None:
        self.calls: list[Callable[[], None]] = []

    def call_later(self, _delay_s: float, call: Callable[[], None]) -> "Timers":
        self.calls.append(call)
        return self

    def call_soon_threadsafe(self, call: Callable[[], None]) -> None:
        raise AssertionError

    def cancel(self) -> None:
        self.calls.pop()


@pytest.fixture
def timers() -> Timers:
    return Timers()


def test_a_new_call_replaces_the_one_that_waits(timers: Timers) -> None:
    made: list[str] = []
    one = OneCall(timers)
    one.start(1.0, lambda: made.append("first"))
    one.start(1.0, lambda: made.append("second"))
    assert len(timers.calls) == 1
    timers.calls.pop()()
    assert made == ["second"]
    assert not one.is_waiting


def test_a_call_that_was_stopped_is_not_made(timers: Timers) -> None:
    one = OneCall(timers)
    one.start(1.0, pytest.fail)
    assert one.is_waiting
    one.stop()
    one.stop()
    assert timers.calls == []
    assert not one.is_waiting


def test_a_call_may_start_the_next_one(timers: Timers) -> None:
    one = OneCall(timers)
    one.start(1.0, lambda: one.start(2.0, pytest.fail))
    timers.calls.pop()()
    assert one.is_waiting
    assert len(timers.calls) == 1
