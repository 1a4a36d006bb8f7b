import sys
from types import FrameType

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QDockWidget
from shiboken6 import isValid

from maskapp.gui.shared.theme import is_dark


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


def test_what_is_no_longer_true_of_the_log_is_not_shown_any_longer(open_window) -> None:
    window = open_window()
    log = window.snapshots.commands.log_thread.worker
    log.noticed.emit("The log is locked.")
    assert window.messages.text == "The log is locked."
    log.mended.emit("The log is locked.")
    log.reported.emit("The snapshot log can be used again.")
    assert window.messages.text == "The snapshot log can be used again."
    window.messages.withdraw_text("The snapshot log can be used again.")
    assert window.messages.text == ""


def test_a_panel_that_a_message_leaves_no_room_for_comes_back_after_it(open_window, qtbot) -> None:
    window = open_window()
    status = window.findChild(QDockWidget, "status")
    qtbot.waitUntil(status.isVisible)
    window.messages.setMinimumWidth(window.screen().availableSize().width())
    window.messages.show_error("The disk is full.")
    qtbot.waitUntil(lambda: not status.isVisible())
    window.messages.withdraw_text("The disk is full.")
    qtbot.waitUntil(status.isVisible)
