"""When a window can be seen."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget


class FirstPaint(QObject):
    """Waits until a window was painted.

    Threads that import large modules hold Python's lock for many moments, each of which the
    first layout and painting would have to wait for; so they are started after it.

    Args:
        window: Not shown yet.
    """

    done = Signal()
    """Once."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Qt's: looks at what the window is told."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self.done.emit)  # after its parts, which follow at once
        return super().eventFilter(watched, event)
