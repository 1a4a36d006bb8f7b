"""How long a live source has sent no frame."""

from collections.abc import Callable

from maskapp.live.playing.timers import Pending, Timers
from maskapp.records import SourceState

_AWAY = (SourceState.LOST, SourceState.PAUSED)


class Absence:
    """The time since a live source was lost or paused, until its next frame.

    Args:
        timers: Make the call.
        after_s: When the absence is long.
        is_long: Called then, once for each absence.
    """

    def __init__(self, timers: Timers, after_s: float, is_long: Callable[[], None]) -> None:
        self._timers = timers
        self._after_s = after_s
        self._is_long = is_long
        self._pending: Pending | None = None
        self._is_told = False

    def follow(self, state: SourceState, *, is_live: bool) -> None:
        """Follow the state of the source; one that is opened again may still send nothing."""
        if state in _AWAY and is_live:
            if self._pending is None and not self._is_told:
                self._pending = self._timers.call_later(self._after_s, self._tell)
        elif state is not SourceState.RUNNING:
            self.end()

    def end(self) -> None:
        """End the absence, as a frame has come."""
        self._is_told = False
        if self._pending is not None:
            self._pending.cancel()
            self._pending = None

    def _tell(self) -> None:
        self._pending, self._is_told = None, True
        self._is_long()
