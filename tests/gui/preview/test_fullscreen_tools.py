"""The tools of full screen: when they come and go, and the mouse pointer with them."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QAction, QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow, QToolButton, QWidget

from maskapp.gui.preview.fullscreen_tools import FullscreenTools


@pytest.fixture
def window(qtbot) -> QMainWindow:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.setCentralWidget(QWidget())
    window.resize(800, 600)
    with qtbot.waitActive(window):
        window.show()
    return window


@pytest.fixture
def fullscreen(window) -> QAction:
    return QAction("F&ull screen", window, checkable=True)


@pytest.fixture
def pause(window) -> QAction:
    return QAction("Pa&use", window)


@pytest.fixture
def tools(window, fullscreen, pause) -> FullscreenTools:
    made = FullscreenTools(window.centralWidget(), fullscreen, (pause,))
    yield made
    fullscreen.setChecked(False)


def move_mouse(window, x: int, y: int) -> None:
    QTest.mouseMove(window.windowHandle(), QPoint(x, y))


def report_mouse(window, x: int, y: int) -> None:
    """Report where the mouse is, as some systems do without a move."""
    at = QPointF(x, y)
    report = QMouseEvent(
        QEvent.Type.MouseMove, at, at + window.geometry().topLeft(),
        Qt.MouseButton.NoButton, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QCoreApplication.sendEvent(window.windowHandle(), report)


def let_time_pass(tools: FullscreenTools) -> None:
    """Let the seconds go by without a move."""
    tools.findChild(QTimer).timeout.emit()


def has_hidden_pointer() -> bool:
    cursor = QGuiApplication.overrideCursor()
    return cursor is not None and cursor.shape() == Qt.CursorShape.BlankCursor


def test_a_move_of_the_mouse_brings_them_in_full_screen_only(tools, window, fullscreen) -> None:
    move_mouse(window, 100, 100)
    assert tools.isHidden()
    fullscreen.setChecked(True)
    assert tools.isVisible(), "the way out is shown first"
    let_time_pass(tools)
    assert tools.isHidden()
    assert has_hidden_pointer()
    move_mouse(window, 120, 90)
    assert tools.isVisible()
    assert not has_hidden_pointer()
    let_time_pass(tools)
    report_mouse(window, 120, 90)
    assert tools.isHidden(), "the mouse did not move"
    move_mouse(window, 130, 90)
    fullscreen.setChecked(False)
    assert tools.isHidden()
    assert not has_hidden_pointer()
    move_mouse(window, 140, 90)
    assert tools.isHidden()


def test_they_stay_under_the_mouse(tools, window, fullscreen, qtbot) -> None:
    fullscreen.setChecked(True)
    at = tools.mapTo(window, tools.rect().center())
    move_mouse(window, at.x(), at.y())
    qtbot.waitUntil(tools.underMouse)
    let_time_pass(tools)
    assert tools.isVisible()
    move_mouse(window, 5, 5)
    qtbot.waitUntil(lambda: not tools.underMouse())
    let_time_pass(tools)
    assert tools.isHidden()


def test_the_keyboard_reaches_them(tools, window, fullscreen, qtbot) -> None:
    fullscreen.setChecked(True)
    let_time_pass(tools)
    window.centralWidget().setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    window.centralWidget().setFocus()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Tab)
    assert tools.isVisible()
    focused = window.focusWidget()
    assert tools.isAncestorOf(focused)
    let_time_pass(tools)
    assert tools.isVisible(), "they stay while one of them has the focus"


def test_a_touch_brings_them(tools, window, fullscreen) -> None:
    fullscreen.setChecked(True)
    let_time_pass(tools)
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    assert tools.isVisible()


def test_its_buttons_do_what_the_actions_do_and_lead_out(tools, fullscreen, pause, qtbot) -> None:
    fullscreen.setChecked(True)
    buttons = tools.findChildren(QToolButton)
    assert [button.text() for button in buttons] == ["Pause", "Leave full screen"]
    with qtbot.waitSignal(pause.triggered):
        buttons[0].click()
    buttons[1].click()
    assert not fullscreen.isChecked()
    assert tools.isHidden()


def test_they_stand_in_the_middle_of_the_lower_edge(tools, window, fullscreen) -> None:
    fullscreen.setChecked(True)
    for width in (800, 1400):
        window.resize(width, 700)
        area = window.centralWidget().rect()
        assert area.contains(tools.geometry())
        assert abs(tools.geometry().center().x() - area.center().x()) <= 1
        assert tools.geometry().bottom() > area.height() * 0.9


def test_the_pointer_comes_back_when_the_window_goes(tools, window, fullscreen) -> None:
    fullscreen.setChecked(True)
    let_time_pass(tools)
    assert has_hidden_pointer()
    window.hide()
    assert not has_hidden_pointer()
