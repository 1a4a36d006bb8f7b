import sys
from types import FrameType

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QTextEdit
from shiboken6 import isValid

from maskapp.gui.shared.theme import is_dark
from maskapp.gui.window.main_window import MainWindow


def test_the_title_names_the_source(open_window, playing) -> None:
    assert playing.windowTitle() == "Hall — Maskapp"
    playing.commands.close_source.trigger()
    assert playing.windowTitle() == "Maskapp"


def test_a_double_click_enters_full_screen_and_escape_leaves_it(playing, qtbot) -> None:
    qtbot.mouseDClick(playing.preview, Qt.MouseButton.LeftButton)
    assert playing.isFullScreen()
    assert playing.commands.fullscreen.isChecked()
    assert not playing.menuBar().isVisible()
    qtbot.keyClick(playing.preview, Qt.Key.Key_Escape)
    assert not playing.isFullScreen()
    assert not playing.commands.fullscreen.isChecked()
    assert playing.menuBar().isVisible()


def test_the_image_is_fitted_or_shown_at_actual_size(playing) -> None:
    playing.commands.actual_size.trigger()
    assert playing.preview.image_rect().size().toTuple() == (32, 24)
    playing.commands.fit.trigger()
    width, height = playing.preview.image_rect().size().toTuple()
    assert width > 32
    assert width / height == pytest.approx(32 / 24)


def lay_out(window: MainWindow) -> None:
    """Let the layouts take notice of another text."""
    for _ in range(3):  # a label's height changes its parent's, and that the window's
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)


def test_a_long_message_leaves_room_for_the_preview(playing) -> None:
    playing.resize(900, 600)
    min_height_px = playing.preview.height() - 80
    text = "Cannot record to /" + 20 * "a folder with a long name/" + 300 * "x"
    playing.messages.show_error(text)
    lay_out(playing)
    assert playing.messages.text == text
    assert playing.size().toTuple() == (900, 600)
    assert playing.preview.height() >= min_height_px
    shown = playing.messages.findChild(QTextEdit)
    assert shown.verticalScrollBar().maximum() > 0  # the rest can be scrolled to
    assert shown.horizontalScrollBar().maximum() == 0
    playing.messages.show_error("The disk is full.")
    lay_out(playing)
    assert shown.verticalScrollBar().maximum() == 0


def test_a_theme_chosen_in_the_menu_is_applied(open_window) -> None:
    window = open_window()
    window.commands.theme_light.trigger()
    assert not is_dark()
    window.commands.theme_dark.trigger()
    assert is_dark()
    window.commands.theme_system.trigger()


def test_painting_finishes_even_if_its_frame_is_kept_alive(playing) -> None:
    """A painter that ends with its function outlives it if a profiler, a debugger or a
    traceback keeps the frame alive, and the next painting then crashes."""
    frames: list[FrameType] = []
    sys.setprofile(lambda frame, *_: frames.append(frame))
    try:
        playing.grab()
    finally:
        sys.setprofile(None)
    painters = {
        id(value): value
        for frame in frames
        for value in frame.f_locals.values()
        if isinstance(value, QPainter) and isValid(value)
    }
    assert painters
    assert not any(painter.isActive() for painter in painters.values())
