"""The faces followed, their violations, and the events that these make.

A person is a track here: somebody who leaves the view for longer than a moment and comes back is
counted again, since nobody is recognised by looks. What the window shows is therefore called faces
followed, not people.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from maskapp.live.compliance import ComplianceHistory
from maskapp.live.session.track_numbers import MOMENT_S
from maskapp.outputs.violation_event import EventEnding, ViolationEvent
from maskapp.records import VIOLATION_LABELS, Face, MaskLabel
from maskapp.settings.settings import Settings

GONE_AFTER_S = MOMENT_S + 1.0
"""A track that is not seen for so long has left: its number does not come back."""
_LONGEST_STEP_S = 1.5
"""What is not seen for longer between two frames, as in an outage, extends no violation."""
_PUT_ON_AFTER_S = 0.6
"""Time for which a mask has to be seen before it was put on. Somebody who turns away to leave can
look masked in the last moment."""


@dataclass(slots=True)
class _Person:
    """The history of one track.

    Attributes:
        number: The track's number.
        seen_s: Time at which it was last seen, and not merely predicted.
        is_established: Whether it counts, see `Face.is_established`.
        confident_label: Its last label other than *uncertain*.
        counted: The label under which it is counted; None until it is.
        started: Session time and clock time at which it first had a label that makes a violation,
            since its mask was last on; None while it has had none.
        violated_s: Time at which it was last seen with such a label.
        masked_s: Time since which its mask has been seen; None while there is no violation that it
            could end.
        violating: Time for which it has had each such label since then.
        is_event: Whether its present violation is an event.
        next_event_s: Time before which no violation that has had such a label longest becomes
            another event.
        pause_ends_s: Time at which the pause after its last event ends.
    """

    number: int
    seen_s: float
    is_established: bool = False
    confident_label: MaskLabel | None = None
    counted: MaskLabel | None = None
    started: tuple[float, datetime] | None = None
    violated_s: float = 0.0
    masked_s: float | None = None
    violating: dict[MaskLabel, float] = field(default_factory=dict)
    is_event: bool = False
    next_event_s: dict[MaskLabel, float] = field(default_factory=dict)
    pause_ends_s: float = 0.0

    def add(self, label: MaskLabel, time_s: float, at: datetime) -> None:
        """Add the label of another frame in which it is seen.

        *Uncertain* neither ends nor extends a violation: a face that turns away for a
        moment has not put its mask on.
        """
        if label in VIOLATION_LABELS:
            if self.confident_label in VIOLATION_LABELS:
                step_s = min(max(0.0, time_s - self.seen_s), _LONGEST_STEP_S)
                self.violating[label] = self.violating.get(label, 0.0) + step_s
            if self.started is None:
                self.started = (time_s, at)
            self.violated_s = time_s
            self.masked_s = None
        elif label is MaskLabel.WITH_MASK and self.started and self.masked_s is None:
            self.masked_s = time_s
        self.seen_s = time_s

    def put_on(self) -> list[ViolationEvent]:
        """End its violation if its mask has been seen for long enough; return the ended event."""
        if self.masked_s is None or self.seen_s - self.masked_s < _PUT_ON_AFTER_S:
            return []
        ended = []
        if self.is_event:
            ended.append(self.event(self.masked_s, EventEnding.PUT_ON))
            self.next_event_s[self.longest_label] = self.pause_ends_s  # it may have changed
        self.started = self.masked_s = None
        self.violating.clear()
        self.is_event = False  # the next violation is another one
        return ended

    @property
    def longest_label(self) -> MaskLabel:
        """The label that its present violation has had longest."""
        return max(self.violating, key=self.violating.__getitem__)

    def event(self, until_s: float, ending: EventEnding | None = None) -> ViolationEvent:
        """Return its present violation as an event that lasts until a time."""
        assert self.started is not None
        started_s, at = self.started
        length_s = until_s - started_s
        return ViolationEvent(self.number, self.longest_label, at, length_s, ending, started_s)


@dataclass(frozen=True, slots=True)
class RunningViolation:
    """What has lasted since the first label of a violation, as long as the mask is not on again.

    Attributes:
        person: Number of the face followed.
        label: Its last label other than *uncertain*; *with mask* in the moment until it is clear
            that the mask was put on.
        started_at: When it first had a label of a violation, timezone-aware.
        length_s: Time since then.
        lasted_s: Time for which it has had each label of a violation since then.
        unseen_s: Time since it was last seen with one.
        is_event: Whether it is an event.
    """

    person: int
    label: MaskLabel
    started_at: datetime
    length_s: float
    lasted_s: Mapping[MaskLabel, float]
    unseen_s: float
    is_event: bool


@dataclass(frozen=True, slots=True)
class EventChanges:
    """What a frame changes in the events of a session.

    Attributes:
        began: Violations that have now lasted long enough.
        ended: Events that are over; each is reported once.
    """

    began: tuple[ViolationEvent, ...] = ()
    ended: tuple[ViolationEvent, ...] = ()


class ViolationMonitor:
    """A monitor of the tracks of one session. Its memory does not grow with time.

    Attributes:
        settings: When a track becomes a violation, and how soon it may become one again.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._people: dict[int, _Person] = {}
        self._time_s = 0.0
        self._violating: set[int] = set()  # in the newest frame
        self._last_labels: Counter[MaskLabel] = Counter()
        self._compliance = ComplianceHistory()

    @property
    def violations(self) -> int:
        """Number of faces in the newest frame that are violations."""
        return len(self._violating)

    @property
    def faces_followed(self) -> int:
        """Number of tracks that were confidently labelled at least once."""
        return self._last_labels.total()

    @property
    def masked_share(self) -> float | None:
        """Share of these whose last confident label is *with mask*, 0 to 1; None without any."""
        followed = self.faces_followed
        return self._last_labels[MaskLabel.WITH_MASK] / followed if followed else None

    @property
    def compliance(self) -> tuple[tuple[float, float], ...]:
        """See `ComplianceHistory.points`."""
        return self._compliance.points

    @property
    def unmasked(self) -> frozenset[int]:
        """The tracks that have had a label of a violation since their mask was last on."""
        return frozenset(
            person.number for person in self._people.values() if person.started is not None
        )

    @property
    def ongoing(self) -> tuple[ViolationEvent, ...]:
        """The events that go on, as far as they have got."""
        return tuple(
            person.event(person.violated_s) for person in self._people.values() if person.is_event
        )

    @property
    def running(self) -> tuple[RunningViolation, ...]:
        """The violations of the newest frame, from their first moment on."""
        return tuple(
            RunningViolation(
                person.number,
                person.confident_label,
                person.started[1],
                self._time_s - person.started[0],
                dict(person.violating),
                self._time_s - person.violated_s,
                person.is_event,
            )
            for person in self._people.values()
            if person.is_established and person.started is not None
            if person.confident_label is not None
        )

    def add(self, faces: Iterable[Face], time_s: float, at: datetime) -> EventChanges:
        """Add the faces of the next frame.

        A violation that has lasted for the time of the settings becomes an event: one for each
        track until its mask was on, and then one of the same kind not before the pause of the
        settings. A face that the detector has missed is shown for a moment, but may have left: such
        frames extend nothing.

        Args:
            faces: Each track once.
            time_s: The frame's time in the session; never goes back.
            at: Its clock time, timezone-aware.
        """
        began: list[ViolationEvent] = []
        ended: list[ViolationEvent] = []
        if time_s - self._time_s > GONE_AFTER_S:
            ended += self.finish()
        self._time_s = time_s
        labels: Counter[MaskLabel] = Counter()
        self._violating.clear()
        for face in faces:
            person = self._people.setdefault(face.track, _Person(face.track, time_s))
            person.is_established |= face.is_established
            labels[face.label] += person.is_established
            if not face.missed:
                self._update(person, face.label, at)
                if face.label is MaskLabel.WITH_MASK:
                    ended += person.put_on()
            if self._is_violation(person, face.label):
                self._violating.add(person.number)
                if not face.missed and self._is_due(person):
                    began.append(self._begin(person))
        self._compliance.add(labels, time_s)
        ended += self._forget_gone()
        return EventChanges(tuple(began), tuple(ended))

    def forget(self, tracks: Iterable[int]) -> tuple[ViolationEvent, ...]:
        """Forget tracks that no longer count, as if they had left; return their events."""
        ended = []
        for person in [self._people.pop(track) for track in tracks if track in self._people]:
            self._violating.discard(person.number)
            if person.is_event:
                ended.append(person.event(person.violated_s, EventEnding.LEFT))
        return tuple(ended)

    def finish(self) -> tuple[ViolationEvent, ...]:
        """End all events, because the source has ended or was away for long."""
        ended = []
        for person in self._people.values():
            if person.is_event:
                has_left = self._time_s - person.seen_s > _LONGEST_STEP_S
                ending = EventEnding.LEFT if has_left else EventEnding.SOURCE_ENDED
                ended.append(person.event(person.violated_s, ending))
        self._people.clear()
        return tuple(ended)

    def _update(self, person: _Person, label: MaskLabel, at: datetime) -> None:
        person.add(label, self._time_s, at)
        if label is not MaskLabel.UNCERTAIN:
            person.confident_label = label
        newest = person.confident_label
        if newest is None or newest is person.counted or not person.is_established:
            return
        if person.counted is not None:
            self._last_labels[person.counted] -= 1
        self._last_labels[newest] += 1
        person.counted = newest

    def _is_violation(self, person: _Person, label: MaskLabel) -> bool:
        is_long = sum(person.violating.values()) >= self.settings.violation_after_s
        return person.is_established and label in VIOLATION_LABELS and is_long

    def _is_due(self, person: _Person) -> bool:
        """Return whether a violation is to become an event now."""
        next_event_s = person.next_event_s.get(person.longest_label, 0.0)
        return not person.is_event and self._time_s >= next_event_s

    def _begin(self, person: _Person) -> ViolationEvent:
        person.is_event = True
        person.pause_ends_s = self._time_s + self.settings.violation_cooldown_s
        person.next_event_s[person.longest_label] = person.pause_ends_s
        return person.event(self._time_s)

    def _forget_gone(self) -> list[ViolationEvent]:
        """Forget the tracks that have left; return the events that this ends."""
        gone = [one for one in self._people.values() if self._time_s - one.seen_s > GONE_AFTER_S]
        for person in gone:
            del self._people[person.number]
        return [one.event(one.violated_s, EventEnding.LEFT) for one in gone if one.is_event]
