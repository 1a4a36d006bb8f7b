"""The timers of a player."""

import pytest

from maskapp.live.playing.timers import OneCall
from tests.support.timers_by_hand import TimersByHand


def test_a_new_call_replaces_the_one_that_waits(timers: TimersByHand) -> None:
    made: list[str] = []
    one = OneCall(timers)
    one.start(1.0, lambda: made.append("first"))
    one.start(1.0, lambda: made.append("second"))
    assert len(timers.calls) == 1
    timers.calls.pop()()
    assert made == ["second"]
    assert not one.is_waiting


def test_a_call_that_was_stopped_is_not_made(timers: TimersByHand) -> None:
    one = OneCall(timers)
    one.start(1.0, pytest.fail)
    assert one.is_waiting
    one.stop()
    one.stop()
    assert timers.calls == []
    assert not one.is_waiting


def test_a_call_may_start_the_next_one(timers: TimersByHand) -> None:
    one = OneCall(timers)
    one.start(1.0, lambda: one.start(2.0, pytest.fail))
    timers.calls.pop()()
    assert one.is_waiting
    assert len(timers.calls) == 1
