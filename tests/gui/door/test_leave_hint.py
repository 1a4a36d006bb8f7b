import pytest
from PySide6.QtWidgets import QWidget

from maskapp.gui.door.leave_hint import LeaveHint


@pytest.fixture
def display(qtbot) -> QWidget:
    display = QWidget()
    qtbot.addWidget(display)
    display.resize(1280, 800)
    display.show()
    return display


@pytest.mark.parametrize("size", [(1280, 800), (1080, 1920), (400, 300), (3840, 2160)])
def test_the_hint_is_within_the_display(display, size):
    display.resize(*size)
    hint = LeaveHint(display)
    hint.show_how()
    assert display.rect().contains(hint.geometry())
    assert hint.geometry().bottom() > display.height() * 0.9
    assert abs(hint.geometry().center().x() - display.width() / 2) <= 1


def test_the_bar_fills_as_the_key_is_held(display):
    hint = LeaveHint(display)
    hint.show_progress(0.2)
    empty = hint.grab().toImage()
    hint.show_progress(0.9)
    full = hint.grab().toImage()
    x, y = round(hint.width() * 0.8), 3
    assert empty.pixelColor(x, y) != full.pixelColor(x, y)


def test_the_way_out_is_said_for_a_moment(display, qtbot):
    hint = LeaveHint(display)
    hint.show_how()
    assert hint.isVisible()
    qtbot.waitUntil(lambda: not hint.isVisible(), timeout=10_000)
