"""What is counted from the opening of a source on: people, violations, compliance."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from maskapp.records import Face, MaskLabel
from maskapp.settings import Settings

COMPLIANCE_POINTS = 600
"""The longest history that is kept."""

_FIRST_INTERVAL_S = 1.0
_FORGET_AFTER_S = 10.0  # longer than the tracker remembers a face that is not seen
_VIOLATIONS = (MaskLabel.WITHOUT_MASK, MaskLabel.INCORRECT_MASK)


@dataclass(slots=True)
class _Person:
    """One track.

    Attributes:
        seen_s: When it was last in view.
        sure: Its last label that was not *uncertain*.
        violating_s: For how long it has been bare or worn wrong.
        is_pictured: Whether an automatic snapshot shows its violation.
    """

    seen_s: float
    sure: MaskLabel | None = None
    violating_s: float = 0.0
    is_pictured: bool = False

    def add(self, label: MaskLabel, time_s: float) -> None:
        """Note the label of another frame.

        *Uncertain* neither ends nor prolongs a violation: a face that turns away for a
        moment has not put its mask on.
        """
        if label in _VIOLATIONS and self.sure in _VIOLATIONS:
            self.violating_s += max(0.0, time_s - self.seen_s)
        elif label is MaskLabel.WITH_MASK:
            self.violating_s = 0.0
        self.seen_s = time_s


class Session:
    """Counts over the tracks of one source. Its memory does not grow with time.

    Attributes:
        settings: When a face becomes a violation, and when that gives a snapshot.
        violations: How many faces of the newest frame are violations.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.violations = 0
        self._people: dict[int, _Person] = {}
        self._last_labels: Counter[MaskLabel] = Counter()
        self._next_snapshot_s = 0.0
        self._compliance = _ComplianceHistory()

    @property
    def people_seen(self) -> int:
        """How many tracks were judged surely at least once."""
        return self._last_labels.total()

    @property
    def masked_share(self) -> float | None:
        """Share of them, 0 to 1, whose last sure label is *with_mask*; None without any."""
        people = self.people_seen
        return self._last_labels[MaskLabel.WITH_MASK] / people if people else None

    @property
    def compliance(self) -> tuple[tuple[float, float], ...]:
        """(session time in seconds, share masked of the sure faces in view), oldest first."""
        return self._compliance.points

    def add(self, faces: Iterable[Face], time_s: float) -> bool:
        """Count the faces of the next frame.

        Args:
            faces: Each track once.
            time_s: The frame's time in the session; never goes back.

        Returns:
            Whether an automatic snapshot is due. It shows all violations of the frame, so
            that none of their tracks gives another one.
        """
        violating = []
        labels: Counter[MaskLabel] = Counter()
        for face in faces:
            labels[face.label] += 1
            person = self._note(face, time_s)
            is_long = person.violating_s >= self.settings.violation_after_s
            if face.label in _VIOLATIONS and is_long:
                violating.append(person)
        self.violations = len(violating)
        self._compliance.add(labels, time_s)
        self._forget_gone(time_s)
        return self._is_snapshot_due(violating, time_s)

    def _note(self, face: Face, time_s: float) -> _Person:
        person = self._people.setdefault(face.track, _Person(time_s))
        person.add(face.label, time_s)
        if face.label is not MaskLabel.UNCERTAIN and face.label is not person.sure:
            if person.sure is not None:
                self._last_labels[person.sure] -= 1
            self._last_labels[face.label] += 1
            person.sure = face.label
        return person

    def _forget_gone(self, time_s: float) -> None:
        gone = [
            track
            for track, person in self._people.items()
            if time_s - person.seen_s > _FORGET_AFTER_S
        ]
        for track in gone:
            del self._people[track]

    def _is_snapshot_due(self, violating: list[_Person], time_s: float) -> bool:
        if not self.settings.automatic_snapshots or time_s < self._next_snapshot_s:
            return False
        if all(person.is_pictured for person in violating):
            return False
        for person in violating:
            person.is_pictured = True
        self._next_snapshot_s = time_s + self.settings.violation_cooldown_s
        return True


class _ComplianceHistory:
    """Averages over equal intervals, which double whenever there are too many."""

    def __init__(self) -> None:
        self.points: tuple[tuple[float, float], ...] = ()
        self._interval_s = _FIRST_INTERVAL_S
        self._newest = 0
        self._sums: dict[int, tuple[int, int]] = {}  # by interval: masked, surely judged

    def add(self, labels: Mapping[MaskLabel, int], time_s: float) -> None:
        """Count one frame; the interval that it belongs to becomes a point when it is over."""
        if int(time_s // self._interval_s) != self._newest:
            self._make_points()
            self._newest = int(time_s // self._interval_s)
        sure = sum(labels.values()) - labels.get(MaskLabel.UNCERTAIN, 0)
        if sure:  # intervals in which nobody was seen leave a gap
            self._add_to(self._newest, labels.get(MaskLabel.WITH_MASK, 0), sure)

    def _add_to(self, interval: int, masked: int, sure: int) -> None:
        masked_before, sure_before = self._sums.get(interval, (0, 0))
        self._sums[interval] = (masked_before + masked, sure_before + sure)

    def _make_points(self) -> None:
        while len(self._sums) > COMPLIANCE_POINTS:  # gaps may take more than one turn
            self._interval_s *= 2
            finer, self._sums = self._sums, {}
            for interval, (masked, sure) in finer.items():
                self._add_to(interval // 2, masked, sure)
        self.points = tuple(
            ((interval + 0.5) * self._interval_s, masked / sure)
            for interval, (masked, sure) in self._sums.items()
        )
