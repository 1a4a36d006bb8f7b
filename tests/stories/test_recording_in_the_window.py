"""Recordings as the window starts, shows and finishes them."""

import threading
from collections.abc import Iterator
from itertools import count, takewhile
from typing import NamedTuple

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from maskapp.gui.window.main_window import MainWindow
from tests.support.window_helpers import WAIT_MS
from tests.support.worker_fakes import FakeSource, make_frames


class Recorded(NamedTuple):
    """A window that records a source, which ends when it is told to."""

    window: MainWindow
    end: threading.Event


@pytest.fixture
def recorded(open_window, sources, qtbot) -> Recorded:
    end = threading.Event()
    frames = (frame for _ in count() for frame in make_frames(1))
    sources["hall"] = lambda: FakeSource(
        takewhile(lambda _frame: not end.is_set(), frames), is_live=True
    )
    window = open_window("hall")
    qtbot.waitUntil(window.commands.record.isEnabled, timeout=WAIT_MS)
    window.commands.record.trigger()
    qtbot.waitUntil(lambda: window.recording.is_recording, timeout=WAIT_MS)
    return Recorded(window, end)


@pytest.fixture
def no_question_stays(qtbot) -> Iterator[None]:
    """Else a question that does not close would hold up all tests."""
    timer = QTimer(singleShot=True, interval=WAIT_MS)
    timer.timeout.connect(lambda: QApplication.activeModalWidget().reject())
    timer.start()
    yield
    timer.stop()


def test_a_recording_is_shown_and_saved(recorded, qtbot, tmp_path) -> None:
    window = recorded.window
    assert window.commands.record.isChecked()
    assert window.recording.indicator.text()
    window.commands.record.trigger()
    qtbot.waitUntil(lambda: "is saved" in window.messages.text, timeout=WAIT_MS)
    assert not window.commands.record.isChecked()
    assert window.recording.indicator.text() == ""
    assert list((tmp_path / "videos").glob("*.mp4"))


@pytest.mark.parametrize("answer", ["Finish", "Go on"])
def test_closing_asks_while_recording(recorded, monkeypatch, answer) -> None:
    def choose(question: QMessageBox) -> None:
        [button] = [b for b in question.buttons() if answer in b.text().replace("&", "")]
        button.click()

    monkeypatch.setattr(QMessageBox, "exec", choose)
    recorded.window.close()
    assert recorded.window.isVisible() == (answer == "Go on")
    assert recorded.window.has_ended == (answer == "Finish")


@pytest.mark.usefixtures("no_question_stays")
def test_the_window_closes_when_the_recording_ends_while_it_asks(recorded) -> None:
    QTimer.singleShot(0, recorded.end.set)
    recorded.window.close()
    assert recorded.window.has_ended


@pytest.mark.usefixtures("no_question_stays")
def test_a_recording_that_goes_wrong_while_it_asks_keeps_the_window_open(recorded) -> None:
    finished = recorded.window.worker.worker.recording_finished
    QTimer.singleShot(0, lambda: finished.emit(None, "The disk is full."))
    recorded.window.close()
    assert recorded.window.isVisible()
    assert recorded.window.messages.text == "The disk is full."
