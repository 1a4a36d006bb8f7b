"""Dropping files and addresses onto the window."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from maskapp.gui.sources.file_drops import FileDrops


class Drops:
    """Drags things over a window and records what `FileDrops` emits."""

    def __init__(self, window) -> None:
        self.dropped: list[str] = []
        self.messages: list[str] = []
        self._window = window
        drops = FileDrops(window)
        drops.dropped.connect(self.dropped.append)
        drops.left_out.connect(self.messages.append)

    def drag(self, data: QMimeData) -> bool:
        """Return whether the window would accept the drop."""
        event = QDragEnterEvent(QPoint(5, 5), *self._how(data))
        event.ignore()
        QApplication.sendEvent(self._window, event)
        return event.isAccepted()

    def drop(self, data: QMimeData) -> None:
        self.drag(data)
        QApplication.sendEvent(self._window, QDropEvent(QPointF(5, 5), *self._how(data)))

    @staticmethod
    def _how(data: QMimeData):
        button, modifier = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        return Qt.DropAction.CopyAction, data, button, modifier


@pytest.fixture
def drops(window) -> Drops:
    return Drops(window)


def urls(*texts: str) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl(text) for text in texts])
    return data


def test_a_file_is_dropped_as_its_path(drops) -> None:
    data = urls("file:///videos/a%20b.mp4")
    drops.drop(data)
    assert drops.dropped == ["/videos/a b.mp4"]
    assert drops.messages == []


def test_an_address_stays_an_address(drops) -> None:
    drops.drop(urls("rtsp://hall/1"))
    assert drops.dropped == ["rtsp://hall/1"]


def test_only_the_first_of_several_files_is_opened(drops) -> None:
    drops.drop(urls("file:///a.png", "file:///b.png"))
    assert drops.dropped == ["/a.png"]
    assert drops.messages == [
        "Only the first file was opened. To open all pictures, drop their folder."
    ]


def test_text_is_not_accepted(drops) -> None:
    data = QMimeData()
    data.setText("hello")
    assert not drops.drag(data)
    assert drops.drag(urls("file:///a.png"))
