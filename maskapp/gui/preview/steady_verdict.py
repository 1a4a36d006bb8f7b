"""A verdict that can be read: it follows what is in view without flickering."""

import time
from collections import Counter, deque
from collections.abc import Callable

from maskapp.live.verdict import Verdict
from maskapp.records import MaskLabel

_VOTING_S = 0.7
"""What is seen for less than half of it is never shown. Labels are smoothed, but a face can be
missed or found for a few frames, which would change the verdict on everybody."""
_LEAST_SHOWN_S = 1.0
"""Nobody reads a line that stands for less."""

_Reading = tuple[MaskLabel | None, tuple[int, ...]]


class SteadyVerdict:
    """The verdict to show while one arrives with each frame.

    The label is the one that most of the last 0.7 s speak for, the numbers are those that are seen
    most often with it, and what is shown stays for at least a second.

    Args:
        now_s: The monotonic clock.
    """

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        self._now_s = now_s
        self.clear()

    def clear(self) -> None:
        """Forget everything, for another source; the next verdict is shown at once."""
        self._recent: deque[tuple[float, Verdict]] = deque()
        self._shown: Verdict | None = None
        self._changed_s = 0.0

    def add(self, verdict: Verdict) -> Verdict:
        """Add the verdict on the newest frame; return the one to show."""
        now_s = self._now_s()
        self._recent.append((now_s, verdict))
        while now_s - self._recent[0][0] > _VOTING_S:
            self._recent.popleft()
        if self._shown is None or now_s - self._changed_s >= _LEAST_SHOWN_S:
            self._show(self._elected(), now_s)
        assert self._shown is not None
        return self._shown

    def settle(self) -> Verdict | None:
        """Return the verdict on the newest frame, which now stands still; None before the first."""
        if self._recent:
            self._show(self._recent[-1][1], self._now_s())
        return self._shown

    def _show(self, verdict: Verdict, now_s: float) -> None:
        if verdict != self._shown:
            self._shown, self._changed_s = verdict, now_s

    def _elected(self) -> Verdict:
        newest_first = [verdict for _, verdict in reversed(self._recent)]
        # Of equals, the counter returns the one that it met first, which is the newest.
        [(label, _)] = Counter(verdict.label for verdict in newest_first).most_common(1)
        readings = {_reading(each): each for each in newest_first if each.label is label}
        votes = Counter(_reading(each) for each in newest_first if each.label is label)
        return readings[votes.most_common(1)[0][0]]


def _reading(verdict: Verdict) -> _Reading:
    return verdict.label, tuple(verdict.counts.values())
