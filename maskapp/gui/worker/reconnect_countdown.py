"""A countdown to the next attempt to open a lost source."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from maskapp.gui.worker.timing import Timing


class ReconnectCountdown(QObject):
    """A countdown that is longer before each attempt, up to the last delay of its timing."""

    ticked = Signal(int)
    """Seconds left, once a second; 0 when the attempt is due."""

    def __init__(self, timing: Timing, parent: QObject) -> None:
        super().__init__(parent)
        self._timing = timing
        self._attempts = 0
        self._left_s = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Count down to another attempt."""
        delays_s = self._timing.reconnect_delays_s
        self._left_s = delays_s[min(self._attempts, len(delays_s) - 1)]
        self._attempts += 1
        self._timer.start(self._timing.second_ms)
        self.ticked.emit(self._left_s)

    def skip(self) -> None:
        """Make the attempt due now, unless one is in progress."""
        if self._timer.isActive():
            self._timer.stop()
            self.ticked.emit(0)

    def reset(self) -> None:
        """Stop, and start with the shortest delay next time."""
        self._attempts = 0
        self._timer.stop()

    @Slot()
    def _tick(self) -> None:
        self._left_s -= 1
        if self._left_s == 0:
            self._timer.stop()
        self.ticked.emit(self._left_s)
