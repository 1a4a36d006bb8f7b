"""Counting of people by the minute, for the figures that last."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from maskapp.live.session.track_numbers import GONE_AFTER_S
from maskapp.outputs.figures.records import Counts, MinuteFigures
from maskapp.outputs.violation_event import ViolationEvent
from maskapp.records import Face, MaskLabel

_LONGEST_STEP_S = 1.5
"""What is not seen for longer between two frames, as in an outage, was not watched."""
_REPORT_EVERY_S = 10.0
"""So much is lost at most if the program dies."""
_MINUTE_MS = 60_000
_parts = count(1)


@dataclass(slots=True)
class _Seen:
    """A track in the present minute.

    Attributes:
        is_established: Whether it counts, see `Face.is_established`.
        frames: Number of this minute's frames with each label.
        has_come: Whether it was counted as somebody who came, in an earlier minute.
        seen_s: Time at which it was last seen, and not merely predicted.
    """

    is_established: bool = False
    frames: Counter[MaskLabel] = field(default_factory=Counter)
    has_come: bool = False
    seen_s: float = 0.0

    def comes(self) -> bool:
        """Return whether it counts as somebody who comes in this minute."""
        is_clear = self.longest_confident() is not None
        return is_clear and not self.has_come and self.is_established

    def longest(self) -> MaskLabel:
        """Return the label of most frames."""
        return self.frames.most_common(1)[0][0]

    def longest_confident(self) -> MaskLabel | None:
        """Return the label of most frames except *uncertain*; None if there is no other."""
        ranked = (label for label, _ in self.frames.most_common())
        return next((label for label in ranked if label is not MaskLabel.UNCERTAIN), None)


class MinuteCollector:
    """A collector of the figures of one session. Its memory does not grow with time.

    Args:
        source: Display name of the source.
    """

    def __init__(self, source: str) -> None:
        self._source = source
        self._reported_as: str | None = None  # name in the figures of the present minute so far
        self._reported_s = 0.0
        self._part = next(_parts)
        self._seen: dict[int, _Seen] = {}
        self._left: list[_Seen] = []  # in the present minute
        self._minute: int | None = None
        self._time_s = 0.0
        self._watched_s = 0.0
        self._events = 0
        self._earlier: list[MinuteFigures] = []  # of events that began before the present minute

    def rename(self, source: str) -> None:
        """Count under another name from now on; what was reported before keeps the old one."""
        self._source = source

    def add(
        self,
        faces: Iterable[Face],
        time_s: float,
        at: datetime,
        new_events: Iterable[ViolationEvent] = (),
    ) -> list[MinuteFigures]:
        """Add the faces of the next frame.

        Args:
            faces: Each track once.
            time_s: The frame's time in the session; never goes back.
            at: Its clock time, timezone-aware; may go back when the clock is set.
            new_events: Violations that become events in this frame. They count in the minute in
                which they began, as in the snapshot log.

        Returns:
            The figures of the minute before, once a frame belongs to another one; those of the
            present minute so far, every ten seconds; else none.
        """
        if time_s - self._time_s > GONE_AFTER_S:
            self.forget(list(self._seen))
        minute = int(at.timestamp() // 60)
        is_renamed = self._reported_as not in (None, self._source)
        is_other = minute != self._minute or is_renamed
        finished = self.finish() if is_other else []
        if is_other:
            self._reported_s = time_s
        if self._minute is not None or finished:
            self._watched_s += min(max(0.0, time_s - self._time_s), _LONGEST_STEP_S)
        self._minute, self._time_s = minute, time_s
        self._count(faces)
        for event in new_events:
            self._count_event(event)
        if time_s - self._reported_s < _REPORT_EVERY_S:
            return finished
        self._reported_as, self._reported_s = self._source, time_s
        return [self._figures(minute)]

    def forget(self, tracks: Iterable[int]) -> None:
        """Let tracks leave: a face that comes under such a number counts again."""
        self._left += [self._seen.pop(track) for track in tracks if track in self._seen]

    def finish(self) -> list[MinuteFigures]:
        """Return the figures of the present minute so far, if it has any, and begin again.

        Those of events that began earlier follow.
        """
        if self._minute is None:
            return []
        figures = [self._figures(self._minute), *self._earlier]
        self._earlier.clear()
        self._seen = {
            track: _Seen(has_come=seen.has_come or seen.comes(), seen_s=seen.seen_s)
            for track, seen in self._seen.items()
        }
        self._left.clear()
        self._minute, self._watched_s, self._events = None, 0.0, 0
        self._reported_as, self._part = None, next(_parts)
        return figures

    def _count(self, faces: Iterable[Face]) -> None:
        """Add faces to those of the present minute, and let leave who is no longer seen."""
        for face in faces:
            if face.missed:
                continue  # it may have left in the minute before
            seen = self._seen.setdefault(face.track, _Seen())
            seen.frames[face.label] += 1
            seen.is_established |= face.is_established
            seen.seen_s = self._time_s
        # The same rule as that of the faces followed, see `ViolationMonitor`.
        now_s = self._time_s
        gone = [track for track, seen in self._seen.items() if now_s - seen.seen_s > GONE_AFTER_S]
        self.forget(gone)

    def _count_event(self, event: ViolationEvent) -> None:
        """Count an event in the minute in which it began, which may have been reported."""
        minute = int(event.started_at.timestamp() // 60)
        if minute == self._minute:
            self._events += 1
        else:  # not reported at once: only the newest part of a minute can be replaced
            figures = MinuteFigures(self._source, minute, Counts(events=1), next(_parts))
            self._earlier.append(figures)

    def _figures(self, minute: int) -> MinuteFigures:
        """Return the figures of the present minute so far."""
        in_view: Counter[MaskLabel] = Counter()
        came: Counter[MaskLabel] = Counter()
        for seen in (*self._seen.values(), *self._left):
            confident, comes = seen.longest_confident(), seen.comes()
            if confident is not None and comes:
                came[confident] += 1
            if seen.frames and (seen.has_come or comes):
                in_view[seen.longest()] += 1
        counts = Counts(
            masked=in_view[MaskLabel.WITH_MASK],
            bare=in_view[MaskLabel.WITHOUT_MASK],
            wrong=in_view[MaskLabel.INCORRECT_MASK],
            uncertain=in_view[MaskLabel.UNCERTAIN],
            came_masked=came[MaskLabel.WITH_MASK],
            came_bare=came[MaskLabel.WITHOUT_MASK],
            came_wrong=came[MaskLabel.INCORRECT_MASK],
            events=self._events,
            watched_ms=min(round(self._watched_s * 1000), _MINUTE_MS),
        )
        return MinuteFigures(self._reported_as or self._source, minute, counts, self._part)
