"""The first paint of a window."""

from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

from maskapp.gui.startup.first_paint import FirstPaint


def test_is_signalled_once_and_only_after_painting(qtbot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.setCentralWidget(QLabel("image"))
    was_visible: list[bool] = []
    first_paint = FirstPaint(window)
    first_paint.done.connect(lambda: was_visible.append(window.isVisible()))
    QApplication.processEvents()
    assert was_visible == []
    window.show()
    qtbot.waitUntil(lambda: was_visible == [True])
    window.repaint()
    QApplication.processEvents()
    assert was_visible == [True]


def test_a_window_that_is_covered_whole_is_painted_too(qtbot) -> None:
    """Qt does not paint the window itself then."""
    other, window = QLabel("other"), QMainWindow()
    cover = QLabel("cover")
    cover.setAutoFillBackground(True)
    window.setCentralWidget(cover)
    for widget in (other, window):
        qtbot.addWidget(widget)
    done: list[bool] = []
    FirstPaint(window).done.connect(lambda: done.append(True))
    other.show()
    qtbot.waitExposed(other)
    QApplication.processEvents()
    assert done == []
    window.show()
    qtbot.waitUntil(lambda: done == [True])
