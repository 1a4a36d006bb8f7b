"""Loading of the engine for a source, one at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal, Slot

from maskapp.conversion_watch import ConversionWatch
from maskapp.errors import MaskappError, ModelLostError
from maskapp.live.backend import Backend
from maskapp.live.background_task import Done, Failed, Job
from maskapp.live.playing.reconnect_countdown import ReconnectCountdown
from maskapp.live.playing.timers import Timers
from maskapp.live.playing.timing import Timing
from maskapp.live.session.swappable_engine import FrameEngine
from maskapp.records import SourceState
from maskapp.settings.settings import EngineSettings

_IN_USE = (
    SourceState.OPENING,
    SourceState.RUNNING,
    SourceState.PAUSED,
    SourceState.LOST,
    SourceState.NO_MODEL,
)
_TRIES_WHILE_COPIED = 4
"""How often a missing model that came damaged is tried again: it may still be being copied."""


@dataclass(frozen=True, slots=True, eq=False)
class _Answer:
    """What came of loading an engine.

    Attributes:
        engine: The engine; None if there is none.
        problem: Why its model could not be loaded, for the user; "" if it was.
        is_lost: Whether loading it again may help.
    """

    engine: FrameEngine | None
    problem: str = ""
    is_lost: bool = False


class EngineLoader(QObject):
    """The loader, in the worker's thread; each engine that it begins to load replaces the last.

    The network that was loaded last is kept: if its file is gone, it still judges the sources
    that are opened, and with other settings. While a source waits for a model whose file is
    missing, that is tried again, as a lost source is; a few times more if it comes damaged.

    Args:
        backend: Loads engines.
        timing: When a missing model is tried again.
        timers: Make the calls for it.
        parent: Owns this object.
    """

    loaded = Signal(object)
    """The `FrameEngine`."""
    failed = Signal(str)
    """A message for the user about why it cannot be loaded."""
    kept = Signal(str)
    """The same, though `loaded` follows: the network that was loaded before is still used."""
    retrying_in = Signal(int)
    """The seconds until a missing model is tried again; 0 meanwhile."""
    stepped = Signal(str, int)
    """The step of converting the model, and the seconds since that began."""

    _reported = Signal(object, object)

    def __init__(self, backend: Backend, timing: Timing, timers: Timers, parent: QObject) -> None:
        super().__init__(parent)
        self._backend = backend
        self._job: Job[_Answer] | None = None
        self._settings = EngineSettings()
        self._newest: tuple[str, FrameEngine] | None = None
        self._state = SourceState.IDLE
        self._is_stills = False
        self._watch = ConversionWatch()
        self._countdown = ReconnectCountdown(timing, timers, self._on_countdown)
        self._tries_left = 0
        self._reported.connect(self._on_reported, Qt.ConnectionType.QueuedConnection)

    def load(self, settings: EngineSettings, *, is_stills: bool) -> None:
        """Load an engine; answered by `loaded` or `failed` unless it is dropped."""
        self.drop()
        self._settings = settings
        self._is_stills = is_stills
        self._watch = ConversionWatch(self.stepped.emit)
        load = partial(self._backend.load_engine, settings, is_stills, self._watch)
        model, engine = self._newest or ("", None)
        keep = (
            partial(engine.with_settings, settings, stills=is_stills)
            if engine is not None and model == settings.model_file
            else None
        )
        self._job = Job(type(self).__name__, partial(_load, load, keep), self._reported.emit)
        self._job.start()

    def load_again(self, settings: EngineSettings) -> None:
        """Load an engine with other settings for the same source, if that is still in use."""
        if self._state is SourceState.NO_MODEL:
            self._stop_waiting()
            self.retrying_in.emit(0)
        if self._is_in_use:
            self.load(settings, is_stills=self._is_stills)

    def follow(self, state: SourceState) -> None:
        """Follow the state of the source; abandon what is being loaded for one no longer in use.

        Pictures stay in use at their end: they are still shown, and one can go back.
        """
        self._state = state
        if state is not SourceState.NO_MODEL:
            self._stop_waiting()
        if state is SourceState.OPENING or not self._is_in_use:
            self.drop()

    def drop(self) -> None:
        """Abandon the engine that is being loaded, and end the conversion of its model."""
        self._watch.cancel()
        if self._job is not None:
            self._job.drop()
            self._job = None

    @property
    def _is_in_use(self) -> bool:
        return self._state in _IN_USE or (self._is_stills and self._state is SourceState.ENDED)

    def _stop_waiting(self) -> None:
        self._countdown.reset()
        self._tries_left = 0

    def _on_countdown(self, left_s: int) -> None:
        self.retrying_in.emit(left_s)
        if left_s == 0:
            self.load(self._settings, is_stills=self._is_stills)

    @Slot(object, object)
    def _on_reported(self, job: Job[_Answer], event: Done[_Answer] | Failed) -> None:
        if job is not self._job:
            return
        self._job = None
        answer = event.result if isinstance(event, Done) else _Answer(None, event.message)
        if answer.engine is None:
            self._fail(answer)
            return
        self._newest = (self._settings.model_file, answer.engine)
        if answer.problem:
            self.kept.emit(answer.problem)
        self.loaded.emit(answer.engine)

    def _fail(self, answer: _Answer) -> None:
        self.failed.emit(answer.problem)
        may_come = answer.is_lost or self._tries_left > 0
        if may_come and self._state is SourceState.NO_MODEL:
            self._tries_left = _TRIES_WHILE_COPIED if answer.is_lost else self._tries_left - 1
            self._countdown.start()


def _load(load: Callable[[], FrameEngine], keep: Callable[[], FrameEngine] | None) -> _Answer:
    """Load an engine; or else make one with the network that was loaded before, if it may."""
    try:
        return _Answer(load())
    except MaskappError as error:
        if keep is None:
            return _Answer(None, str(error), isinstance(error, ModelLostError))
        return _Answer(keep(), str(error))
