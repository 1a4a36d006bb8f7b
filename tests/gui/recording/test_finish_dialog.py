"""Waiting for recordings when the program ends."""

from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from maskapp.gui.recording.finish_dialog import FinishDialog
from maskapp.records import RecordingStatus


class Worker(QObject):
    """Emits what the test says."""

    recording_changed = Signal(object)

    def drop_unwritten_frames(self) -> None:
        raise AssertionError("half a minute is not over")


@pytest.fixture
def worker(qapp) -> SimpleNamespace:
    signals = Worker()
    return SimpleNamespace(worker=signals, drop_unwritten_frames=signals.drop_unwritten_frames)


def later(function) -> None:
    """Call a function from the dialog's event loop."""
    QTimer.singleShot(0, function)


def shown() -> FinishDialog | None:
    found = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    return next((widget for widget in found if isinstance(widget, FinishDialog)), None)


def test_a_fast_disk_shows_no_dialog(worker) -> None:
    seen = []

    def finish() -> None:
        seen.append(shown())
        worker.worker.recording_changed.emit(RecordingStatus(is_finishing=True))
        worker.worker.recording_changed.emit(None)

    later(finish)
    FinishDialog(worker).wait()
    assert seen == [None]
    assert shown() is None


def test_a_slow_disk_is_explained_and_may_be_given_up(qtbot, worker, caplog) -> None:
    def look() -> None:
        dialog = shown()
        if dialog is None:
            later(look)
            return
        status = RecordingStatus(waiting=12, is_finishing=True)
        worker.worker.recording_changed.emit(status)
        texts = [label.text() for label in dialog.findChildren(QLabel)]
        assert texts == [
            "Finishing the recording. Its disk is slow.",
            "12 frames still to be written",
        ]
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        assert dialog.isVisible(), "Esc loses nothing"
        dialog.findChild(QPushButton).click()

    later(look)
    FinishDialog(worker, shown_after_ms=0).wait()
    assert shown() is None
    assert "was not finished" in caplog.text
