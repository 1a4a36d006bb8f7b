"""The window, driven by its actions, with fakes for what is slow, lost or hangs."""

import sys
import threading
from types import FrameType

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPainter
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from maskapp.gui.window.main_window import MainWindow
from maskapp.records import SourceState
from tests.support.window_helpers import WAIT_MS, endless, title


def test_pause_holds_and_resumes(open_window, sources, qtbot) -> None:
    sources["live"] = endless
    window = open_window("live")
    qtbot.waitUntil(window.commands.pause.isEnabled, timeout=WAIT_MS)
    for state in (SourceState.PAUSED, SourceState.RUNNING):
        window.commands.pause.trigger()
        qtbot.waitUntil(lambda s=state: window.sources.state == s, timeout=WAIT_MS)
        assert window.commands.pause.isChecked() == (state == SourceState.PAUSED)


def test_closing_does_not_wait_for_a_source_that_hangs(open_window, sources, hang, qtbot) -> None:
    sources["live"] = lambda: hang() or endless()
    window = open_window("live")
    qtbot.waitUntil(hang.entered.is_set, timeout=WAIT_MS)
    assert title(window) == "Opening live"
    window.close()
    assert window.has_ended
    hang.release.set()


def test_a_snapshot_reaches_the_log(playing, qtbot) -> None:
    with qtbot.waitSignal(playing.snapshots.kept, timeout=WAIT_MS):
        qtbot.keyClick(playing, Qt.Key.Key_Space)
    pictures = list(playing.snapshots._folder.rglob("*.jpg"))
    assert pictures


def test_full_screen_shows_nothing_but_the_picture(playing, qtbot) -> None:
    status, bar = playing.status, playing.menuBar()
    qtbot.mouseDClick(playing.preview, Qt.MouseButton.LeftButton)
    assert playing.isFullScreen()
    assert not status.isVisible()
    assert not bar.isVisible()
    qtbot.keyClick(playing.preview, Qt.Key.Key_Escape)
    assert not playing.isFullScreen()
    assert status.isVisible()
    assert bar.isVisible()
    assert not playing.commands.fullscreen.isChecked()


def test_the_full_screen_leaves_no_handles_behind(playing) -> None:
    for _ in range(2):
        playing.commands.fullscreen.trigger()
        QApplication.processEvents()
    # Qt makes some between the panels, each time anew, where the line to grab is 1 px wide.
    assert not playing.findChildren(QWidget, "qt_qmainwindow_extended_splitter")


def test_a_window_closed_on_the_full_screen_has_its_panels_next_time(playing, open_window) -> None:
    playing.commands.fullscreen.trigger()
    playing.close_at_once()
    again = open_window("live")
    assert again.status.isVisible()
    assert again.menuBar().isVisible()
    assert not again.isFullScreen()


def test_a_hidden_panel_stays_hidden_until_the_layout_is_reset(open_window) -> None:
    first = open_window()
    first._layout.actions()[0].trigger()
    assert not first.status.isVisible()
    first.close_at_once()
    second = open_window()
    assert not second.status.isVisible()
    second.commands.reset_layout.trigger()
    assert second.status.isVisible()


def test_dropped_files_are_opened(open_window, sources, tmp_path, qtbot) -> None:
    clip = tmp_path / "clip.mp4"
    sources[str(clip)] = endless
    window = open_window()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(clip)), QUrl.fromLocalFile("/other")])
    how = (
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    entering = QDragEnterEvent(QPoint(5, 5), *how)
    QApplication.sendEvent(window.status, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(window.status, QDropEvent(QPointF(5, 5), *how))
    qtbot.waitUntil(window.preview.isVisible, timeout=WAIT_MS)
    assert window.sources.text == str(clip)
    assert "first" in window.messages.text
    assert str(clip) in window.sources.recent


def test_a_long_message_leaves_the_picture_its_room(playing, qtbot) -> None:
    playing.resize(900, 600)
    least_px = playing.preview.height() - 80
    text = "Cannot record to /" + 20 * "a folder with a long name/" + 300 * "x"
    playing.messages.show_error(text)
    qtbot.wait(1)  # lets the event loop turn
    assert playing.messages.text == text
    assert playing.size().toTuple() == (900, 600)
    assert playing.preview.height() >= least_px
    words = playing.messages._text
    assert words.verticalScrollBar().maximum() > 0  # what is not seen can be scrolled to
    assert words.horizontalScrollBar().maximum() == 0
    playing.messages.show_error("The disk is full.")
    qtbot.wait(1)
    assert words.verticalScrollBar().maximum() == 0


def test_an_error_is_not_covered_by_a_note(open_window) -> None:
    window = open_window()
    window.messages.show_error("The disk is full.")
    window.messages.show_note("The recording is saved.")
    assert window.messages.text == "The disk is full."


def test_the_panels_make_room_for_each_other(open_window, qtbot) -> None:
    window = open_window()
    corner = Qt.Corner.BottomRightCorner
    window.resize(900, 600)
    assert window.corner(corner) == Qt.DockWidgetArea.BottomDockWidgetArea
    window.resize(1400, 800)
    assert window.corner(corner) == Qt.DockWidgetArea.RightDockWidgetArea


def test_diagnostics_come_to_the_clipboard(open_window) -> None:
    window = open_window()
    window.commands.copy_diagnostics.trigger()
    assert "PySide6" in QApplication.clipboard().text()


def test_a_second_start_shows_the_window_and_opens_its_source(open_window, sources, qtbot) -> None:
    sources["demo"] = endless
    window = open_window()
    window.showMinimized()
    window.show_again("demo")
    assert not window.isMinimized()
    qtbot.waitUntil(window.preview.isVisible, timeout=WAIT_MS)


def test_only_one_point_of_the_screen_is_needed_for_each_pixel(playing) -> None:
    playing.commands.actual_size.trigger()
    assert playing.preview.target().size().toTuple() == (32, 24)
    playing.commands.fit.trigger()
    width, height = playing.preview.target().size().toTuple()
    assert width / height == pytest.approx(32 / 24)
    assert QPoint(round(width), round(height)).x() > 32


def test_painting_ends_though_somebody_holds_on_to_it(playing, qtbot) -> None:
    """A painter left to the end of its function outlives it where a profiler, a debugger or a
    traceback holds the frame, and the next painting crashes."""
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


def test_quick_starts_and_ends_leave_nothing_behind(
    qtbot, tmp_path, sources, backend, timing, caplog
) -> None:
    """Threads that are left behind would tell objects that are gone."""
    sources["live"] = endless
    pause = threading.Event()
    backend.list_cameras = lambda: pause.wait(0.01) or ()
    for number in range(10):
        window = MainWindow(tmp_path, backend, timing)
        if number % 2:
            window.sources.open("live")
        window.show()
        window.start()
        window.sources.look_for_cameras()
        qtbot.wait(number % 6 * 4)
        window.close()
        assert window.has_ended
        window.deleteLater()
        QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
        del window
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []
