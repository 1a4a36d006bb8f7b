"""How long to wait for the next frame of a live source before it counts as lost."""

from collections import deque

_ENOUGH_GAPS = 3
"""Some servers send their first picture twice, so one or two gaps do not tell the rate."""
_REMEMBERED_GAPS = 8
_SHARE_OF_LONGEST = 4


class FramePatience:
    """A time-out that follows the rate of the source.

    A camera that sends 25 frames per second has stalled after a few seconds of silence; one that
    sends a picture every five seconds has not. Until the rate is known, the longest time-out
    applies.

    Args:
        shortest_s: Time-out for sources with many frames per second.
        longest_s: Time-out for the slowest sources.
    """

    def __init__(self, shortest_s: float, longest_s: float) -> None:
        self._shortest_s = shortest_s
        self._longest_s = longest_s
        self._gaps_s: deque[float] = deque(maxlen=_REMEMBERED_GAPS)
        self._last_s: float | None = None

    @property
    def timeout_s(self) -> float:
        """The time-out for the next frame."""
        if len(self._gaps_s) < _ENOUGH_GAPS:
            return self._longest_s
        usual_s = _SHARE_OF_LONGEST * max(self._gaps_s)
        return min(max(usual_s, self._shortest_s), self._longest_s)

    def frame_arrived(self, now_s: float) -> None:
        """Note the arrival of a frame, in seconds on any steady clock."""
        if self._last_s is not None:
            self._gaps_s.append(now_s - self._last_s)
        self._last_s = now_s
