"""Keeps Python's garbage collection in the window's thread.

Python collects in whichever thread happens to allocate. A dialog or timer left in a reference
cycle would then be destroyed by the worker's or a reader's thread, which Qt does not allow.
"""

import gc

from PySide6.QtCore import QObject, QTimer, Slot

_INTERVAL_MS = 1000


class WindowThreadGC(QObject):
    """Collects now and then in the thread that made it, and nowhere else, while it lives.

    Args:
        parent: Owns it.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        gc.disable()
        timer = QTimer(self)
        timer.timeout.connect(self._collect)
        timer.start(_INTERVAL_MS)

    def stop(self) -> None:
        """Leave collecting to Python again."""
        gc.enable()
        self.deleteLater()

    @Slot()
    def _collect(self) -> None:
        """Collect the oldest generation that Python itself would collect now."""
        due = [n > most for n, most in zip(gc.get_count(), self._thresholds, strict=True)]
        if True in due:
            gc.collect(max(generation for generation, is_due in enumerate(due) if is_due))
