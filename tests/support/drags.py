"""Drags of files over a widget."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget


def dropped(field: QWidget, *files: Path) -> bool:
    """Drop files as file managers do; return whether the field has accepted the drag."""
    data = QMimeData()
    urls = [QUrl.fromLocalFile(str(file)) for file in files]
    data.setUrls(urls)
    data.setText("\n".join(url.toString() for url in urls))
    return drop(field, data)


def drop(field: QWidget, data: QMimeData) -> bool:
    """Drop data as Qt does; return whether the field has accepted the drag."""
    at, action = QPoint(5, 5), Qt.DropAction.CopyAction
    how = (action, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    for event in (QDragEnterEvent(at, *how), QDragMoveEvent(at, *how)):
        QApplication.sendEvent(field, event)
        if not event.isAccepted():
            return False
    QApplication.sendEvent(field, QDropEvent(QPointF(at), *how))
    return True
