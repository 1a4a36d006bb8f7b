"""Signals as events of the event loop."""

import signal
import sys

import pytest
from PySide6.QtCore import QCoreApplication, QObject, Slot

from maskapp.gui.startup.closing_signals import ClosingSignals

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")

NUMBERS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


class Window(QObject):
    """Counts how often it is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.closed = 0

    @Slot()
    def close_at_once(self) -> None:
        self.closed += 1


@pytest.mark.parametrize("number", NUMBERS)
def test_a_signal_closes_the_window_from_the_event_loop(qtbot, number) -> None:
    window = Window()
    before = signal.getsignal(number)
    with ClosingSignals(window.close_at_once) as signals:
        signal.raise_signal(number)
        qtbot.waitUntil(lambda: window.closed > 0)
        signal.raise_signal(signal.SIGTERM)
        assert signals.number == number, "the first one counts"
    assert signal.getsignal(number) is before


def test_each_signal_closes_the_window_once(qtbot) -> None:
    """Else it would be closed over and over while it finishes a recording."""
    window = Window()
    with ClosingSignals(window.close_at_once):
        for count in (1, 2):
            signal.raise_signal(signal.SIGTERM)
            qtbot.waitUntil(lambda count=count: window.closed >= count)
            for _ in range(10):
                QCoreApplication.processEvents()
            assert window.closed == count


def test_a_hang_up_that_nohup_ignores_stays_ignored(qapp) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        window = Window()
        with ClosingSignals(window.close_at_once) as signals:
            signal.raise_signal(signal.SIGHUP)
            qapp.processEvents()
        assert (window.closed, signals.number) == (0, None)
    finally:
        signal.signal(signal.SIGHUP, before)
