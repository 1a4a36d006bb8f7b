"""Someone drops files from the file manager onto the window."""

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from tests.support.window_helpers import WAIT_MS, endless


def test_the_first_file_dropped_is_opened(open_window, sources, tmp_path, qtbot) -> None:
    clip = tmp_path / "clip.mp4"
    sources[str(clip)] = endless
    window = open_window()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(clip)), QUrl.fromLocalFile("/other")])
    how = (
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    entering = QDragEnterEvent(QPoint(5, 5), *how)
    QApplication.sendEvent(window.status, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(window.status, QDropEvent(QPointF(5, 5), *how))
    qtbot.waitUntil(window.preview.isVisible, timeout=WAIT_MS)
    assert window.sources.text == str(clip)
    assert "first" in window.messages.text
    assert [source.text for source in window.sources.recent.sources] == [str(clip)]
