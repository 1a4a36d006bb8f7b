"""Files and addresses that are dropped onto the window."""

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget


class FileDrops(QObject):
    """Takes what is dropped anywhere onto a window.

    Args:
        window: The drops of its parts come to it, too.
    """

    dropped = Signal(str)
    """The path or address of the first one."""
    left_out = Signal(str)
    """That there were more, for people."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Qt's: looks at what the window is told."""
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            self._take(event)
            return True
        if isinstance(event, QDragEnterEvent) and event.mimeData().hasUrls():
            event.acceptProposedAction()
            return True
        return super().eventFilter(watched, event)

    def _take(self, event: QDropEvent) -> None:
        urls = event.mimeData().urls()
        event.acceptProposedAction()
        self.dropped.emit(urls[0].toLocalFile() or urls[0].toString())
        if len(urls) > 1:
            self.left_out.emit(
                self.tr("Only the first one is opened; drop a folder to see several pictures.")
            )
