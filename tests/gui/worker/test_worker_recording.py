"""What the worker records."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from maskapp.live.playing.timing import Timing
from maskapp.live.source_request import SourceRequest
from maskapp.records import SourceState
from tests.support.gated_clip import GatedClip, read_images, read_times_s, show_frames
from tests.support.worker_fakes import (
    PATIENCE_S,
    FakeSource,
    lose,
    make_face,
    make_frames,
)

RUNNING = SourceState.RUNNING


@pytest.fixture
def timing() -> Timing:
    return Timing(second_ms=1)


def test_a_recording_holds_the_frames_from_start_to_stop_with_their_times(
    qtbot, worker, log, clip, settings
):
    show_frames(qtbot, worker, log, clip, 3)
    worker.start_recording()
    qtbot.waitUntil(lambda: bool(log.statuses))
    show_frames(qtbot, worker, log, clip, 5)
    worker.stop_recording()
    qtbot.waitUntil(lambda: len(log.recordings) == 1)
    path, problem = log.recordings[0]
    assert problem == ""
    assert path.parent == Path(settings.recording_folder)
    assert read_times_s(path) == pytest.approx([0, 0.01, 0.02, 0.03, 0.04], abs=0.001)
    assert log.statuses[-1] is None


def test_a_recording_is_finished_when_the_program_ends(qtbot, worker, log, clip):
    show_frames(qtbot, worker, log, clip)
    worker.start_recording()
    show_frames(qtbot, worker, log, clip, 4)
    clip.release()
    assert worker.shutdown()
    qtbot.waitUntil(lambda: len(log.recordings) == 1)
    assert len(read_images(log.recordings[0][0])) >= 4


def test_a_recording_ends_with_its_source(qtbot, worker, log, clip):
    show_frames(qtbot, worker, log, clip)
    worker.start_recording()
    clip.release(100)
    qtbot.waitUntil(lambda: len(log.recordings) == 1)
    assert len(read_images(log.recordings[0][0])) == len(clip.images) - 1


def test_a_recording_outlives_an_outage_and_keeps_its_time(qtbot, worker, log, backend):
    back = GatedClip(3, is_live=True)
    wait_for_recording = threading.Event()

    def first_frames():
        first, second = make_frames(2, step_s=0.04, size=(96, 128))
        yield first
        wait_for_recording.wait(PATIENCE_S)
        yield second

    first = FakeSource(first_frames(), is_live=True, at_end=lose)
    backend.sources["camera"] = [first, back.source]
    worker.open_source(SourceRequest("camera"))
    qtbot.waitUntil(lambda: len(log.frames) == 1)
    worker.start_recording()
    qtbot.waitUntil(lambda: bool(log.statuses))
    wait_for_recording.set()
    qtbot.waitUntil(lambda: log.states.count(RUNNING) == 2)
    back.release(100)
    qtbot.waitUntil(lambda: len(log.recordings) == 1)
    times = read_times_s(log.recordings[0][0])
    assert len(times) == 4
    assert times == sorted(set(times))


def test_a_folder_that_cannot_be_used_is_reported_and_the_preview_continues(
    qtbot, worker, log, clip, settings
):
    worker.use_settings(replace(settings, recording_folder=f"{__file__}/inside"))
    show_frames(qtbot, worker, log, clip)
    worker.start_recording()
    qtbot.waitUntil(lambda: len(log.recordings) == 1)
    path, problem = log.recordings[0]
    assert path is None
    assert Path(__file__).name in problem
    show_frames(qtbot, worker, log, clip)


def test_a_recording_shows_what_the_settings_say(qtbot, worker, log, clip, engine, settings):
    worker.use_settings(replace(settings, recording_mode="plain"))
    engine.faces = (make_face(box=(70, 30, 120, 90)),)  # on the dark half
    show_frames(qtbot, worker, log, clip)
    worker.start_recording()
    show_frames(qtbot, worker, log, clip)
    worker.stop_recording()
    qtbot.waitUntil(lambda: len(log.recordings) == 1)
    [image] = read_images(log.recordings[0][0])
    assert image[:, 70:].max() < 60, "no box is drawn"


def test_a_recording_that_is_stopped_before_its_first_frame_is_reported(
    qtbot, worker, log, clip, settings
):
    show_frames(qtbot, worker, log, clip)
    worker.start_recording()
    worker.stop_recording()
    qtbot.waitUntil(lambda: log.recordings == [(None, "")])
    assert list(Path(settings.recording_folder).iterdir()) == []


def test_a_recording_whose_file_is_removed_ends_although_no_frame_comes(
    qtbot, worker, log, clip, settings
):
    show_frames(qtbot, worker, log, clip)
    worker.start_recording()
    show_frames(qtbot, worker, log, clip)
    folder = Path(settings.recording_folder)
    qtbot.waitUntil(lambda: any(path.stat().st_size for path in folder.glob("*.mp4")))
    for path in folder.iterdir():
        path.unlink()
    qtbot.waitUntil(lambda: len(log.recordings) == 1)
    path, problem = log.recordings[0]
    assert path is None
    assert "moved or removed" in problem


def test_a_recording_needs_a_running_source(qtbot, worker, log):
    worker.start_recording()
    qtbot.waitUntil(lambda: len(log.failures) == 1)
    assert "Nothing to record" in log.failures[0]
    assert log.recordings == []


def test_stopping_without_a_recording_emits_nothing(qtbot, worker, log, clip):
    worker.stop_recording()
    show_frames(qtbot, worker, log, clip)
    assert log.recordings == []


def test_the_last_frames_before_the_stop_wait_for_what_follows(
    qtbot, worker, log, backend, engine, settings
):
    """Somebody is found a tenth of a second after the user has stopped."""
    clip = GatedClip(60, is_live=True, step_s=0.1)
    backend.sources["clip"] = clip.source
    worker.use_settings(replace(settings, recording_mode="blurred"))
    engine.faces = ()
    show_frames(qtbot, worker, log, clip)
    worker.start_recording()
    show_frames(qtbot, worker, log, clip, 4)
    worker.stop_recording()
    engine.faces = (make_face(box=(48, 32, 80, 64)),)  # across the border of light and dark
    show_frames(qtbot, worker, log, clip, 2)
    assert log.recordings == []
    show_frames(qtbot, worker, log, clip, 5)
    qtbot.waitUntil(lambda: len(log.recordings) == 1)
    path, problem = log.recordings[0]
    assert problem == ""
    assert read_times_s(path) == pytest.approx([0, 0.1, 0.2, 0.3], abs=0.002)
    assert all(image[48, 62].mean() < 140 for image in read_images(path))
    clip.release(1000)


def test_closing_the_program_waits_for_no_frame(qtbot, worker, log, backend, settings):
    clip = GatedClip(60, is_live=True, step_s=0.1)
    backend.sources["clip"] = clip.source
    worker.use_settings(replace(settings, recording_mode="blurred"))
    show_frames(qtbot, worker, log, clip)
    worker.start_recording()
    show_frames(qtbot, worker, log, clip, 4)
    worker.finish_recording()
    qtbot.waitUntil(lambda: len(log.recordings) == 1)
    assert len(read_images(log.recordings[0][0])) == 4
    clip.release(1000)
