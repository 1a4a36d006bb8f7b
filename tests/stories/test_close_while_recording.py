"""Someone closes the window during a recording and is asked what to do with it."""

import threading
from collections.abc import Iterator
from itertools import takewhile
from typing import NamedTuple

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from maskapp.gui.window.main_window import MainWindow
from maskapp.records import RecordingOutcome
from tests.support.window_helpers import WAIT_MS, paced_frames, start_recording
from tests.support.worker_fakes import FakeSource


class Recording(NamedTuple):
    """A window that records a source, and the event that ends the source."""

    window: MainWindow
    end: threading.Event


@pytest.fixture
def recording(open_window, sources, qtbot) -> Recording:
    end = threading.Event()
    frames = takewhile(lambda _frame: not end.is_set(), paced_frames())
    sources["hall"] = lambda: FakeSource(frames, is_live=True)
    window = open_window("hall")
    start_recording(qtbot, window)
    return Recording(window, end)


@pytest.fixture(autouse=True)
def _no_question_stays(qapp) -> Iterator[None]:
    """Reject a question that stays open, which would block all tests."""

    def reject() -> None:
        if (question := QApplication.activeModalWidget()) is not None:
            question.reject()

    timer = QTimer(singleShot=True, interval=WAIT_MS)
    timer.timeout.connect(reject)
    timer.start()
    yield
    timer.stop()


def click_when_asked(words: str) -> None:
    """Click a button of the question as soon as it is open."""

    def click() -> None:
        question = QApplication.activeModalWidget()
        assert isinstance(question, QMessageBox)
        buttons = {button.text().replace("&", ""): button for button in question.buttons()}
        buttons[words].click()

    QTimer.singleShot(0, click)


def test_finish_saves_the_recording_and_closes(recording, tmp_path) -> None:
    click_when_asked("Finish and quit")
    recording.window.close()
    assert not recording.window.isVisible()
    assert recording.window.has_ended
    assert list((tmp_path / "videos").glob("*.mp4"))


def test_keep_recording_leaves_everything_as_it_was(recording) -> None:
    click_when_asked("Keep recording")
    recording.window.close()
    assert recording.window.isVisible()
    assert recording.window.recording.is_recording


def test_what_must_end_the_window_withdraws_the_question(recording, tmp_path) -> None:
    QTimer.singleShot(0, recording.window.close_at_once)
    recording.window.close()
    assert recording.window.has_ended
    assert list((tmp_path / "videos").glob("*.mp4"))


def test_the_window_closes_if_the_recording_finishes_meanwhile(recording) -> None:
    QTimer.singleShot(0, recording.end.set)
    recording.window.close()
    assert recording.window.has_ended


def test_a_recording_that_fails_meanwhile_keeps_the_window_open(recording) -> None:
    finished = recording.window.worker.worker.recording_finished
    QTimer.singleShot(0, lambda: finished.emit(RecordingOutcome(None, "The disk is full.")))
    recording.window.close()
    assert recording.window.isVisible()
    assert recording.window.messages.text == "The disk is full."
