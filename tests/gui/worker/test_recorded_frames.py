"""Which frames recordings and clips get, if they are blurred and come half a second late."""

from collections.abc import Iterator
from datetime import datetime
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QObject

from maskapp.gui.worker.recorded_frames import RecordedFrames
from maskapp.gui.worker.recording_control import RecordingControl
from maskapp.live.playing.timing import Timing
from maskapp.live.recording.face_cover import FaceCover
from maskapp.live.session.live_frame import LiveFrame
from maskapp.live.session.recorded_images import RecordedImages
from maskapp.records import Box, SourceState
from maskapp.settings.settings import Settings
from tests.support.recording_fakes import FakeRecording
from tests.support.worker_fakes import PATIENCE_S

STEP_S = 0.125  # times that are exact
LATE = 4
"""How many frames are held back."""
LATE_FACE = Box(8, 8, 24, 24)


class Clips:
    """Wants every frame, or none."""

    def __init__(self) -> None:
        self.is_on = False
        self.times: list[float] = []

    def wants(self, _time_s: float) -> bool:
        return self.is_on

    def write(self, images) -> None:
        self.times += [time_s for _, time_s in images if self.is_on]


class Run:
    """A session whose frames the test plays."""

    def __init__(self, folder, parent: QObject, mode: str) -> None:
        self.clips = Clips()
        self.control = RecordingControl(Timing(), parent)
        self.made: list[FakeRecording] = []
        self.frames = RecordedFrames(self.control, self.clips)
        self._cover = FaceCover()
        settings = Settings(recording_mode=mode)
        self.frames.begin(RecordedImages(self._cover, settings, is_stills=False))
        self.frames.follow(SourceState.RUNNING)
        self._folder = folder
        self._noise = np.random.default_rng(0).integers(0, 256, (32, 32, 3), np.uint8)
        self.played = 0

    def play(self, count: int, doubtful: tuple[Box, ...] = ()) -> None:
        for _ in range(count):
            time_s = self.played * STEP_S
            self._cover.remember((), time_s, doubtful)
            frame = LiveFrame(
                self._noise, (), self._noise, SimpleNamespace(), datetime.now(), doubtful=doubtful
            )
            self.frames.add(frame, time_s)
            self.played += 1

    def start(self) -> FakeRecording:
        recording = FakeRecording(self._folder / f"{len(self.made)}.mp4")
        self.made.append(recording)
        self.frames.start(lambda: recording)
        return recording

    def numbers(self, recording: FakeRecording) -> list[int]:
        """Return the numbers of the frames in a recording, once it is finished."""
        self.control.wait_finished(PATIENCE_S)
        assert recording.is_closed
        return [round(time_s / STEP_S) for time_s in recording.written]

    def is_finished(self) -> bool:
        return not self.control.is_active and not self.control.is_waiting


@pytest.fixture
def make(qapp, tmp_path) -> Iterator:
    parent, runs = QObject(), []

    def make(mode: str = "blurred") -> Run:
        runs.append(Run(tmp_path, parent, mode))
        return runs[-1]

    yield make
    for run in runs:
        run.frames.finish()
        run.control.wait_finished(PATIENCE_S)


def test_a_stopped_recording_waits_for_its_last_frames_and_takes_no_others(make) -> None:
    run = make()
    run.play(3)
    recording = run.start()
    run.play(5)
    run.frames.stop()
    assert not run.control.is_active
    run.play(LATE - 1)
    assert run.control.is_waiting
    run.play(1)
    assert run.is_finished()
    assert run.numbers(recording) == list(range(3, 8))


def test_the_last_frames_are_blurred_where_something_comes_to_light_after_the_stop(make) -> None:
    run = make()
    recording = run.start()
    shown = []
    recording.write = lambda image, _time_s: shown.append(image)
    run.play(5)
    run.frames.stop()
    run.play(LATE, (LATE_FACE,))
    run.control.wait_finished(PATIENCE_S)
    assert len(shown) == 5
    before = run._noise[14:18, 14:18]
    is_seen = [np.array_equal(image[14:18, 14:18], before) for image in shown]
    assert is_seen == [True] + [False] * LATE


@pytest.mark.parametrize("mode", ["plain", "annotated"])
def test_what_is_not_blurred_is_finished_at_once(make, mode) -> None:
    run = make(mode)
    recording = run.start()
    run.play(2)
    run.frames.stop()
    assert run.is_finished()
    run.play(3)
    assert run.numbers(recording) == [0, 1]


@pytest.mark.parametrize("state", [SourceState.PAUSED, SourceState.LOST])
def test_a_source_that_sends_nothing_lets_nothing_wait(make, state) -> None:
    run = make()
    recording = run.start()
    run.play(4)
    run.frames.stop()
    assert run.control.is_waiting
    run.frames.follow(state)
    assert run.is_finished()
    assert run.numbers(recording) == list(range(4))
    second = run.start()
    run.frames.stop()
    assert run.is_finished()
    assert run.numbers(second) == []


def test_an_outage_does_not_end_the_waiting_of_a_recording_in_progress(make) -> None:
    run = make()
    recording = run.start()
    run.play(4)
    run.frames.follow(SourceState.LOST)
    run.frames.follow(SourceState.RUNNING)
    run.play(1)
    run.frames.finish()
    assert run.numbers(recording) == list(range(5))


def test_a_recording_takes_none_of_the_frames_that_clips_wait_for(make) -> None:
    run = make()
    run.clips.is_on = True
    run.play(6)
    assert len(run.clips.times) == 2
    recording = run.start()
    assert len(run.clips.times) == 2, "they wait as long as the others"
    run.play(3)
    run.frames.stop()
    run.play(LATE)
    assert run.numbers(recording) == [6, 7, 8]
    assert run.clips.times == [number * STEP_S for number in range(13 - LATE)]


def test_a_recording_can_begin_before_the_one_before_is_complete(make) -> None:
    run = make()
    first = run.start()
    run.play(3)
    run.frames.stop()
    run.play(1)
    second = run.start()
    run.play(6)
    assert not first.written[3:]
    run.frames.finish()
    assert run.numbers(first) == [0, 1, 2]
    assert run.numbers(second) == list(range(4, 10))


def test_what_a_problem_left_behind_is_in_no_later_recording(make, qtbot) -> None:
    run = make()
    failed = run.start()
    failed.problems["write"] = "The disk is gone."
    run.play(LATE + 1)
    qtbot.waitUntil(lambda: not run.control.is_active)
    second = run.start()
    run.play(2)
    run.frames.finish()
    assert run.numbers(second) == [5, 6]
    run.play(LATE)
    assert run.frames._held_s == ()


def test_the_end_gives_the_clips_what_waited(make) -> None:
    run = make()
    run.clips.is_on = True
    run.play(3)
    run.frames.finish()
    assert run.clips.times == [0.0, STEP_S, 2 * STEP_S]
