"""Measures how fast and how late frames are judged, and gathers what the status panel says."""

import math
import time
from collections import Counter, deque
from collections.abc import Sequence

from maskapp.live.source_thread import Arrived
from maskapp.live.violations import Session
from maskapp.records import Face, FaceRow, LiveStatistics, MaskLabel, SourceInfo

_RATE_WINDOW_S = 2.0
_LATENCY_FRAMES = 25
"""Frames in which faces are searched take much longer than those between: an average tells."""


class ArrivalClock:
    """Tells when the frames of a live source arrived, on the monotonic clock.

    Their times count from the first frame, whose arrival is not known. But no frame is read
    before it arrives, and many are read at once: the smallest distance seen is the best guess.
    """

    def __init__(self) -> None:
        self._first_at_s = math.inf

    def arrived_s(self, time_s: float, read_at_s: float) -> float:
        """When a frame arrived.

        Args:
            time_s: The frame's time in the source.
            read_at_s: When it was read, on the monotonic clock.
        """
        self._first_at_s = min(self._first_at_s, read_at_s - time_s)
        return self._first_at_s + time_s


class RateMeter:
    """How many a second, over the last two seconds."""

    def __init__(self) -> None:
        self._points: deque[tuple[int, float]] = deque()

    def add(self, count: int, at_s: float) -> None:
        """Note how many there have been up to a time."""
        self._points.append((count, at_s))
        while at_s - self._points[0][1] > _RATE_WINDOW_S:
            self._points.popleft()

    @property
    def per_s(self) -> float | None:
        """The rate; None where too little is known."""
        if len(self._points) < 2:
            return None
        (first, start_s), (last, end_s) = self._points[0], self._points[-1]
        return (last - first) / (end_s - start_s) if end_s > start_s else None


class LiveMeter:
    """Follows the frames of one session.

    Args:
        session: Whose people and violations the statistics tell.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._processing = RateMeter()
        self._frames = 0
        self._dropped = 0
        self._latencies_ms: deque[float] = deque(maxlen=_LATENCY_FRAMES)

    def begin(self, info: SourceInfo) -> None:
        """The source was opened, or opened again after an outage."""
        self._info = info
        self._source = RateMeter()
        self._arrivals = ArrivalClock()
        self._dropped_seen: int | None = 0

    def skip_pause(self) -> None:
        """What the source drops until the next frame does not count."""
        self._dropped_seen = None

    def frame_done(self, arrived: Arrived, started_s: float) -> None:
        """A frame was judged and drawn just now.

        Args:
            arrived: The frame as it was read.
            started_s: When its turn came, on the monotonic clock.
        """
        now_s = time.monotonic()
        frame = arrived.frame
        if self._dropped_seen is not None:
            self._dropped += arrived.dropped - self._dropped_seen
        self._dropped_seen = arrived.dropped
        self._frames += 1
        self._processing.add(self._frames, now_s)
        if self._info.is_live:
            self._source.add(frame.index, frame.time_s)
            started_s = self._arrivals.arrived_s(frame.time_s, arrived.read_at_s)
        self._latencies_ms.append((now_s - started_s) * 1000)

    def statistics(self, faces: Sequence[Face]) -> LiveStatistics:
        """What the status panel says with these faces in view."""
        session = self._session
        counts = Counter(face.label for face in faces)
        measured_fps = self._source.per_s if self._info.is_live else None
        return LiveStatistics(
            source_fps=self._info.fps if measured_fps is None else measured_fps,
            processing_fps=self._processing.per_s or 0.0,
            latency_ms=sum(self._latencies_ms) / max(len(self._latencies_ms), 1),
            dropped=self._dropped,
            counts={label: counts[label] for label in MaskLabel},
            faces=tuple(
                FaceRow(face.track, face.label, face.confidence, face.age_s) for face in faces
            ),
            people_seen=session.people_seen,
            masked_share=session.masked_share,
            violations=session.violations,
            compliance=session.compliance,
        )
