"""The faces followed, their violations, and when a violation triggers a snapshot.

A person is a track here: somebody who leaves the view for longer than a moment and comes back is
counted again, since nobody is recognised by looks. What the window shows is therefore called faces
followed, not people.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from maskapp.live.compliance import ComplianceHistory
from maskapp.records import VIOLATION_LABELS, Face, MaskLabel
from maskapp.settings import Settings

_FORGET_AFTER_S = 10.0  # longer than a track lasts without its face
_LONGEST_STEP_S = 1.5
"""What is not seen for longer between two frames, as in an outage, extends no violation."""


@dataclass(slots=True)
class _Person:
    """The history of one track.

    Attributes:
        seen_s: Time at which it was last in view.
        confident_label: Its last label other than *uncertain*.
        violating_s: Time for which it has had a label that makes a violation.
        has_snapshot: Whether an automatic snapshot shows its present violation.
        next_snapshot_s: Time before which it triggers no other one.
    """

    seen_s: float
    confident_label: MaskLabel | None = None
    violating_s: float = 0.0
    has_snapshot: bool = False
    next_snapshot_s: float = 0.0

    def add(self, label: MaskLabel, time_s: float) -> None:
        """Add the label of another frame.

        *Uncertain* neither ends nor extends a violation: a face that turns away for a
        moment has not put its mask on.
        """
        if label in VIOLATION_LABELS and self.confident_label in VIOLATION_LABELS:
            self.violating_s += min(max(0.0, time_s - self.seen_s), _LONGEST_STEP_S)
        elif label is MaskLabel.WITH_MASK:
            self.violating_s = 0.0
            self.has_snapshot = False  # the next violation is another one
        self.seen_s = time_s


class ViolationMonitor:
    """A monitor of the tracks of one session. Its memory does not grow with time.

    Attributes:
        settings: When a track becomes a violation, and when that triggers a snapshot.
        violations: Number of faces in the newest frame that are violations.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.violations = 0
        self._people: dict[int, _Person] = {}
        self._last_labels: Counter[MaskLabel] = Counter()
        self._compliance = ComplianceHistory()

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

    def add(self, faces: Iterable[Face], time_s: float) -> bool:
        """Add the faces of the next frame.

        Args:
            faces: Each track once.
            time_s: The frame's time in the session; never goes back.

        Returns:
            Whether an automatic snapshot is due. It shows all violations of the frame, so none of
            these tracks needs another one until its mask was on; and then not before the pause of
            the settings, which each track has for itself.
        """
        violating = []
        labels: Counter[MaskLabel] = Counter()
        for face in faces:
            labels[face.label] += 1
            person = self._update_person(face, time_s)
            is_long = person.violating_s >= self.settings.violation_after_s
            if face.label in VIOLATION_LABELS and is_long:
                violating.append(person)
        self.violations = len(violating)
        self._compliance.add(labels, time_s)
        self._forget_gone(time_s)
        return self._is_snapshot_due(violating, time_s)

    def _update_person(self, face: Face, time_s: float) -> _Person:
        person = self._people.setdefault(face.track, _Person(time_s))
        person.add(face.label, time_s)
        if face.label is not MaskLabel.UNCERTAIN and face.label is not person.confident_label:
            if person.confident_label is not None:
                self._last_labels[person.confident_label] -= 1
            self._last_labels[face.label] += 1
            person.confident_label = face.label
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
        if not self.settings.automatic_snapshots:
            return False
        if all(each.has_snapshot or time_s < each.next_snapshot_s for each in violating):
            return False
        for person in violating:
            person.has_snapshot = True
            person.next_snapshot_s = time_s + self.settings.violation_cooldown_s
        return True
