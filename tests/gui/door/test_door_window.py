import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QCloseEvent, QColor, QImage
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication

from maskapp.gui.door.door_look import DOOR_LOOKS
from maskapp.gui.door.door_picture import DoorPicture
from maskapp.gui.door.door_window import DoorWindow
from maskapp.live.door.people_at_door import DoorSign


@pytest.fixture
def door(qtbot) -> DoorWindow:
    door = DoorWindow()
    qtbot.addWidget(door)
    door.resize(1280, 800)
    with qtbot.waitActive(door):
        door.show()
    return door


def picture(width: int = 64, height: int = 48) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#ff00ff"))
    return image


def grabbed(door: DoorWindow) -> QImage:
    return door.grab().toImage()


@pytest.mark.parametrize("sign", DoorSign)
def test_a_sign_fills_the_screen(door, sign):
    door.show_sign(sign, "One moment please")
    shown = grabbed(door)
    background = DOOR_LOOKS[sign].background
    assert shown.pixelColor(2, 2) == shown.pixelColor(1277, 797) == background
    inked = [y for y in range(0, 800, 3) if shown.pixelColor(640, y) != background]
    assert inked, "the symbol is in the middle"
    assert door.accessibleName() == "One moment please"


def test_a_sentence_is_drawn_below_the_symbol(door):
    door.show_sign(DoorSign.PUT_ON, "")
    without = grabbed(door)
    door.show_sign(DoorSign.PUT_ON, "Please put on your mask")
    rows = [y for y in range(800) if any_differs(without, grabbed(door), y)]
    assert min(rows) > 450
    assert max(rows) < 780


def any_differs(one: QImage, other: QImage, y: int) -> bool:
    return one.copy(QRect(0, y, one.width(), 1)) != other.copy(QRect(0, y, one.width(), 1))


def test_a_note_is_small(door):
    door.show_sign(DoorSign.UNAVAILABLE, "Not available")
    without = grabbed(door)
    door.show_sign(DoorSign.UNAVAILABLE, "Not available", "Hall: no answer")
    rows = [y for y in range(800) if any_differs(without, grabbed(door), y)]
    assert min(rows) > 740


def test_the_picture_is_there_only_if_it_is_wanted(door):
    shown = door.findChild(DoorPicture)
    door.show_picture(picture())
    assert not shown.isVisible()
    door.set_picture_wanted(True)
    assert not shown.isVisible(), "not before there is one"
    door.show_picture(picture())
    assert shown.isVisible()
    assert grabbed(door).pixelColor(shown.geometry().center()) == QColor("#ff00ff")
    door.clear_picture()
    assert not shown.isVisible()


def test_the_picture_keeps_its_shape_and_leaves_the_symbol_alone(door, qtbot):
    door.set_picture_wanted(True)
    shown = door.findChild(DoorPicture)
    for size in ((64, 48), (160, 90), (48, 64)):
        door.show_picture(picture(*size))
        assert shown.width() / shown.height() == pytest.approx(size[0] / size[1], rel=0.03)
        assert shown.geometry().left() > 640 + 200
        assert door.rect().contains(shown.geometry())


def test_holding_esc_leaves(door, qtbot):
    left = QSignalSpy(door.left)
    QTest.keyPress(door, Qt.Key.Key_Escape)
    assert door.hint.isVisible()
    assert "Keep holding" in door.hint.text
    assert left.count() == 0
    qtbot.waitUntil(lambda: door.hint.text == "Now release Esc")
    assert left.count() == 0
    QTest.keyRelease(door, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: left.count() == 1)


def test_a_short_esc_says_how_to_leave(door, qtbot):
    left = QSignalSpy(door.left)
    QTest.keyClick(door, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: door.hint.text == "Hold Esc to leave")
    assert door.hint.isVisible()
    assert left.count() == 0


@pytest.mark.parametrize(
    "code", [Qt.Key.Key_Space, Qt.Key.Key_Q, Qt.Key.Key_F10, Qt.Key.Key_F11, Qt.Key.Key_Return]
)
def test_no_other_key_does_anything(door, code):
    left = QSignalSpy(door.left)
    QTest.keyClick(door, code)
    QTest.keyClick(door, code, Qt.KeyboardModifier.ControlModifier)
    assert door.isVisible()
    assert not door.hint.isVisible()
    assert left.count() == 0


def test_a_window_that_takes_the_focus_ends_the_wait(door, qtbot):
    QTest.keyPress(door, Qt.Key.Key_Escape)
    door.clearFocus()
    QApplication.processEvents()
    assert door.hint.text == "Hold Esc to leave"


def test_no_pointer_is_in_the_way(door):
    assert door.cursor().shape() == Qt.CursorShape.BlankCursor


class CloseOfDesktop(QCloseEvent):
    """What comes with Alt+F4 and its like; the platform of the tests sends none."""

    def spontaneous(self) -> bool:
        return True


def test_a_key_of_the_desktop_does_not_close_it_and_it_says_what_does(door):
    left, close = QSignalSpy(door.left), CloseOfDesktop()
    door.closeEvent(close)
    assert not close.isAccepted()
    assert left.count() == 0
    assert door.hint.isVisible()
    assert "Hold Esc" in door.hint.text
    door.close()
    assert not door.isVisible()
