"""Detection of a window's first paint."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget


class FirstPaint(QObject):
    """A signal for the first time that a window has been painted.

    Threads that import large modules keep taking Python's lock and would delay the first layout
    and painting, so they are started afterwards.

    Args:
        window: A window that is not shown yet.
    """

    done = Signal()
    """The window and its child widgets have been painted; emitted once."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Wait for the first paint event of the window."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            # After the child widgets, which are painted next.
            QTimer.singleShot(0, self, self.done.emit)
        return super().eventFilter(watched, event)
