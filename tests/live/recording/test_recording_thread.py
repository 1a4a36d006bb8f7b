"""How images reach a disk that is fast, slow, full or gone."""

from collections.abc import Iterator

import numpy as np
import pytest

from maskapp.errors import OutputError
from maskapp.live.background_task import Failed
from maskapp.live.recording import recording_thread
from maskapp.live.recording.recording_thread import MOST_BYTES, MOST_FRAMES, RecordingThread
from maskapp.records import RecordingOutcome
from tests.support.event_log import EventLog
from tests.support.recording_fakes import FakeRecording
from tests.support.worker_fakes import PATIENCE_S

IMAGE = np.zeros((4, 4, 3), np.uint8)


@pytest.fixture
def recording(tmp_path) -> Iterator[FakeRecording]:
    made = FakeRecording(tmp_path / "clip.mp4")
    yield made
    made.disk.set()


@pytest.fixture
def log() -> EventLog:
    return EventLog()


@pytest.fixture
def thread(recording, log) -> Iterator[RecordingThread]:
    made = RecordingThread(lambda: recording, log.report, slow_after_s=0.0)
    made.start()
    yield made
    recording.disk.set()
    made.finish()
    assert made.join(PATIENCE_S)


def stall(recording: FakeRecording, thread: RecordingThread) -> None:
    """Let the disk hang while it writes an image."""
    recording.disk.clear()
    thread.write(IMAGE, -1.0)
    assert recording.is_writing.wait(PATIENCE_S)


def test_all_images_are_written_in_order_before_the_file_is_finished(
    recording, thread, log
) -> None:
    for number in range(50):
        thread.write(IMAGE, number)
    thread.finish()
    assert log.next() == RecordingOutcome(recording.path)
    assert recording.written == list(range(50))
    assert recording.is_closed


def test_images_wait_for_a_slow_disk_and_are_written_later(recording, thread, log) -> None:
    stall(recording, thread)
    for number in range(20):
        thread.write(IMAGE, number)
    assert (thread.status().waiting, thread.status().dropped) == (20, 0)
    thread.finish()
    assert thread.status().is_finishing
    recording.disk.set()
    assert log.next() == RecordingOutcome(recording.path)
    assert recording.written == [-1, *range(20)]


def test_images_that_find_the_queue_full_are_dropped_and_counted(recording, thread, log) -> None:
    stall(recording, thread)
    for number in range(MOST_FRAMES + 7):
        thread.write(IMAGE, number)
    assert (thread.status().waiting, thread.status().dropped) == (MOST_FRAMES, 7)
    thread.finish()
    recording.disk.set()
    assert log.next() == RecordingOutcome(recording.path, dropped=7)
    assert recording.written == [-1, *range(MOST_FRAMES)]


def test_the_queue_is_bounded_in_bytes(recording, thread, log, monkeypatch) -> None:
    monkeypatch.setattr(recording_thread, "MOST_BYTES", 3 * IMAGE.nbytes)
    assert MOST_BYTES < 10**9
    stall(recording, thread)
    for number in range(5):
        thread.write(IMAGE, number)
    assert (thread.status().waiting, thread.status().dropped) == (3, 2)
    recording.disk.set()
    thread.finish()
    log.next()
    thread.write(IMAGE, 9.0)  # there is room again, but nobody writes any more
    assert thread.status().dropped == 2


def test_one_image_may_wait_however_large_it_is(recording, thread, log, monkeypatch) -> None:
    monkeypatch.setattr(recording_thread, "MOST_BYTES", IMAGE.nbytes - 1)
    stall(recording, thread)
    thread.write(IMAGE, 1.0)
    assert (thread.status().waiting, thread.status().dropped) == (1, 0)


def test_waiting_images_can_be_dropped_to_end_sooner(recording, thread, log) -> None:
    stall(recording, thread)
    for number in range(5):
        thread.write(IMAGE, number)
    thread.finish()
    thread.drop_waiting()
    recording.disk.set()
    assert log.next() == RecordingOutcome(recording.path, dropped=5)
    assert recording.is_closed


def test_a_disk_that_does_not_respond_is_a_reason_to_warn(recording, thread, log) -> None:
    stall(recording, thread)
    assert "does not respond" in thread.status().warning
    recording.disk.set()
    assert recording.checked.wait(PATIENCE_S), "the thread waits for images again"


def test_the_status_follows_the_file(recording, thread, log) -> None:
    thread.write(IMAGE, 0.0)
    assert recording.checked.wait(PATIENCE_S)
    assert thread.status().elapsed_s == 1.0
    recording.checked.clear()
    assert recording.checked.wait(PATIENCE_S), "checked without images too"
    assert thread.status().size_bytes == 5


def test_a_file_that_is_gone_ends_the_recording_without_another_image(
    recording, thread, log
) -> None:
    recording.problems["check"] = "The file was removed."
    recording.path.unlink()
    assert log.next() == RecordingOutcome(None, "The file was removed.")
    assert recording.is_closed


def test_the_first_of_two_problems_is_reported(recording, thread, log) -> None:
    recording.problems |= {"write": "The disk is full.", "close": "The disk is full again."}
    thread.write(IMAGE, 0.0)
    assert log.next() == RecordingOutcome(recording.path, "The disk is full.")


def test_a_problem_on_closing_is_reported(recording, thread, log) -> None:
    recording.problems["close"] = "The disk is full."
    thread.finish()
    assert log.next() == RecordingOutcome(recording.path, "The disk is full.")


def test_a_recording_that_cannot_begin_is_reported(log) -> None:
    def refuse() -> FakeRecording:
        raise OutputError("No such folder.")

    thread = RecordingThread(refuse, log.report)
    thread.start()
    assert log.next() == Failed("No such folder.")
    assert thread.join(PATIENCE_S)
    assert thread.status().elapsed_s == 0.0


def test_the_file_is_finished_after_an_unforeseen_error_too(recording, log, caplog) -> None:
    thread = RecordingThread(lambda: recording, log.report)
    recording.write = lambda *_: 1 / 0
    thread.start()
    thread.write(IMAGE, 0.0)
    assert isinstance(log.next(), Failed)
    assert thread.join(PATIENCE_S)
    assert recording.is_closed


def test_the_files_before_the_last_one_are_reported(recording, thread, log, tmp_path) -> None:
    recording.earlier.append(tmp_path / "first.mp4")
    thread.finish()
    expected = RecordingOutcome(recording.path, earlier=(tmp_path / "first.mp4",))
    assert log.next() == expected
