"""How a recording is started, watched and finished."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QObject

from maskapp.errors import OutputError
from maskapp.gui.worker.recording_control import RecordingControl
from maskapp.gui.worker.timing import Timing

IMAGE = np.zeros((4, 4, 3), np.uint8)


class FakeRecording:
    """A recording that fails where the test says.

    Attributes:
        problems: The message of the error that a method raises, by its name.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.path.touch()
        self.problems: dict[str, str] = {}
        self.written: list[float] = []
        self.is_closed = False

    def write(self, _image, time_s: float) -> None:
        self._fail("write")
        self.written.append(time_s)

    def status(self) -> str:
        self._fail("status")
        return "status"

    def close(self) -> None:
        self.is_closed = True
        self._fail("close")

    def _fail(self, method: str) -> None:
        if method in self.problems:
            raise OutputError(self.problems[method])


class ControlLog:
    """The signals of a control."""

    def __init__(self, control: RecordingControl) -> None:
        self.statuses: list = []
        self.finished: list[tuple[Path | None, str]] = []
        control.changed.connect(self.statuses.append)
        control.finished.connect(lambda path, problem: self.finished.append((path, problem)))


@pytest.fixture
def parent(qapp) -> QObject:
    return QObject()


@pytest.fixture
def control(parent) -> RecordingControl:
    return RecordingControl(Timing(second_ms=1), parent)


@pytest.fixture
def log(control) -> ControlLog:
    return ControlLog(control)


@pytest.fixture
def recording(tmp_path) -> FakeRecording:
    return FakeRecording(tmp_path / "clip.mp4")


def test_emits_the_status_at_once_and_repeatedly_until_it_stops(
    qtbot, control, log, recording
) -> None:
    control.start(lambda: recording)
    assert control.is_active
    assert log.statuses == ["status"]
    qtbot.waitUntil(lambda: len(log.statuses) >= 3)
    control.write(IMAGE, 0.5)
    control.stop()
    assert not control.is_active
    assert log.statuses[-1] is None
    assert log.finished == [(recording.path, "")]
    assert recording.written == [0.5]
    assert recording.is_closed


def test_a_second_start_leaves_the_recording_in_progress(control, log, recording) -> None:
    control.start(lambda: recording)
    control.start(lambda: pytest.fail("another recording was created"))
    control.write(IMAGE, 1.0)
    control.stop()
    assert recording.written == [1.0]
    assert len(log.finished) == 1


def test_stopping_without_a_recording_emits_nothing(control, log) -> None:
    control.stop()
    assert (log.statuses, log.finished) == ([], [])


def test_a_recording_that_cannot_start_is_reported(control, log) -> None:
    def refuse() -> FakeRecording:
        raise OutputError("The disk is full.")

    control.start(refuse)
    assert not control.is_active
    assert log.finished == [(None, "The disk is full.")]


def test_an_image_that_cannot_be_written_ends_the_recording(control, log, recording) -> None:
    control.start(lambda: recording)
    recording.problems["write"] = "The disk is gone."
    control.write(IMAGE, 0.0)
    assert not control.is_active
    assert recording.is_closed
    assert log.finished == [(recording.path, "The disk is gone.")]


def test_a_full_disk_ends_the_recording(qtbot, control, log, recording) -> None:
    control.start(lambda: recording)
    recording.problems["status"] = "The disk is nearly full."
    qtbot.waitUntil(lambda: bool(log.finished))
    assert not control.is_active
    assert log.statuses[-1] is None
    assert log.finished == [(recording.path, "The disk is nearly full.")]


def test_the_first_of_two_problems_is_reported(control, log, recording) -> None:
    recording.problems["close"] = "The file cannot be finished."
    control.start(lambda: recording)
    control.stop()
    control.start(lambda: recording)
    recording.problems["write"] = "The disk is gone."
    control.write(IMAGE, 0.0)
    assert [problem for _, problem in log.finished] == [
        "The file cannot be finished.",
        "The disk is gone.",
    ]


def test_a_file_that_is_missing_at_the_end_is_not_announced(control, log, recording) -> None:
    control.start(lambda: recording)
    recording.path.unlink()
    control.stop()
    assert log.finished == [(None, "")]
