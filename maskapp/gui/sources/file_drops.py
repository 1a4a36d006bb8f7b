"""Files and addresses dropped onto the window."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QDragMoveEvent, QDropEvent, QWindow
from PySide6.QtWidgets import QDockWidget, QWidget


class FileDrops(QObject):
    """An event filter that accepts drops anywhere on a window, and on panels that float beside it.

    Files are taken before any widget sees them, since a text field would write their addresses into
    its text. It gets all else first: text, and addresses of pages and streams.

    Args:
        window: Also receives what is dropped onto its child widgets; has its panels.
    """

    dropped = Signal(str)
    """The path or address of the first file."""
    left_out = Signal(str)
    """A message that only the first of several files was opened."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        for each in (window, *window.findChildren(QDockWidget)):
            each.setAcceptDrops(True)
            each.installEventFilter(self)
            self._filter_native(each)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Handle the drag and drop events of the window."""
        if event.type() == QEvent.Type.WinIdChange and isinstance(watched, QWidget):
            self._filter_native(watched)
        elif isinstance(event, QDropEvent):  # all of a drag, but for leaving
            sources = _sources(event, only_files=isinstance(watched, QWindow))
            if sources:
                event.setDropAction(Qt.DropAction.CopyAction)  # who moves a file deletes it then
                event.accept()
                if not isinstance(event, QDragMoveEvent):
                    self._take(sources)
                return True
        return super().eventFilter(watched, event)

    def _filter_native(self, widget: QWidget) -> None:
        """Filter what the system sends to a window; it may get another native one at any time."""
        native = widget.windowHandle()
        if native is not None:
            native.installEventFilter(self)

    def _take(self, sources: Sequence[str]) -> None:
        self.dropped.emit(sources[0])
        if len(sources) > 1:
            self.left_out.emit(
                self.tr("Only the first file was opened. To open all pictures, drop their folder.")
            )


def _sources(event: QDropEvent, *, only_files: bool) -> Sequence[str]:
    """Return the paths and addresses that are dragged; a list of them may be empty."""
    urls = [url for url in event.mimeData().urls() if url.isLocalFile() or not only_files]
    whole = [url for url in urls if not url.isRelative()]  # others are comments of the list
    return [text for url in whole if (text := url.toLocalFile() or url.toString())]
