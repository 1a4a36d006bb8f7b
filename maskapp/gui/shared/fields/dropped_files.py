"""Files that are dropped on a text field of a dialog."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget


class DroppedFiles(QObject):
    """An event filter of a text field, for which Qt would write a file's address into its text.

    Args:
        field: The field, which owns this object; it still gets all else.
        take: Called with the path of the first file; None to take no file.
    """

    def __init__(self, field: QWidget, take: Callable[[str], None] | None = None) -> None:
        super().__init__(field)
        self._take = take
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Handle the drag and drop events of the field."""
        if isinstance(event, QDropEvent):  # all of a drag, but for leaving
            urls = event.mimeData().urls()
            files = [url.toLocalFile() for url in urls if url.isLocalFile()]
            if files:
                self._handle(event, files[0])
                return True
        return super().eventFilter(watched, event)

    def _handle(self, event: QDropEvent, file: str) -> None:
        if self._take is None:
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.CopyAction)  # who moves a file deletes it then
        event.accept()
        if event.type() == QEvent.Type.Drop:
            self._take(file)
