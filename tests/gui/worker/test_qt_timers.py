"""Calls made later in a thread of Qt."""

import threading

import pytest
from PySide6.QtCore import QObject

from maskapp.gui.worker.qt_timers import QtTimers


@pytest.fixture
def timers(qapp) -> QtTimers:
    parent = QObject()
    timers = QtTimers(parent)
    timers.owner = parent
    return timers


def test_calls_are_made_in_the_order_of_their_delays(qtbot, timers) -> None:
    made = []
    timers.call_later(0.02, lambda: made.append("late"))
    timers.call_later(0.0, lambda: made.append("soon"))
    assert made == []
    qtbot.waitUntil(lambda: made == ["soon", "late"])


def test_a_cancelled_call_is_not_made(qtbot, timers) -> None:
    made = []
    pending = timers.call_later(0.0, lambda: made.append("cancelled"))
    timers.call_later(0.02, lambda: made.append("kept"))
    pending.cancel()
    qtbot.waitUntil(lambda: "kept" in made)
    assert made == ["kept"]


def test_calls_from_other_threads_are_made_in_this_one(qtbot, timers) -> None:
    threads = []
    caller = threading.Thread(
        target=lambda: timers.call_soon_threadsafe(
            lambda: threads.append(threading.current_thread())
        )
    )
    caller.start()
    caller.join()
    assert threads == []
    qtbot.waitUntil(lambda: bool(threads))
    assert threads == [threading.current_thread()]


def test_no_timer_stays_behind(qtbot, timers) -> None:
    made = []
    timers.call_later(0.0, lambda: made.append(1))
    timers.call_later(60.0, lambda: made.append(2)).cancel()
    qtbot.waitUntil(lambda: not timers.children())
    assert made == [1]
