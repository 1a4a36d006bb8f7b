"""Dropping files and addresses onto the window."""

import pytest
from PySide6.QtCore import QByteArray, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QDateEdit,
    QDockWidget,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

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

    def drop(self, data: QMimeData) -> bool:
        """Return whether the window has accepted the drop, whatever it did with the drag."""
        self.drag(data)
        event = QDropEvent(QPointF(5, 5), *self._how(data))
        event.ignore()
        QApplication.sendEvent(self._window, event)
        return event.isAccepted()

    def drop_as_system(self, data: QMimeData, field: QWidget) -> None:
        """Drop something as the system does: onto the native window, which looks for a widget."""
        native = field.window().windowHandle()
        at = field.mapTo(field.window(), field.rect().center())
        QApplication.sendEvent(native, QDragEnterEvent(at, *self._how(data)))
        QApplication.sendEvent(native, QDragMoveEvent(at, *self._how(data)))
        QApplication.sendEvent(native, QDropEvent(QPointF(at), *self._how(data)))

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


@pytest.mark.parametrize("listed", [b"", b"\r\n", b"# nothing\r\n"])
def test_a_list_of_no_addresses_is_not_accepted(drops, listed) -> None:
    data = QMimeData()
    data.setData("text/uri-list", QByteArray(listed))
    assert data.hasUrls() or not listed
    assert not drops.drag(data)
    assert not drops.drop(data)
    assert drops.dropped == []


@pytest.fixture
def fields(window, drops, qtbot) -> list[QWidget]:
    """All kinds of fields for text, in a window that is shown."""
    fields: list[QWidget] = [QLineEdit(window), QPlainTextEdit(window), QDateEdit(window)]
    for i, field in enumerate(fields):
        field.setGeometry(0, 60 * i, 200, 50)
    window.resize(200, 200)
    window.show()
    qtbot.waitExposed(window)
    return fields


def text_of(field: QWidget) -> str:
    return field.toPlainText() if isinstance(field, QPlainTextEdit) else field.text()


def test_a_file_dropped_on_a_field_for_text_is_opened(drops, fields) -> None:
    for field in fields:
        before = text_of(field)
        drops.drop_as_system(urls("file:///a.mp4"), field)
        assert text_of(field) == before
    assert drops.dropped == ["/a.mp4"] * len(fields)


def test_a_window_that_the_system_made_anew_opens_files_too(drops, fields, window) -> None:
    window.destroy()
    window.create()
    window.show()
    drops.drop_as_system(urls("file:///a.mp4"), fields[0])
    assert (text_of(fields[0]), drops.dropped) == ("", ["/a.mp4"])


def test_a_file_dropped_on_a_panel_that_floats_is_opened(window, qtbot) -> None:
    panel = QDockWidget(window)
    panel.setWidget(QLineEdit())
    drops = Drops(window)
    window.show()
    panel.setFloating(True)
    panel.show()
    qtbot.waitExposed(panel)
    drops.drop_as_system(urls("file:///a.mp4"), panel.widget())
    assert (text_of(panel.widget()), drops.dropped) == ("", ["/a.mp4"])


@pytest.mark.parametrize("kind", [QDragEnterEvent, QDragMoveEvent, QDropEvent])
def test_a_file_is_never_moved_here(drops, fields, window, kind) -> None:
    """Who offers it would delete it then, as for a drag with the Shift key."""
    at = QPointF(5, 5) if kind is QDropEvent else QPoint(5, 5)
    offered = Qt.DropAction.MoveAction | Qt.DropAction.CopyAction
    data = urls("file:///a.mp4")
    shift = Qt.KeyboardModifier.ShiftModifier
    for receiver in (window, window.windowHandle()):
        event = kind(at, offered, data, Qt.MouseButton.LeftButton, shift)
        assert event.proposedAction() == Qt.DropAction.MoveAction
        QApplication.sendEvent(receiver, event)
        assert (event.isAccepted(), event.dropAction()) == (True, Qt.DropAction.CopyAction)


def test_text_and_addresses_of_pages_dropped_on_a_field_are_written_there(drops, fields) -> None:
    data = QMimeData()
    data.setText("no mask")
    drops.drop_as_system(data, fields[0])
    drops.drop_as_system(urls("https://example.org/"), fields[1])
    assert [text_of(field) for field in fields[:2]] == ["no mask", "https://example.org/"]
    assert drops.dropped == []
