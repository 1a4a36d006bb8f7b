"""The clock by which files are played, and that of a session."""

_LARGEST_LAG_S = 0.1


class Pace:
    """Plays a file as fast as its times say, and not faster to catch up after a delay."""

    def __init__(self) -> None:
        self._started_s: float | None = None

    def wait_s(self, time_s: float, now_s: float) -> float:
        """How long to wait before a frame is shown.

        Args:
            time_s: When it is shown, in the file's time.
            now_s: On the monotonic clock.
        """
        if self._started_s is None or now_s - self._started_s - time_s > _LARGEST_LAG_S:
            self._started_s = now_s - time_s
        return max(0.0, self._started_s + time_s - now_s)

    def restart(self) -> None:
        """Count from the next frame on, as after a pause."""
        self._started_s = None


class SessionClock:
    """Turns a source's times into the session's: outages of the source count, pauses do not."""

    def __init__(self) -> None:
        self._offset_s = 0.0
        self._newest_s = 0.0

    def session_s(self, time_s: float) -> float:
        """The session's time for a time of the source."""
        self._newest_s = time_s + self._offset_s
        return self._newest_s

    def skip_pause(self, pause_s: float) -> None:
        """The source ran on for so long while nobody looked."""
        self._offset_s -= pause_s

    def add_outage(self, outage_s: float) -> None:
        """The source begins anew at 0 after it was gone for so long."""
        self._offset_s = self._newest_s + outage_s
