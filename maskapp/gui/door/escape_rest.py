"""Esc after it was held to leave: what is still held must not leave the next window, too."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent

_QUIET_MS = 400
"""Esc was released once nothing has been heard of it for so long. Whether a press is a repetition
cannot be told: under load some systems report repetitions as presses."""
_KEY_EVENTS = (QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride)


class EscapeRest(QObject):
    """A filter that takes Esc from all windows from `start` until the key was released.

    Args:
        parent: The owner.
        quiet_ms: How long nothing must be heard of the key.
    """

    def __init__(self, parent: QObject, quiet_ms: int = _QUIET_MS) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, singleShot=True, interval=quiet_ms)
        self._timer.timeout.connect(self.stop)

    def start(self) -> None:
        """Take Esc from now on."""
        application = QCoreApplication.instance()
        assert application is not None
        application.installEventFilter(self)
        self._timer.start()

    @Slot()
    def stop(self) -> None:
        """Leave Esc to the windows again."""
        self._timer.stop()
        application = QCoreApplication.instance()
        assert application is not None
        application.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Override `QObject.eventFilter`: let no window know of Esc."""
        is_key = event.type() in _KEY_EVENTS
        if is_key and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            self._timer.start()
            event.accept()  # else it would be taken as a shortcut
            return True
        return super().eventFilter(watched, event)
