"""Holding a key for a while and releasing it, which nobody does by accident."""

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent

_HOLD_MS = 1500
_TICK_MS = 30
_REPEAT_MS = 150
"""A key that is held also sends releases, each with a press right after it. X11 does not mark all
of them as repeats, so a release counts only if no press follows."""


class EscapeHold(QObject):
    """Follows how long Esc is held.

    It is complete once the key is released: what is still held would reach the next window.

    Args:
        parent: The owner.
        hold_ms: How long it has to be held.
    """

    progressed = Signal(float)
    """The share of the time that has passed, 0 to 1, several times per second."""
    reached = Signal()
    """Esc was held for long enough, and is to be released now; once each time."""
    completed = Signal()
    """Esc was held for long enough and released, or the display has lost the focus meanwhile."""
    released = Signal()
    """Esc was released too early."""

    def __init__(self, parent: QObject, hold_ms: int = _HOLD_MS) -> None:
        super().__init__(parent)
        self._hold_ms = hold_ms
        self._is_over = False
        self._since = QElapsedTimer()
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._release_timer = QTimer(self, singleShot=True, interval=_REPEAT_MS)
        self._release_timer.timeout.connect(self.cancel)

    def press(self, event: QKeyEvent) -> bool:
        """Take a key that was pressed; return whether it is Esc."""
        if event.key() != Qt.Key.Key_Escape:
            return False
        self._release_timer.stop()
        if not event.isAutoRepeat() and not self._timer.isActive() and not self._is_over:
            self._since.start()
            self._timer.start()
            self.progressed.emit(0.0)
        return True

    def release(self, event: QKeyEvent) -> bool:
        """Take a key that was released; return whether it is Esc."""
        if event.key() != Qt.Key.Key_Escape:
            return False
        if not event.isAutoRepeat():
            self._release_timer.start()
        return True

    @Slot()
    def cancel(self) -> None:
        """Forget that Esc was pressed, as when its release will not be seen."""
        self._release_timer.stop()
        is_over, self._is_over = self._is_over, False
        if self._timer.isActive():
            self._timer.stop()
            self.released.emit()
        elif is_over:
            self.completed.emit()

    @Slot()
    def _tick(self) -> None:
        share = self._since.elapsed() / self._hold_ms
        self.progressed.emit(min(share, 1.0))
        if share >= 1.0:
            self._timer.stop()
            self._is_over = True
            self.reached.emit()
