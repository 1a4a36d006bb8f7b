"""A disk that takes up to a second for each write, for minutes."""

import random
import threading

import numpy as np
import pytest

from maskapp.live.recording.recording_on_disk import RecordingOnDisk
from maskapp.live.recording.recording_thread import MOST_FRAMES, RecordingThread
from maskapp.settings.settings import Settings
from tests.support.soak import TIMEOUT_S
from tests.support.videos import read_video
from tests.support.worker_fakes import PATIENCE_S

pytestmark = [pytest.mark.soak, pytest.mark.timeout(TIMEOUT_S)]


class SlowDisk(RecordingOnDisk):
    """A recording whose disk takes its time.

    Attributes:
        is_writing: Whether a call of `write` waits for the disk.
        is_over: Once set, the disk is quick.
    """

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings, 30.0, lambda _folder: 10**12)
        self.is_writing = False
        self.is_over = threading.Event()
        self._rng = random.Random(0)

    def write(self, image, time_s: float) -> None:
        self.is_writing = True
        self.is_over.wait(self._rng.uniform(0.0, 1.0))
        super().write(image, time_s)
        self.is_writing = False


def test_frames_are_taken_at_any_time_and_each_is_written_or_counted(tmp_path, soak) -> None:
    disk = SlowDisk(Settings(recording_folder=str(tmp_path)))
    outcomes, pause = [], threading.Event()
    recording = RecordingThread(lambda: disk, lambda _task, outcome: outcomes.append(outcome))
    recording.start()
    image, handed_in, meanwhile = np.zeros((48, 64, 3), np.uint8), 0, 0
    for number in soak.rounds():
        recording.write(image, number / 100)
        meanwhile += disk.is_writing
        handed_in += 1
        assert recording.status().waiting <= MOST_FRAMES
        pause.wait(0.01)  # the frame rate of the source
    recording.finish()
    disk.is_over.set()
    assert recording.join(6 * PATIENCE_S)
    [outcome] = outcomes
    assert outcome.problem == ""
    assert len(read_video(outcome.path)[1]) + outcome.dropped == handed_in
    assert meanwhile >= handed_in // 2, "the disk held up the source"
    soak.figures |= {"frames": handed_in, "dropped": outcome.dropped}
