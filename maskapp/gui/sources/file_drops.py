"""Files and addresses dropped onto the window."""

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget


class FileDrops(QObject):
    """An event filter that accepts drops anywhere on a window.

    Args:
        window: Also receives what is dropped onto its child widgets.
    """

    dropped = Signal(str)
    """The path or address of the first file."""
    left_out = Signal(str)
    """A message that only the first of several files was opened."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Handle the drag and drop events of the window."""
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
                self.tr("Only the first file was opened. To open all pictures, drop their folder.")
            )
