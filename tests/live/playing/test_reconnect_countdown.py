"""How long a lost source is left alone before each attempt."""

import pytest
from PySide6.QtCore import QObject

from maskapp.gui.worker.qt_timers import QtTimers
from maskapp.live.playing.reconnect_countdown import ReconnectCountdown
from maskapp.live.playing.timing import Timing

LONG_MS = 3_600_000


class Ticks(list):
    """The emitted seconds of a countdown."""

    def __init__(self, parent: QObject, delays_s: tuple[int, ...], second_ms: int) -> None:
        super().__init__()
        timing = Timing(delays_s, second_ms)
        self.countdown = ReconnectCountdown(timing, QtTimers(parent), self.append)


@pytest.fixture
def parent(qapp) -> QObject:
    return QObject()


def test_waits_longer_before_each_attempt_and_repeats_the_last_delay(qtbot, parent) -> None:
    ticks = Ticks(parent, (1, 3), 1)
    for attempts in (1, 2, 3):
        ticks.countdown.start()
        qtbot.waitUntil(lambda n=attempts: ticks.count(0) == n)
    assert ticks == [1, 0, 3, 2, 1, 0, 3, 2, 1, 0]


def test_begins_with_the_shortest_delay_after_a_reset(qtbot, parent) -> None:
    ticks = Ticks(parent, (1, 600), 1)
    ticks.countdown.start()
    qtbot.waitUntil(lambda: 0 in ticks)
    ticks.countdown.reset()
    ticks.countdown.start()
    assert ticks == [1, 0, 1]
    ticks.countdown.reset()


def test_an_attempt_can_be_made_at_once(parent) -> None:
    ticks = Ticks(parent, (5, 7), LONG_MS)
    ticks.countdown.start()
    ticks.countdown.skip()
    assert ticks == [5, 0]
    ticks.countdown.skip()
    assert ticks == [5, 0], "the attempt is in progress"
    ticks.countdown.start()
    assert ticks == [5, 0, 7]
    ticks.countdown.reset()


def test_there_is_nothing_to_skip_after_a_reset(parent) -> None:
    ticks = Ticks(parent, (5,), LONG_MS)
    ticks.countdown.start()
    ticks.countdown.reset()
    ticks.countdown.skip()
    assert ticks == [5]
