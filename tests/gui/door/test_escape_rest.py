"""Esc that is still held after it left the door display."""

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from maskapp.gui.door.escape_rest import EscapeRest


class Heard(QWidget):
    """Remembers the keys that were pressed in it."""

    def __init__(self) -> None:
        super().__init__()
        self.keys: list[int] = []

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.keys.append(event.key())


@pytest.fixture
def window(qtbot) -> Heard:
    window = Heard()
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def owner(qapp) -> QObject:
    return QObject()


def test_no_window_hears_of_esc_until_it_was_released(qtbot, window, owner) -> None:
    rest = EscapeRest(owner, quiet_ms=150)
    rest.start()
    for _ in range(3):  # repetitions that the system reports as presses
        QTest.keyClick(window, Qt.Key.Key_Escape)
    QTest.keyClick(window, Qt.Key.Key_F11)
    assert window.keys == [Qt.Key.Key_F11]

    def is_heard() -> bool:
        window.keys.clear()
        if not rest._timer.isActive():
            QTest.keyClick(window, Qt.Key.Key_Escape)
        return window.keys == [Qt.Key.Key_Escape]

    qtbot.waitUntil(is_heard)


def test_stopped_it_takes_nothing(window, owner) -> None:
    rest = EscapeRest(owner)
    rest.start()
    rest.stop()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.keys == [Qt.Key.Key_Escape]
