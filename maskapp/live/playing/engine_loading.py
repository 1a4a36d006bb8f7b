"""Loading of the engine for a source, one at a time, and waiting for a model that is no good."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from maskapp.conversion_watch import ConversionWatch
from maskapp.errors import MaskappError, ModelLostError
from maskapp.files.regular_files import Stamp, stamp_of
from maskapp.live.backend import Backend
from maskapp.live.background_task import BackgroundTask, Done, Failed, Job
from maskapp.live.playing.reconnect_countdown import ReconnectCountdown
from maskapp.live.playing.timers import OneCall, Timers
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
_LOOK_EVERY_S = 5.0
"""How often it is looked whether the file of a damaged model is another one."""


@dataclass(frozen=True, slots=True, eq=False)
class EngineAnswer:
    """What came of loading an engine.

    Attributes:
        engine: The engine; None if there is none.
        problem: Why its model could not be loaded, for the user; "" if it was, or was not tried,
            since its file is the same as before.
        is_lost: Whether loading it again may help.
        stamp: That of its file before.
    """

    engine: FrameEngine | None
    problem: str = ""
    is_lost: bool = False
    stamp: Stamp = ()


EngineEvent = Done[EngineAnswer] | Failed
EngineJob = BackgroundTask[Done[EngineAnswer]]


@dataclass(frozen=True, slots=True)
class EngineCalls:
    """What the loading calls, in the thread of its timers unless stated otherwise.

    Attributes:
        loaded: Called with the engine.
        failed: Called with a message for the user about why it cannot be loaded.
        kept: Called with the same, though `loaded` follows: the network that was loaded before is
            still used.
        retrying_in: Called with the seconds until a missing model is tried again; 0 meanwhile.
        stepped: Called in any thread with the step of converting the model, and the seconds since
            that began.
        reported: Called in any thread with what to give to `take`.
    """

    loaded: Callable[[FrameEngine], None]
    failed: Callable[[str], None]
    kept: Callable[[str], None]
    retrying_in: Callable[[int], None]
    stepped: Callable[[str, int], None]
    reported: Callable[[EngineJob, EngineEvent], None]


class EngineLoading:
    """The loading; each engine that it begins to load replaces the last.

    The network that was loaded last is kept: if its file is gone, it still judges the sources
    that are opened, and with other settings. While a source waits for a model whose file is
    missing, that is tried again, as a lost source is; a few times more if it comes damaged. A
    damaged one is tried again once its file is another one.

    Args:
        backend: Loads engines.
        timing: When a missing model is tried again.
        timers: Make the calls for it; all methods are to be used in their thread.
        calls: What it calls.
    """

    def __init__(
        self, backend: Backend, timing: Timing, timers: Timers, calls: EngineCalls
    ) -> None:
        self._backend = backend
        self._calls = calls
        self._job: Job[EngineAnswer] | None = None
        self._settings = EngineSettings()
        self._newest: tuple[str, FrameEngine] | None = None
        self._state = SourceState.IDLE
        self._is_stills = False
        self._watch = ConversionWatch()
        self._countdown = ReconnectCountdown(timing, timers, self._on_countdown)
        self._look = OneCall(timers)
        self._tries_left = 0

    def load(self, settings: EngineSettings, *, is_stills: bool) -> None:
        """Load an engine; answered by `loaded` or `failed` unless it is dropped."""
        self._settings = settings
        self._is_stills = is_stills
        self._load()

    def load_again(self, settings: EngineSettings) -> None:
        """Load an engine with other settings for the same source, if that is still in use."""
        if self._state is SourceState.NO_MODEL:
            self._stop_waiting()
            self._calls.retrying_in(0)
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

    def take(self, job: EngineJob, event: EngineEvent) -> None:
        """Take what `reported` was called with, in the thread of the timers."""
        if job is not self._job:
            return
        self._job = None
        answer = event.result if isinstance(event, Done) else EngineAnswer(None, event.message)
        if answer.engine is None:
            self._fail(answer)
            return
        self._newest = (self._settings.model_file, answer.engine)
        if answer.problem:
            self._calls.kept(answer.problem)
        self._calls.loaded(answer.engine)

    @property
    def _is_in_use(self) -> bool:
        return self._state in _IN_USE or (self._is_stills and self._state is SourceState.ENDED)

    def _load(self, known: Stamp = ()) -> None:
        """Load the engine, unless the file of its model has this stamp still."""
        self.drop()
        settings, is_stills = self._settings, self._is_stills
        self._watch = ConversionWatch(self._calls.stepped)
        load = partial(self._backend.load_engine, settings, is_stills, self._watch)
        model, engine = self._newest or ("", None)
        keep = (
            partial(engine.with_settings, settings, stills=is_stills)
            if engine is not None and model == settings.model_file
            else None
        )
        work = partial(_answer, load, keep, settings.model_file, known)
        self._job = Job(type(self).__name__, work, self._calls.reported)
        self._job.start()

    def _stop_waiting(self) -> None:
        self._countdown.reset()
        self._look.stop()
        self._tries_left = 0

    def _on_countdown(self, left_s: int) -> None:
        self._calls.retrying_in(left_s)
        if left_s == 0:
            self._load()

    def _fail(self, answer: EngineAnswer) -> None:
        if answer.problem:
            self._calls.failed(answer.problem)
        if self._state is not SourceState.NO_MODEL:
            return
        if answer.is_lost or self._tries_left > 0:
            self._tries_left = _TRIES_WHILE_COPIED if answer.is_lost else self._tries_left - 1
            self._countdown.start()
        elif answer.stamp:
            self._look.start(_LOOK_EVERY_S, partial(self._load, answer.stamp))


def _answer(
    load: Callable[[], FrameEngine],
    keep: Callable[[], FrameEngine] | None,
    model_file: str,
    known: Stamp,
) -> EngineAnswer:
    """Load an engine; or else make one with the network that was loaded before, if it may."""
    stamp = stamp_of(Path(model_file)) if model_file else ()
    if known and stamp == known:
        return EngineAnswer(None, stamp=stamp)
    try:
        return EngineAnswer(load())
    except MaskappError as error:
        if keep is None:
            return EngineAnswer(None, str(error), isinstance(error, ModelLostError), stamp)
        return EngineAnswer(keep(), str(error))
