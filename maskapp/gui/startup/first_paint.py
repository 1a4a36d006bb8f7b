"""Detection of a window's first paint."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget


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
        self._window = window
        application = QApplication.instance()
        assert application is not None
        self._application = application
        # Of all widgets: a window that its child widgets cover is not painted itself.
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Wait for the first paint event in the window."""
        if (
            event.type() == QEvent.Type.Paint
            and isinstance(watched, QWidget)
            and watched.window() is self._window
        ):
            self._application.removeEventFilter(self)
            # After the other child widgets, which are painted next.
            QTimer.singleShot(0, self, self.done.emit)
        return super().eventFilter(watched, event)
