"""Wrong tries of the token, which make a client wait before the next."""

import time
from collections.abc import Callable

from cachetools import TTLCache

FREE_TRIES = 5
_LONGEST_WAIT_S = 60.0
_REMEMBERED_S = 900.0
_MOST_CLIENTS = 4096


class WrongTries:
    """Wrong tries by client: some are free, then each doubles the wait, up to a minute.

    Memory is bounded: of very many clients, those that tried longest ago are forgotten.

    Args:
        clock: Monotonic time in seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._tries: TTLCache[str, tuple[int, float]] = TTLCache(
            _MOST_CLIENTS, _REMEMBERED_S, timer=clock
        )

    def wait_s(self, client: str) -> float:
        """Return for how long a client still has to wait before it may try."""
        count, last = self._tries.get(client, (0, 0.0))
        if count < FREE_TRIES:
            return 0.0
        # 2.0**6 is over the longest wait; more would only grow without bound.
        pause = min(2.0 ** min(count - FREE_TRIES, 6), _LONGEST_WAIT_S)
        return max(0.0, last + pause - self._clock())

    def note_wrong(self, client: str) -> None:
        """Count a wrong try."""
        count, _ = self._tries.get(client, (0, 0.0))
        self._tries[client] = (count + 1, self._clock())

    def forget(self, client: str) -> None:
        """Forget the wrong tries of a client, which has given the right token."""
        self._tries.pop(client, None)
