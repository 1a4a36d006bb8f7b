"""Waiting for recordings when the program ends."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from maskapp.gui.recording.finish_dialog import FinishDialog
from maskapp.records import RecordingStatus


class Worker:
    """Is not asked for anything before half a minute is over."""

    def drop_unwritten_frames(self) -> None:
        raise AssertionError("too early")


def later(function) -> None:
    """Call a function from the dialog's event loop."""
    QTimer.singleShot(0, function)


def shown() -> FinishDialog | None:
    found = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    return next((widget for widget in found if isinstance(widget, FinishDialog)), None)


def test_a_fast_disk_shows_no_dialog(qapp) -> None:
    seen = []

    def finish() -> None:
        seen.append(shown())
        dialog.show_status(RecordingStatus(is_finishing=True))
        dialog.show_status(None)

    dialog = FinishDialog(Worker())
    later(finish)
    dialog.wait()
    assert seen == [None]
    assert shown() is None


def test_a_slow_disk_is_explained_and_may_be_given_up(qtbot, caplog) -> None:
    def look() -> None:
        dialog = shown()
        if dialog is None:
            later(look)
            return
        status = RecordingStatus(waiting=12, is_finishing=True)
        dialog.show_status(status)
        texts = [label.text() for label in dialog.findChildren(QLabel)]
        assert texts == [
            "Finishing the recording. Its disk is slow.",
            "12 frames still to be written",
        ]
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        assert dialog.isVisible(), "Esc loses nothing"
        dialog.findChild(QPushButton).click()

    later(look)
    FinishDialog(Worker(), shown_after_ms=0).wait()
    assert shown() is None
    assert "was not finished" in caplog.text
