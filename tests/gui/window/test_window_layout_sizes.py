"""Panels of the main window on small screens and with large fonts."""

from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication

from tests.support.layout_window import Window


def use_lines_of(window: Window, height_px: int) -> None:
    """Use the largest font whose lines are no higher."""
    font = window.font()
    for size_px in range(1, height_px + 1):
        font.setPixelSize(size_px)
        if QFontMetrics(font).height() <= height_px:
            window.setFont(font)


@pytest.mark.parametrize(
    ("line_px", "size", "is_low"),
    [
        (14, (1216, 684), True),
        (14, (1280, 800), False),
        (18, (1216, 684), True),
        (18, (1280, 800), False),
    ],
)
def test_at_usual_sizes_only_the_snapshots_of_a_low_window_go(
    open_layout, line_px, size, is_low
) -> None:
    window = open_layout()
    use_lines_of(window, line_px)
    window.resize(*size)
    window.panels.fit_width()
    assert window.corner(Qt.Corner.BottomRightCorner) == Qt.DockWidgetArea.RightDockWidgetArea
    window.panels.make_room_to_read(True)
    assert window.status.isVisible()
    assert window.snapshots.isVisible() != is_low


def enlarge(window: Window, needed: tuple[int, int]) -> None:
    """Let the panels need more than the screen has, in one direction or both."""
    screen = window.screen().availableSize()
    is_wide, is_high = needed
    window.status.setMinimumWidth(screen.width() + 10 if is_wide else 0)
    window.snapshots.setMinimumHeight(screen.height() + 10 if is_high else 0)
    window.layout().activate()


@pytest.mark.parametrize("needed", [(True, False), (False, True), (True, True), (False, False)])
def test_a_small_screen_hides_what_it_has_no_room_for(open_layout, needed) -> None:
    window = open_layout()
    enlarge(window, needed)
    window.panels.fit_screen()
    assert (window.status.isVisible(), window.snapshots.isVisible()) == tuple(
        not is_needed for is_needed in needed
    )
    screen = window.screen().availableSize()
    assert window.minimumSizeHint().boundedTo(screen) == window.minimumSizeHint()
    assert window.size().boundedTo(screen) == window.size()


def test_a_window_without_room_stays_maximized(open_layout, qtbot) -> None:
    window = open_layout()
    window.showMaximized()
    qtbot.waitUntil(window.isMaximized)
    enlarge(window, (True, True))
    window.panels.fit_screen()
    assert not window.status.isVisible()
    assert window.isMaximized()


def test_what_a_small_screen_hides_is_there_at_the_next_start(open_layout) -> None:
    window = open_layout()
    enlarge(window, (True, True))
    window.panels.fit_screen()
    window.panels.save()
    again = open_layout()
    assert again.status.isVisible()
    assert again.snapshots.isVisible()


def test_a_message_that_is_too_wide_beside_a_panel_hides_it_meanwhile(open_layout, qtbot) -> None:
    window = open_layout()
    window.panels.fit_screen()
    assert window.status.isVisible()
    window.status.setMinimumWidth(300)
    window.centralWidget().setMinimumWidth(window.screen().availableSize().width() - 200)
    window.layout().activate()
    window.panels.fit_width()
    qtbot.waitUntil(lambda: not window.status.isVisible())
    assert window.snapshots.isVisible()
    window.panels.end_message()  # but another one has followed
    assert not window.status.isVisible()
    window.centralWidget().setMinimumWidth(0)
    window.panels.end_message()
    assert window.status.isVisible()
    assert window.size().boundedTo(window.screen().availableSize()) == window.size()


def test_a_panel_that_the_user_wants_on_a_small_screen_stays(open_layout) -> None:
    window = open_layout()
    enlarge(window, (True, False))
    window.panels.fit_screen()
    window.panels.actions()[0].trigger()
    assert window.status.isVisible()
    window.panels.make_room_to_read(False)
    window.panels.fit_screen()
    assert window.status.isVisible()
    window.panels.actions()[0].trigger()
    window.panels.save()
    assert not open_layout().status.isVisible()


def test_the_default_layout_fits_a_small_screen_too(open_layout) -> None:
    window = open_layout()
    enlarge(window, (True, False))
    window.panels.fit_screen()
    window.panels.actions()[0].trigger()
    window.panels.reset()
    assert not window.status.isVisible()
    assert window.snapshots.isVisible()


def test_with_a_larger_font_a_window_is_narrow_sooner(open_layout) -> None:
    window = open_layout()
    use_lines_of(window, 18)
    window.resize(1280, 700)
    window.panels.fit_width()
    assert window.corner(Qt.Corner.BottomRightCorner) == Qt.DockWidgetArea.RightDockWidgetArea
    use_lines_of(window, 36)
    window.panels.fit_width()
    assert window.corner(Qt.Corner.BottomRightCorner) == Qt.DockWidgetArea.BottomDockWidgetArea


@pytest.mark.parametrize("is_larger", [True, False])
def test_another_screen_shows_what_it_has_room_for(
    open_layout, qtbot, monkeypatch, is_larger
) -> None:
    window = open_layout()
    window.panels.fit_screen()
    small = window.screen().availableSize()
    enlarge(window, (True, True))
    window.panels.fit_screen()
    assert not window.status.isVisible()
    window.panels.actions()[1].trigger()  # the user wants this one
    large = SimpleNamespace(availableSize=lambda: 2 * small)
    if is_larger:
        monkeypatch.setattr(window, "screen", lambda: large)
    window.windowHandle().screenChanged.emit(window.windowHandle().screen())
    shown = window.status.isVisible
    qtbot.waitUntil(shown) if is_larger else QApplication.processEvents()
    assert shown() == is_larger
    assert window.snapshots.isVisible()


def test_what_a_message_hides_comes_back_after_it_on_another_screen_too(open_layout, qtbot) -> None:
    window = open_layout()
    window.panels.fit_screen()
    window.status.setMinimumWidth(300)
    window.centralWidget().setMinimumWidth(window.screen().availableSize().width() - 200)
    window.layout().activate()
    window.panels.fit_width()
    qtbot.waitUntil(lambda: not window.status.isVisible())
    window.windowHandle().screenChanged.emit(window.windowHandle().screen())
    QApplication.processEvents()
    assert not window.status.isVisible(), "this screen has no more room"
    window.centralWidget().setMinimumWidth(0)
    window.panels.end_message()
    assert window.status.isVisible()


def test_a_window_without_room_for_a_panel_keeps_its_size_on_another_screen(open_layout) -> None:
    window = open_layout()
    enlarge(window, (True, False))
    window.panels.fit_screen()
    window.resize(400, 300)
    size = window.size()
    window.windowHandle().screenChanged.emit(window.windowHandle().screen())
    QApplication.processEvents()
    assert not window.status.isVisible()
    assert window.size() == size


def test_what_the_user_has_hidden_stays_hidden_on_another_screen(open_layout) -> None:
    window = open_layout()
    window.panels.fit_screen()
    window.panels.actions()[0].trigger()
    window.windowHandle().screenChanged.emit(window.windowHandle().screen())
    QApplication.processEvents()
    assert not window.status.isVisible()
