"""What a disk that hangs during a recording holds up: nothing."""

from collections.abc import Iterator

import pytest

from maskapp.gui.worker import worker as worker_module
from maskapp.live.playing.timing import Timing
from maskapp.live.recording import recording_thread
from maskapp.live.source_request import SourceRequest
from maskapp.records import RecordingOutcome, SourceState
from tests.support.gated_clip import GatedClip, show_frames
from tests.support.recording_fakes import FakeRecording
from tests.support.worker_fakes import PATIENCE_S, FakeSource, make_frames


@pytest.fixture
def timing() -> Timing:
    return Timing(second_ms=1)


@pytest.fixture
def recording(tmp_path, monkeypatch) -> Iterator[FakeRecording]:
    """The recording of the test, whose disk hangs."""
    made = FakeRecording(tmp_path / "clip.mp4")
    made.disk.clear()
    monkeypatch.setattr(worker_module, "create_recording", lambda *_: made)
    yield made
    made.disk.set()


@pytest.fixture
def hanging(qtbot, recording, worker, log, clip) -> Iterator[FakeRecording]:
    """That recording, while its disk hangs in the first frame."""
    show_frames(qtbot, worker, log, clip)
    worker.start_recording()
    show_frames(qtbot, worker, log, clip)
    assert recording.is_writing.wait(PATIENCE_S)
    yield recording
    recording.disk.set()


def test_the_preview_continues(qtbot, worker, log, clip: GatedClip, hanging) -> None:
    show_frames(qtbot, worker, log, clip, 20)
    qtbot.waitUntil(lambda: log.statuses[-1].waiting == 20)
    worker.stop_recording()
    hanging.disk.set()
    qtbot.waitUntil(lambda: log.outcomes == [RecordingOutcome(hanging.path)])
    assert len(hanging.written) == 21


def test_another_source_opens_at_once(qtbot, worker, log, backend, hanging) -> None:
    backend.sources["other"] = FakeSource(make_frames(3), name="other")
    worker.open_source(SourceRequest("other"))
    qtbot.waitUntil(lambda: log.states.count(SourceState.RUNNING) == 2)
    qtbot.waitUntil(lambda: log.statuses[-1].is_finishing)
    assert log.outcomes == []
    hanging.disk.set()
    qtbot.waitUntil(lambda: log.outcomes == [RecordingOutcome(hanging.path)])


def test_frames_that_do_not_fit_are_counted(qtbot, worker, log, clip, hanging, monkeypatch) -> None:
    monkeypatch.setattr(recording_thread, "MOST_FRAMES", 5)
    show_frames(qtbot, worker, log, clip, 9)
    qtbot.waitUntil(lambda: log.statuses[-1].dropped == 4)
    worker.stop_recording()
    hanging.disk.set()
    qtbot.waitUntil(lambda: log.outcomes == [RecordingOutcome(hanging.path, dropped=4)])


def test_what_waits_can_be_dropped(qtbot, worker, log, clip, hanging) -> None:
    show_frames(qtbot, worker, log, clip, 3)
    worker.stop_recording()
    worker.drop_unwritten_frames()
    qtbot.waitUntil(lambda: log.statuses[-1].dropped == 3)
    hanging.disk.set()
    qtbot.waitUntil(lambda: log.outcomes == [RecordingOutcome(hanging.path, dropped=3)])
