"""Counts down to the next attempt to reach a source that was lost."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot

_DELAYS_S = (1, 2, 4, 8, 15)
_SECOND_MS = 1000


class Countdown(QObject):
    """Waits longer from attempt to attempt, up to a quarter of a minute."""

    ticked = Signal(int)
    """Seconds left, once a second; 0 when it is over."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._attempts = 0
        self._left_s = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Count down to another attempt."""
        self._left_s = _DELAYS_S[min(self._attempts, len(_DELAYS_S) - 1)]
        self._attempts += 1
        self._timer.start(_SECOND_MS)
        self.ticked.emit(self._left_s)

    def skip(self) -> None:
        """Attempt it now, unless that is being done."""
        if self._timer.isActive():
            self._timer.stop()
            self.ticked.emit(0)

    def reset(self) -> None:
        """The source is back, or nobody wants it any more."""
        self._attempts = 0
        self._timer.stop()

    @Slot()
    def _tick(self) -> None:
        self._left_s -= 1
        if self._left_s == 0:
            self._timer.stop()
        self.ticked.emit(self._left_s)
