"""The times at which frames are played."""

_MAX_LAG_S = 0.1


class Pace:
    """The pace of a file: the speed of its frame times, and never faster to catch up."""

    def __init__(self) -> None:
        self._started_s: float | None = None

    def wait_s(self, time_s: float, now_s: float) -> float:
        """Return how long to wait before a frame is shown.

        Args:
            time_s: The frame's time in the file.
            now_s: The current time, on the monotonic clock.
        """
        if self._started_s is None or now_s - self._started_s - time_s > _MAX_LAG_S:
            self._started_s = now_s - time_s
        return max(0.0, self._started_s + time_s - now_s)

    def restart(self) -> None:
        """Start again at the next frame, as after a pause."""
        self._started_s = None


class SessionClock:
    """A clock that converts a source's times to the session's, with outages but without pauses.

    It never goes back: it stands still for a frame that is older than the end of a pause.
    """

    def __init__(self) -> None:
        self._offset_s = 0.0
        self._newest_s = 0.0

    def session_s(self, time_s: float) -> float:
        """Return the session's time for a time of the source."""
        session_s = time_s + self._offset_s
        if session_s < self._newest_s:  # it arrived before the end of a pause that was left out
            self._offset_s += self._newest_s - session_s
            session_s = self._newest_s
        self._newest_s = session_s
        return session_s

    def skip_pause(self, pause_s: float) -> None:
        """Leave out a pause, during which the source kept running."""
        self._offset_s -= pause_s

    def add_outage(self, outage_s: float) -> None:
        """Continue with a source that restarted at 0 after an outage."""
        self._offset_s = self._newest_s + outage_s
