from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from maskapp.gui.notifications.message_bar import MessageBar
from maskapp.gui.preview.preview import Preview
from maskapp.gui.recording.recording_controls import RecordingControls
from maskapp.gui.shared.actions import Actions
from maskapp.records import RecordingOutcome, RecordingStatus, SourceInfo, SourceState
from maskapp.settings.settings import Settings

CAMERA = SourceInfo("HD Webcam", 640, 480, 30.0, None, is_live=True, is_stills=False)


VIDEO = Path("/videos/a.mp4")


def status(**fields) -> RecordingStatus:
    return RecordingStatus(12.0, 3_400_000, **fields)


class Worker(QObject):
    """Notes what it is asked to do; the test emits what it reports."""

    recording_changed = Signal(object)
    recording_finished = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.requests: list[str] = []
        self.worker = self

    def start_recording(self) -> None:
        self.requests.append("start")

    def drop_unwritten_frames(self) -> None:
        self.requests.append("drop")

    def stop_recording(self) -> None:
        self.requests.append("stop")

    def finish_recording(self) -> None:
        self.requests.append("finish")


@pytest.fixture
def window(qtbot, tmp_path) -> SimpleNamespace:
    """The parts of the window that a recording concerns."""
    root = QWidget()
    qtbot.addWidget(root)
    worker, actions, messages = Worker(), Actions(root), MessageBar(root)
    actions.set_source_state(SourceState.RUNNING, CAMERA)
    settings = SimpleNamespace(settings=Settings(recording_folder=str(tmp_path / "videos")))
    controls = RecordingControls(worker, settings, actions, Preview(root), messages)
    controls.indicator.setParent(root)
    return SimpleNamespace(
        controls=controls, worker=worker, actions=actions, messages=messages, root=root
    )


def test_the_action_changes_once_the_worker_reports_back(window) -> None:
    window.actions.record.trigger()
    assert window.worker.requests == ["start"]
    assert not window.actions.record.isChecked()
    window.worker.recording_changed.emit(status())
    assert window.controls.is_recording
    assert window.actions.record.isChecked()
    assert window.controls.indicator.isEnabled()
    window.actions.record.trigger()
    assert window.worker.requests == ["start", "stop"]
    assert window.actions.record.isChecked()


def test_a_saved_recording_is_named_with_a_way_to_its_folder(window) -> None:
    window.worker.recording_changed.emit(status())
    window.worker.recording_changed.emit(None)
    window.worker.recording_finished.emit(RecordingOutcome(VIDEO))
    assert window.messages.text == "Recording saved: a.mp4, in /videos"
    assert not window.controls.is_recording
    assert not window.controls.indicator.isEnabled()


def test_all_files_of_a_recording_are_named(window) -> None:
    earlier = (VIDEO.with_name("1.mp4"), VIDEO.with_name("2.mp4"))
    window.worker.recording_finished.emit(RecordingOutcome(VIDEO, earlier=earlier))
    assert window.messages.text == (
        "Recording saved in 3 files, as large as the disk allows: 1.mp4 to a.mp4, in /videos"
    )


def test_a_problem_is_shown_as_an_error(window) -> None:
    window.worker.recording_changed.emit(status())
    window.worker.recording_changed.emit(None)
    window.worker.recording_finished.emit(RecordingOutcome(VIDEO, "The disk is full."))
    assert window.messages.text == "The disk is full."
    assert not window.controls.is_recording


def test_a_warning_is_shown_once(window) -> None:
    shown = []
    window.messages.show_warning = shown.append
    for warning in (None, "Low disk space.", "Low disk space.", None, "Low disk space."):
        window.worker.recording_changed.emit(status(warning=warning))
    assert shown == ["Low disk space."] * 2


def test_a_recording_without_frames_is_not_silent(window) -> None:
    window.worker.recording_finished.emit(RecordingOutcome(None))
    assert "Nothing was recorded" in window.messages.text


def test_missing_frames_are_shown_at_once_and_counted_at_the_end(window) -> None:
    shown = []
    show, window.messages.show_warning = window.messages.show_warning, shown.append
    for dropped in (0, 3, 9):
        window.worker.recording_changed.emit(status(dropped=dropped))
    assert len(shown) == 1
    assert "frames are missing" in shown[0]
    assert "9 dropped" in window.controls.indicator.text()
    window.messages.show_warning = show
    window.worker.recording_finished.emit(RecordingOutcome(VIDEO, dropped=12))
    assert window.messages.text == (
        "Recording saved: a.mp4, in /videos. The disk was too slow: 12 frames are missing."
    )


def test_missing_frames_of_the_next_recording_are_shown_too(window) -> None:
    shown = []
    window.messages.show_warning = shown.append
    for dropped in (3, 0, 1):
        window.worker.recording_changed.emit(status(dropped=dropped))
    assert len(shown) == 2


def test_a_recording_that_is_being_finished_takes_no_frames(window) -> None:
    window.worker.recording_changed.emit(status(is_finishing=True))
    assert (window.controls.is_recording, window.controls.is_unfinished) == (False, True)
    window.actions.record.trigger()
    assert window.worker.requests == ["start"]


def test_finishing_waits_until_the_status_says_so(window) -> None:
    """A report that is on its way when the waiting begins must end it too."""
    emit = window.worker.recording_changed.emit
    emit(status())
    window.worker.finish_recording = lambda: QTimer.singleShot(0, lambda: emit(None))
    window.controls.finish()
    assert not window.controls.is_unfinished


def test_finishing_without_a_recording_returns_at_once(window) -> None:
    window.controls.finish()
    assert window.worker.requests == []


def test_the_folder_is_opened_once_it_exists(window, tmp_path, monkeypatch, qtbot) -> None:
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    folder = tmp_path / "videos"
    window.actions.recordings_folder.trigger()
    expected = f"There are no recordings yet in {folder}."
    qtbot.waitUntil(lambda: window.messages.text == expected)
    folder.mkdir()
    window.controls.indicator.setEnabled(True)
    window.controls.indicator.click()
    qtbot.waitUntil(lambda: opened == [str(folder)])
    assert window.messages.text == f"The recordings are in {folder}."


def test_a_folder_on_a_drive_that_does_not_respond_blocks_nothing(
    window, monkeypatch, hang, qtbot
) -> None:
    monkeypatch.setattr("maskapp.gui.recording.recording_controls.is_folder", lambda _: hang())
    window.actions.recordings_folder.trigger()
    qtbot.waitUntil(hang.entered.is_set)
    assert window.messages.text == ""
    window.controls.finish()  # nor does it keep the window from closing


def test_a_folder_of_an_impossible_name_has_no_recordings(window, qtbot) -> None:
    folder = Path(f"/{'a' * 300}")
    window.controls._settings.settings = Settings(recording_folder=str(folder))
    window.actions.recordings_folder.trigger()
    expected = f"There are no recordings yet in {folder}."
    qtbot.waitUntil(lambda: window.messages.text == expected)
