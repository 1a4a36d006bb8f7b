"""How long a live source has sent no frame."""

from collections.abc import Callable

from maskapp.live.playing.timers import OneCall, Timers
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
        self._after_s = after_s
        self._is_long = is_long
        self._due = OneCall(timers)
        self._is_told = False

    def follow(self, state: SourceState, *, is_live: bool) -> None:
        """Follow the state of the source; one that is opened again may still send nothing."""
        if state in _AWAY and is_live:
            if not self._due.is_waiting and not self._is_told:
                self._due.start(self._after_s, self._tell)
        elif state is not SourceState.RUNNING:
            self.end()

    def end(self) -> None:
        """End the absence, as a frame has come."""
        self._is_told = False
        self._due.stop()

    def _tell(self) -> None:
        self._is_told = True
        self._is_long()
