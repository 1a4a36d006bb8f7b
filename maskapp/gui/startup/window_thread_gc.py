"""Garbage collection in the window's thread only.

Python collects in whichever thread allocates. A dialog or timer in a reference cycle could then
be destroyed by the worker thread or a source thread, which Qt does not allow.
"""

import gc

from PySide6.QtCore import QObject, QTimer, Slot

_INTERVAL_MS = 1000


class WindowThreadGC(QObject):
    """A replacement for automatic garbage collection: a timer that collects in its own thread.

    Args:
        parent: The owner, in the same thread.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        gc.disable()
        timer = QTimer(self)
        timer.timeout.connect(self._collect)
        timer.start(_INTERVAL_MS)

    def stop(self) -> None:
        """Enable automatic garbage collection again."""
        gc.enable()
        self.deleteLater()

    @Slot()
    def _collect(self) -> None:
        """Collect the oldest generation that Python would collect by itself."""
        due = [n > most for n, most in zip(gc.get_count(), self._thresholds, strict=True)]
        if True in due:
            gc.collect(max(generation for generation, is_due in enumerate(due) if is_due))
