"""A record of the worker's signals."""

from pathlib import Path

from PySide6.QtCore import QObject, Slot

from maskapp.gui.worker.frame_mailbox import ShownFrame
from maskapp.gui.worker.worker_thread import WorkerThread
from maskapp.live.model_check import ModelCheck
from maskapp.live.session.statistics import LiveStatistics
from maskapp.outputs.figures.records import MinuteFigures
from maskapp.outputs.snapshots.records import NewSnapshot
from maskapp.outputs.violation_event import ViolationEvent
from maskapp.records import RecordingOutcome, RecordingStatus, SourceInfo, SourceState


class SignalLog(QObject):
    """Records the signals of a worker, in the thread of the test.

    Attributes:
        frames: The frames taken from the mailbox.
    """

    def __init__(self, thread: WorkerThread) -> None:
        super().__init__()
        self.states: list[SourceState] = []
        self.messages: list[str] = []
        self.failures: list[str] = []
        self.countdown: list[int] = []
        self.statuses: list[RecordingStatus | None] = []
        self.outcomes: list[RecordingOutcome] = []
        self.recordings: list[tuple[Path | None, str]] = []
        self.snapshots: list[NewSnapshot] = []
        self.events: list[ViolationEvent] = []
        self.minutes: list[MinuteFigures] = []
        self.announced: list[tuple[str, str]] = []
        self.opened: list[SourceInfo] = []
        self.models: list[tuple[str, ModelCheck]] = []
        self.model_steps: list[tuple[str, str, int]] = []
        self.conversion_steps: list[tuple[str, int]] = []
        self.frames: list[ShownFrame] = []
        self._mailbox = thread.mailbox
        worker = thread.worker
        worker.state_changed.connect(self._add_state)
        worker.failed.connect(self._add_failure)
        worker.reconnecting_in.connect(self._add_countdown)
        worker.recording_changed.connect(self._add_status)
        worker.recording_finished.connect(self._add_recording)
        worker.logged.connect(self._add_entry)
        worker.snapshot_announced.connect(self._add_announced)
        worker.source_opened.connect(self._add_opened)
        worker.model_checks.checked.connect(self._add_model)
        worker.model_checks.stepped.connect(self._add_model_step)
        worker.converting.connect(self._add_conversion_step)
        worker.frame_ready.connect(self._take)

    @property
    def newest(self) -> LiveStatistics:
        return self.frames[-1].statistics

    @Slot(object, str)
    def _add_state(self, state, message):
        self.states.append(state)
        self.messages.append(message)

    @Slot(str)
    def _add_failure(self, message):
        self.failures.append(message)

    @Slot(int)
    def _add_countdown(self, left_s):
        self.countdown.append(left_s)

    @Slot(object)
    def _add_status(self, status):
        self.statuses.append(status)

    @Slot(object)
    def _add_recording(self, outcome):
        self.outcomes.append(outcome)
        self.recordings.append((outcome.path, outcome.problem))

    @Slot(object)
    def _add_entry(self, entry):
        match entry:
            case NewSnapshot():
                self.snapshots.append(entry)
            case MinuteFigures():
                self.minutes.append(entry)
            case _:
                self.events.append(entry)

    @Slot(str, str)
    def _add_announced(self, kind, source):
        self.announced.append((kind, source))

    @Slot(object)
    def _add_opened(self, info):
        self.opened.append(info)

    @Slot(str, object)
    def _add_model(self, file, check):
        self.models.append((file, check))

    @Slot(str, str, int)
    def _add_model_step(self, file, step, elapsed_s):
        self.model_steps.append((file, step, elapsed_s))

    @Slot(str, int)
    def _add_conversion_step(self, step, elapsed_s):
        self.conversion_steps.append((step, elapsed_s))

    @Slot()
    def _take(self):
        frame = self._mailbox.take()
        assert frame is not None, "frame_ready came without a frame"
        self.frames.append(frame)
