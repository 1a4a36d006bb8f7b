"""Checks of models that the user may want to use, one at a time."""

from functools import partial

from PySide6.QtCore import QObject, Qt, Signal, Slot

from maskapp.conversion_watch import ConversionWatch
from maskapp.live.backend import Backend
from maskapp.live.background_task import Done, Failed, Job
from maskapp.live.model_check import ModelCheck

_LONGEST_END_S = 0.5


class ModelChecks(QObject):
    """The checks, in the worker's thread; each one that is begun cancels the one before.

    Args:
        backend: Checks models.
        parent: Owns this object.
    """

    checked = Signal(str, object)
    """A model, and its `ModelCheck`."""
    stepped = Signal(str, str, int)
    """A model, the step of its conversion, and the seconds since that began."""

    _reported = Signal(object, object)

    def __init__(self, backend: Backend, parent: QObject) -> None:
        super().__init__(parent)
        self._backend = backend
        self._job: Job[ModelCheck] | None = None
        self._watch = ConversionWatch()
        self._model = ""
        self._reported.connect(self._on_reported, Qt.ConnectionType.QueuedConnection)

    def check(self, model: str) -> None:
        """Check a model; answered by `checked` unless it is cancelled."""
        self.cancel()
        self._model = model
        self._watch = ConversionWatch(partial(self.stepped.emit, model))
        work = partial(self._backend.check_model, model, self._watch)
        self._job = Job(type(self).__name__, work, self._reported.emit)
        self._job.start()

    def cancel(self) -> None:
        """Abandon the check under way, and end its conversion."""
        self._watch.cancel()
        if self._job is not None:
            self._job.drop()

    def stop(self) -> None:
        """Cancel, and wait a moment for a conversion to remove its files."""
        self.cancel()
        if self._job is not None:
            self._job.join(_LONGEST_END_S)

    @Slot(object, object)
    def _on_reported(self, job: Job[ModelCheck], event: Done[ModelCheck] | Failed) -> None:
        if job is self._job and not job.is_dropped:
            if isinstance(event, Failed):
                self.checked.emit(self._model, ModelCheck(False, False, event.message))
            else:
                self.checked.emit(self._model, event.result)
