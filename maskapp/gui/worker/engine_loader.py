"""Loading of the engine for a source, one at a time."""

from functools import partial

from PySide6.QtCore import QObject, Qt, Signal, Slot

from maskapp.conversion_watch import ConversionWatch
from maskapp.live.backend import Backend
from maskapp.live.background_task import Done, Failed, Job
from maskapp.live.session.swappable_engine import FrameEngine
from maskapp.records import SourceState
from maskapp.settings.settings import EngineSettings

_IN_USE = (SourceState.OPENING, SourceState.RUNNING, SourceState.PAUSED, SourceState.LOST)


class EngineLoader(QObject):
    """The loader, in the worker's thread; each engine that it begins to load replaces the last.

    Args:
        backend: Loads engines.
        parent: Owns this object.
    """

    loaded = Signal(object)
    """The `FrameEngine`."""
    failed = Signal(str)
    """A message for the user about why it cannot be loaded."""
    stepped = Signal(str, int)
    """The step of converting the model, and the seconds since that began."""

    _reported = Signal(object, object)

    def __init__(self, backend: Backend, parent: QObject) -> None:
        super().__init__(parent)
        self._backend = backend
        self._job: Job[FrameEngine] | None = None
        self._is_stills = self._is_in_use = False
        self._watch = ConversionWatch()
        self._reported.connect(self._on_reported, Qt.ConnectionType.QueuedConnection)

    def load(self, settings: EngineSettings, *, is_stills: bool) -> None:
        """Load an engine; answered by `loaded` or `failed` unless it is dropped."""
        self.drop()
        self._is_stills = is_stills
        self._watch = ConversionWatch(self.stepped.emit)
        work = partial(self._backend.load_engine, settings, is_stills, self._watch)
        self._job = Job(type(self).__name__, work, self._reported.emit)
        self._job.start()

    def load_again(self, settings: EngineSettings) -> None:
        """Load an engine with other settings for the same source, if that is still in use."""
        if self._is_in_use:
            self.load(settings, is_stills=self._is_stills)

    def follow(self, state: SourceState) -> None:
        """Follow the state of the source; abandon what is being loaded for one no longer in use.

        Pictures stay in use at their end: they are still shown, and one can go back.
        """
        is_shown = self._is_stills and state is SourceState.ENDED
        self._is_in_use = is_shown or state in _IN_USE
        if state is SourceState.OPENING or not self._is_in_use:
            self.drop()

    def drop(self) -> None:
        """Abandon the engine that is being loaded, and end the conversion of its model."""
        self._watch.cancel()
        if self._job is not None:
            self._job.drop()
            self._job = None

    @Slot(object, object)
    def _on_reported(self, job: Job[FrameEngine], event: Done[FrameEngine] | Failed) -> None:
        if job is not self._job:
            return
        self._job = None
        if isinstance(event, Done):
            self.loaded.emit(event.result)
        else:
            self.failed.emit(event.message)
