"""What is started when the window can be seen."""

from PySide6.QtWidgets import QLabel, QMainWindow

from maskapp.gui.startup.first_paint import FirstPaint


def test_tells_once_and_only_when_the_window_was_painted(qtbot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.setCentralWidget(QLabel("picture"))
    told = []
    first_paint = FirstPaint(window)
    first_paint.done.connect(lambda: told.append(window.isVisible()))
    qtbot.wait(20)
    assert told == []
    window.show()
    qtbot.waitUntil(lambda: told == [True])
    window.repaint()
    qtbot.wait(20)
    assert told == [True]
