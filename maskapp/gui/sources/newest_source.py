"""What the worker emits about the source that was requested last."""

from PySide6.QtCore import QObject, Signal, Slot

from maskapp.gui.worker.worker_thread import WorkerThread
from maskapp.records import SourceInfo, SourceState


class NewestSource(QObject):
    """Passes on the worker's signals, but none about a source that has been replaced or closed.

    The signals are queued between the threads: some arrive after the user has decided otherwise.

    Args:
        worker: Numbers the requests, and emits the signals.
        parent: The owner.
    """

    opened = Signal(object)
    """See `Worker.source_opened`."""
    state_changed = Signal(object, str)
    """See `PlayerCalls.state_changed`."""
    reconnecting_in = Signal(int)
    """See `PlayerCalls.reconnecting_in`."""
    took_over = Signal(object)
    """See `PlayerCalls.took_over`."""
    refused = Signal(object, str)
    """See `PlayerCalls.refused`."""
    alarm_due = Signal()
    """See `Worker.alarm_due`."""

    def __init__(self, worker: WorkerThread, parent: QObject) -> None:
        super().__init__(parent)
        self._worker = worker
        self._begun = worker.newest_request
        worker.begun.connect(self._set_begun)
        worker.worker.source_opened.connect(self._pass_opened)
        worker.worker.state_changed.connect(self._pass_state)
        worker.worker.reconnecting_in.connect(self._pass_countdown)
        worker.worker.took_over.connect(self._pass_take_over)
        worker.worker.refused.connect(self._pass_refusal)
        worker.worker.alarm_due.connect(self._pass_alarm)

    @property
    def _is_newest(self) -> bool:
        return self._begun == self._worker.newest_request

    @Slot(int)
    def _set_begun(self, request: int) -> None:
        self._begun = request

    @Slot(object)
    def _pass_opened(self, info: SourceInfo) -> None:
        if self._is_newest:
            self.opened.emit(info)

    @Slot(object, str)
    def _pass_state(self, state: SourceState, sentence: str) -> None:
        if self._is_newest:
            self.state_changed.emit(state, sentence)

    @Slot(int)
    def _pass_countdown(self, retry_in_s: int) -> None:
        if self._is_newest:
            self.reconnecting_in.emit(retry_in_s)

    @Slot(object)
    def _pass_take_over(self, text: str) -> None:
        if self._is_newest:
            self.took_over.emit(text)

    @Slot(object, str)
    def _pass_refusal(self, text: str, reason: str) -> None:
        if self._is_newest:
            self.refused.emit(text, reason)

    @Slot()
    def _pass_alarm(self) -> None:
        if self._is_newest:
            self.alarm_due.emit()
