"""Loading of the engine for a source, in the window's worker."""

from PySide6.QtCore import QObject, Qt, Signal, Slot

from maskapp.live.backend import Backend
from maskapp.live.playing.engine_loading import (
    EngineCalls,
    EngineEvent,
    EngineJob,
    EngineLoading,
)
from maskapp.live.playing.timers import Timers
from maskapp.live.playing.timing import Timing
from maskapp.records import SourceState
from maskapp.settings.settings import EngineSettings


class EngineLoader(QObject):
    """An `EngineLoading` in the worker's thread, which emits what comes of it.

    Args:
        backend: Loads engines.
        timing: When a missing model is tried again.
        timers: Make the calls for it.
        parent: Owns this object.
    """

    loaded = Signal(object)
    """See `EngineCalls`, as for the others."""
    failed = Signal(str)
    kept = Signal(str)
    retrying_in = Signal(int)
    stepped = Signal(str, int)

    _reported = Signal(object, object)

    def __init__(self, backend: Backend, timing: Timing, timers: Timers, parent: QObject) -> None:
        super().__init__(parent)
        calls = EngineCalls(
            self.loaded.emit,
            self.failed.emit,
            self.kept.emit,
            self.retrying_in.emit,
            self.stepped.emit,
            self._reported.emit,
        )
        self._loading = EngineLoading(backend, timing, timers, calls)
        self._reported.connect(self._on_reported, Qt.ConnectionType.QueuedConnection)

    def load(self, settings: EngineSettings, *, is_stills: bool) -> None:
        """See `EngineLoading.load`."""
        self._loading.load(settings, is_stills=is_stills)

    def load_again(self, settings: EngineSettings) -> None:
        """See `EngineLoading.load_again`."""
        self._loading.load_again(settings)

    def follow(self, state: SourceState) -> None:
        """See `EngineLoading.follow`."""
        self._loading.follow(state)

    @Slot(object, object)
    def _on_reported(self, job: EngineJob, event: EngineEvent) -> None:
        self._loading.take(job, event)
