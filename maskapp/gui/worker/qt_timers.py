"""Qt's timers for what is played in a thread of Qt."""

import math
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot


class _PendingCall(QTimer):
    """A call that is due later."""

    def __init__(self, delay_s: float, call: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._call = call
        self.setSingleShot(True)
        self.setTimerType(Qt.TimerType.PreciseTimer)
        self.timeout.connect(self._make)
        self.start(math.ceil(delay_s * 1000))

    def cancel(self) -> None:
        """Do not make the call."""
        self.stop()
        self.deleteLater()

    @Slot()
    def _make(self) -> None:
        self.deleteLater()
        self._call()


class QtTimers(QObject):
    """Calls made later in the thread of this object; see `Timers`."""

    _posted = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._posted.connect(self._make, Qt.ConnectionType.QueuedConnection)

    def call_later(self, delay_s: float, call: Callable[[], None], /) -> _PendingCall:
        """Make a call after a delay."""
        return _PendingCall(delay_s, call, self)

    def call_soon_threadsafe(self, call: Callable[[], None], /) -> None:
        """Make a call as soon as the thread is free; may be used in any thread."""
        self._posted.emit(call)

    @Slot(object)
    def _make(self, call: Callable[[], None]) -> None:
        call()
