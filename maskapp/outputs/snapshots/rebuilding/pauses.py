"""The pause after a long attempt that failed, such as a rebuild on a full disk."""

import time
from collections.abc import Callable
from typing import TypeVar

from maskapp.errors import MaskappError, SnapshotLogBusyError

_LONG_S = 0.5
"""What takes less may be tried each time; there is nothing to be spared."""
_PAUSE_PER_S, _LONGEST_PAUSE_S = 10.0, 120.0
"""An eleventh of the time at most goes into attempts, so that the disk is there for others."""

_Result = TypeVar("_Result")


class PausedAttempts:
    """Attempts at the same work, which fail at once for a while after one has failed late.

    Args:
        clock: Returns the time, in seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._next_s = 0.0
        self._error: MaskappError | None = None

    def run(self, work: Callable[[], _Result]) -> _Result:
        """Do the work, or raise the last error again while it is too early for that.

        A log that another program holds is not waited for here.
        """
        if self._error is not None and self._clock() < self._next_s:
            # Its traceback would grow, and keep the pictures of each entry that failed.
            raise self._error.with_traceback(None)
        self._error, begun_s = None, self._clock()
        try:
            return work()
        except SnapshotLogBusyError:
            raise
        except MaskappError as error:
            took_s = self._clock() - begun_s
            if took_s >= _LONG_S:
                self._error = error
                self._next_s = self._clock() + min(took_s * _PAUSE_PER_S, _LONGEST_PAUSE_S)
            raise
