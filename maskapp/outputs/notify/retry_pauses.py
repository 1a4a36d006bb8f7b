"""The pauses between attempts to send, which grow while they fail."""

import random
from collections.abc import Callable

FIRST_S = 2.0
LONGEST_S = 300.0

_JITTER = 0.25
"""Share by which a pause varies, so that a server is not met by all programs at once."""


class RetryPauses:
    """Pauses of 2 s, 4 s … 5 min, each a little shorter or longer.

    Args:
        chance: Returns a random number from 0 to 1.
    """

    def __init__(self, chance: Callable[[], float] = random.random) -> None:
        self._chance = chance
        self.reset()

    def reset(self) -> None:
        """Begin again with the shortest pause, after an attempt that succeeded."""
        self._next_s = FIRST_S

    def next_s(self) -> float:
        """Return the pause after an attempt that failed."""
        pause_s = self._next_s
        self._next_s = min(2 * pause_s, LONGEST_S)
        return pause_s * (1 + _JITTER * (2 * self._chance() - 1))
