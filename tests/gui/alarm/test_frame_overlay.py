"""The red frame of a test."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QPushButton, QWidget

from maskapp.gui.alarm.frame_overlay import FrameOverlay

RED = QColor("#d0021b")


@pytest.fixture
def over(qtbot) -> QWidget:
    widget = QWidget()
    widget.resize(400, 300)
    qtbot.addWidget(widget)
    widget.show()
    return widget


def test_it_frames_the_widget_for_a_while(over, qtbot) -> None:
    overlay = FrameOverlay(over)
    assert not overlay.isVisible()
    overlay.show_for("Alarm test", 50)
    picture = over.grab().toImage()
    for x, y in ((1, 1), (398, 150), (200, 298), (1, 298)):
        assert picture.pixelColor(x, y) == RED
    assert picture.pixelColor(200, 150) == over.palette().window().color()
    qtbot.waitUntil(lambda: not overlay.isVisible())


def test_it_is_no_wider_than_a_margin_in_a_large_window(over, qtbot) -> None:
    over.resize(1920, 1080)
    overlay = FrameOverlay(over)
    overlay.show_for("Alarm test", 50)
    picture = over.grab().toImage()
    side = picture.width() // 3  # the text is in the middle of the lower edge
    red = [y for y in range(0, 1080) if picture.pixelColor(side, y) == RED]
    assert red == [*range(7), *range(1073, 1080)]
    assert picture.pixelColor(side, 8) == over.palette().window().color()
    qtbot.waitUntil(lambda: not overlay.isVisible())


def test_it_follows_the_size_of_the_widget(over, qtbot) -> None:
    overlay = FrameOverlay(over)
    overlay.show_for("Alarm test", 60_000)
    over.resize(600, 200)
    qtbot.waitUntil(lambda: overlay.size() == over.size())
    overlay.show_for("Alarm test", 0)
    qtbot.waitUntil(lambda: not overlay.isVisible())


def test_the_mouse_goes_through_it(over, qtbot) -> None:
    button = QPushButton("below", over)
    button.show()
    overlay = FrameOverlay(over)
    overlay.show_for("Alarm test", 50)
    assert over.childAt(button.geometry().center()) is button
    with qtbot.waitSignal(button.clicked):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not overlay.isVisible())
