"""How recordings are started, watched and finished."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QObject

from maskapp.errors import OutputError
from maskapp.gui.worker.recording_control import RecordingControl
from maskapp.live.playing.timing import Timing
from maskapp.records import RecordingOutcome, RecordingStatus
from tests.support.recording_fakes import FakeRecording
from tests.support.worker_fakes import PATIENCE_S

IMAGE = np.zeros((4, 4, 3), np.uint8)


class ControlLog:
    """The signals of a control."""

    def __init__(self, control: RecordingControl) -> None:
        self.statuses: list[RecordingStatus | None] = []
        self.finished: list[RecordingOutcome] = []
        control.changed.connect(self.statuses.append)
        control.finished.connect(self.finished.append)


@pytest.fixture
def parent(qapp) -> QObject:
    return QObject()


@pytest.fixture
def made() -> list[FakeRecording]:
    """All recordings of the test."""
    return []


@pytest.fixture
def create(tmp_path, made):
    """Creates a recording with a file of its own."""

    def create() -> FakeRecording:
        made.append(FakeRecording(tmp_path / f"{len(made)}.mp4"))
        return made[-1]

    return create


@pytest.fixture
def control(parent, made) -> Iterator[RecordingControl]:
    control = RecordingControl(Timing(second_ms=1), parent)
    yield control
    for recording in made:
        recording.disk.set()
    control.stop()
    control.wait_finished(PATIENCE_S)


@pytest.fixture
def log(control) -> ControlLog:
    return ControlLog(control)


def begin(qtbot, control, create, made) -> FakeRecording:
    """Start a recording, and wait for its file."""
    count = len(made)
    control.start(create)
    qtbot.waitUntil(lambda: len(made) > count)
    return made[-1]


def test_emits_the_status_at_once_and_repeatedly_until_it_stops(
    qtbot, control, log, create, made
) -> None:
    recording = begin(qtbot, control, create, made)
    assert control.is_active
    assert log.statuses[0] == RecordingStatus()
    qtbot.waitUntil(lambda: len(log.statuses) >= 3)
    control.write(IMAGE, 0.5)
    control.stop()
    assert not control.is_active
    qtbot.waitUntil(lambda: log.finished == [RecordingOutcome(recording.path)])
    assert log.statuses[-1] is None
    assert recording.written == [0.5]
    assert recording.is_closed


def test_a_second_start_leaves_the_recording_in_progress(qtbot, control, log, create, made) -> None:
    recording = begin(qtbot, control, create, made)
    control.start(lambda: pytest.fail("another recording was created"))
    control.write(IMAGE, 1.0)
    control.stop()
    qtbot.waitUntil(lambda: len(log.finished) == 1)
    assert recording.written == [1.0]


def test_stopping_without_a_recording_emits_nothing(control, log) -> None:
    control.stop()
    control.wait_finished(PATIENCE_S)
    assert (log.statuses, log.finished) == ([], [])


def test_a_recording_that_cannot_start_is_reported(qtbot, control, log) -> None:
    def refuse() -> FakeRecording:
        raise OutputError("The disk is full.")

    control.start(refuse)
    qtbot.waitUntil(lambda: log.finished == [RecordingOutcome(None, "The disk is full.")])
    assert not control.is_active
    assert log.statuses[-1] is None


@pytest.mark.parametrize("method", ["write", "check"])
def test_a_problem_with_the_disk_ends_the_recording(
    qtbot, control, log, create, made, method
) -> None:
    recording = begin(qtbot, control, create, made)
    recording.problems[method] = "The disk is gone."
    control.write(IMAGE, 0.0)
    qtbot.waitUntil(lambda: log.finished == [RecordingOutcome(recording.path, "The disk is gone.")])
    assert not control.is_active
    assert recording.is_closed
    assert log.statuses[-1] is None


def test_a_hanging_disk_holds_up_neither_frames_nor_the_next_recording(
    qtbot, control, log, create, made
) -> None:
    slow = begin(qtbot, control, create, made)
    slow.disk.clear()
    for number in range(10):
        control.write(IMAGE, number)
    control.stop()
    qtbot.waitUntil(lambda: log.statuses[-1] == RecordingStatus(waiting=9, is_finishing=True))
    fast = begin(qtbot, control, create, made)
    control.write(IMAGE, 7.0)
    control.stop()
    qtbot.waitUntil(lambda: log.finished == [RecordingOutcome(fast.path)])
    assert log.statuses[-1].is_finishing, "the slow one is still being written"
    slow.disk.set()
    qtbot.waitUntil(lambda: log.finished[1:] == [RecordingOutcome(slow.path)])
    assert slow.written == list(range(10))
    assert log.statuses[-1] is None


def test_only_so_many_recordings_may_wait_for_the_disk(qtbot, control, log, create, made) -> None:
    for _ in range(3):
        begin(qtbot, control, create, made).disk.clear()
        control.write(IMAGE, 0.0)
        control.stop()
    control.start(lambda: pytest.fail("another recording was created"))
    assert "slow disk" in log.finished[0].problem
    assert not control.is_active


def test_recordings_that_only_wait_for_frames_keep_nobody_from_recording(
    qtbot, control, log, create, made
) -> None:
    for number in range(3):
        begin(qtbot, control, create, made)
        control.stop_after(number)
    begin(qtbot, control, create, made)
    assert log.finished == []
    control.stop()
    qtbot.waitUntil(lambda: len(log.finished) == 4)


def test_a_recording_to_which_no_frame_can_come_is_finished_at_once(
    qtbot, control, log, create, made
) -> None:
    control.start(create, after_s=3.0)
    qtbot.waitUntil(lambda: len(made) == 1)
    control.stop_after(3.0)
    assert not control.is_waiting
    qtbot.waitUntil(lambda: log.finished == [RecordingOutcome(made[0].path)])


def test_frames_that_wait_can_be_dropped(qtbot, control, log, create, made) -> None:
    recording = begin(qtbot, control, create, made)
    recording.disk.clear()
    control.write(IMAGE, 0.0)
    assert recording.is_writing.wait(PATIENCE_S)
    for number in range(1, 5):
        control.write(IMAGE, number)
    control.stop()
    control.drop_waiting()
    recording.disk.set()
    qtbot.waitUntil(lambda: log.finished == [RecordingOutcome(recording.path, dropped=4)])
    assert recording.written == [0.0]


def test_waiting_for_the_end_reports_it(qtbot, control, log, create, made) -> None:
    recording = begin(qtbot, control, create, made)
    control.stop()
    control.wait_finished(PATIENCE_S)
    assert log.finished == [RecordingOutcome(recording.path)]


def test_a_disk_that_hangs_for_good_is_abandoned(qtbot, control, log, create, made, caplog) -> None:
    recording = begin(qtbot, control, create, made)
    recording.disk.clear()
    control.write(IMAGE, 0.0)
    control.stop()
    control.wait_finished(0.01)
    assert log.finished == []
    assert "could not be finished" in caplog.text
    recording.disk.set()


def test_a_file_that_is_missing_at_the_end_is_not_announced(
    qtbot, control, log, create, made
) -> None:
    recording = begin(qtbot, control, create, made)
    recording.path.unlink()
    control.stop()
    qtbot.waitUntil(lambda: log.finished == [RecordingOutcome(None)])
