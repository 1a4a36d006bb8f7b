"""A limit of how many events are sent per minute."""

import time
from collections import deque
from collections.abc import Callable

_WINDOW_S = 60.0


class RateLimit:
    """A limit on what happens within any minute.

    Args:
        per_minute: How often it may happen; set the attribute to replace it.
        now_s: The monotonic clock.
    """

    def __init__(self, per_minute: int, now_s: Callable[[], float] = time.monotonic) -> None:
        self.per_minute = per_minute
        self._now_s = now_s
        self._times: deque[float] = deque()

    def allows(self) -> bool:
        """Return whether it may happen now; if so, it is counted."""
        now_s = self._now_s()
        while self._times and now_s - self._times[0] >= _WINDOW_S:
            self._times.popleft()
        if len(self._times) >= self.per_minute:
            return False
        self._times.append(now_s)
        return True
