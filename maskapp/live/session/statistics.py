"""Frame rates, latency and the other figures of the status panel."""

import math
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from maskapp.live.people_and_violations import ViolationMonitor
from maskapp.live.source_thread import Arrived
from maskapp.records import Face, MaskLabel, SourceInfo

_RATE_WINDOW_S = 2.0
_SHORTEST_S = 0.2
"""Frames that were waiting come at once, and two of them would tell a rate of hundreds."""
_LATENCY_FRAMES = 25
"""Latency is averaged over this many: frames with detection take much longer than others."""


@dataclass(frozen=True, slots=True)
class FaceRow:
    """A face in view, as the status panel lists it.

    Attributes:
        track: The track's number, from 1.
        label: The face's label.
        confidence: See `Face.label_confidence`.
        in_view_s: Time since the track began.
        height_px: Height of its box in pixels of the frame.
    """

    track: int
    label: MaskLabel
    confidence: float | None
    in_view_s: float
    height_px: float = 0.0


@dataclass(frozen=True, slots=True)
class LiveStatistics:
    """The figures at the time of one frame.

    Attributes:
        source_fps: Frames per second that the source sends or states; None if unknown.
        processing_fps: Frames per second that are processed; None until it is measured.
        latency_ms: From the frame's arrival to its preview, milliseconds.
        dropped: Frames of a live source that were not read in time.
        counts: Number of established faces in view by label; every label is a key.
        faces: These faces, ordered by track.
        faces_followed: See `ViolationMonitor.faces_followed`.
        masked_share: See `ViolationMonitor.masked_share`.
        violations: Number of faces in view that are violations.
        compliance: See `ComplianceHistory.points`.
    """

    source_fps: float | None
    processing_fps: float | None
    latency_ms: float
    dropped: int
    counts: Mapping[MaskLabel, int]
    faces: tuple[FaceRow, ...]
    faces_followed: int
    masked_share: float | None
    violations: int
    compliance: tuple[tuple[float, float], ...]


class ArrivalClock:
    """An estimate of when the frames of a live source arrived, on the monotonic clock.

    Frame times count from the first frame, whose arrival is unknown. No frame is read before
    it arrives, and many are read at once, so the smallest offset seen is the best estimate.
    """

    def __init__(self) -> None:
        self._first_at_s = math.inf

    def arrived_s(self, time_s: float, read_at_s: float) -> float:
        """Return when a frame arrived.

        Args:
            time_s: The frame's time in the source.
            read_at_s: Time at which it was read, on the monotonic clock.
        """
        self._first_at_s = min(self._first_at_s, read_at_s - time_s)
        return self._first_at_s + time_s


class RateMeter:
    """A meter of a rate over the last two seconds."""

    def __init__(self) -> None:
        self._points: deque[tuple[int, float]] = deque()

    def add(self, count: int, at_s: float) -> None:
        """Add the total count up to a time."""
        self._points.append((count, at_s))
        # After a stall an old point stays until newer ones are far enough apart.
        while (
            at_s - self._points[0][1] > _RATE_WINDOW_S and at_s - self._points[1][1] >= _SHORTEST_S
        ):
            self._points.popleft()

    @property
    def per_s(self) -> float | None:
        """The rate; None until the points are far enough apart."""
        if not self._points:
            return None
        (first, start_s), (last, end_s) = self._points[0], self._points[-1]
        return (last - first) / (end_s - start_s) if end_s - start_s >= _SHORTEST_S else None


class StatisticsMeter:
    """A meter of the frames of one session.

    Args:
        monitor: Provides the faces followed, violations and compliance.
        now_s: The monotonic clock.
    """

    def __init__(
        self, monitor: ViolationMonitor, now_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._monitor = monitor
        self._now_s = now_s
        self._processing = RateMeter()
        self._frames = 0
        self._dropped = 0
        self._latencies_ms: deque[float] = deque(maxlen=_LATENCY_FRAMES)

    def begin(self, info: SourceInfo) -> None:
        """Start measuring a source that was opened, or opened again after an outage."""
        self._info = info
        self._source = RateMeter()
        self._arrivals = ArrivalClock()
        self._dropped_seen: int | None = 0

    def skip_pause(self) -> None:
        """Do not count the frames that the source drops before the next one."""
        self._dropped_seen = None

    def frame_done(self, arrived: Arrived, started_s: float) -> None:
        """Add a frame whose preview has just been drawn.

        Args:
            arrived: The frame as it was read.
            started_s: Time at which its processing began, on the monotonic clock.
        """
        now_s = self._now_s()
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
        """Return the figures while these faces are in view; those not established are no people."""
        monitor = self._monitor
        faces = [face for face in faces if face.is_established]
        counts = Counter(face.label for face in faces)
        measured_fps = self._source.per_s if self._info.is_live else None
        return LiveStatistics(
            source_fps=self._info.fps if measured_fps is None else measured_fps,
            processing_fps=self._processing.per_s,
            latency_ms=sum(self._latencies_ms) / max(len(self._latencies_ms), 1),
            dropped=self._dropped,
            counts={label: counts[label] for label in MaskLabel},
            faces=tuple(
                FaceRow(face.track, face.label, face.label_confidence, face.age_s, face.box.height)
                for face in faces
            ),
            faces_followed=monitor.faces_followed,
            masked_share=monitor.masked_share,
            violations=monitor.violations,
            compliance=monitor.compliance,
        )
