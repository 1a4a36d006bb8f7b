import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from maskapp.gui.door.door_picture import DoorPicture


@pytest.fixture
def display(qtbot) -> QWidget:
    display = QWidget()
    qtbot.addWidget(display)
    display.resize(1000, 1000)
    display.show()
    return display


@pytest.fixture
def picture(display) -> DoorPicture:
    return DoorPicture(display)


def image(width: int, height: int) -> QImage:
    return QImage(width, height, QImage.Format.Format_RGB32)


def test_beside_the_symbol_it_is_in_the_corner(picture):
    picture.set_place(QRectF(700, 30, 270, 300))
    picture.show_image(image(640, 480))
    assert picture.geometry().getRect() == (700, 30, 270, 203)
    picture.show_image(image(480, 640))
    assert picture.geometry().right() == pytest.approx(969, abs=1)
    assert picture.height() == 300


def test_above_the_symbol_it_is_in_the_middle(picture):
    picture.set_place(QRectF(30, 30, 940, 160))
    picture.show_image(image(640, 480))
    assert picture.geometry().center().x() == pytest.approx(500, abs=1)


def test_without_a_place_there_is_none(picture):
    picture.show_image(image(640, 480))
    assert not picture.isVisible()
