"""The numbers at the top of the HTML report."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from maskapp.outputs.snapshots.records import Kind, Snapshot
from maskapp.records import MaskLabel


@dataclass(frozen=True, slots=True)
class Moment:
    """One snapshot as the chart counts it.

    Attributes:
        taken_at: Local time of the place where it was taken, naive.
        counts: Number of faces per label.
    """

    taken_at: datetime
    counts: Counter[MaskLabel]


@dataclass(slots=True)
class ReportSummary:
    """Counts over all snapshots of a report.

    Attributes:
        moments: One per snapshot, in the order of the report.
        faces: Number of faces per label.
        kinds: Number of snapshots per kind.
        sources: Number of snapshots per source.
    """

    moments: list[Moment] = field(default_factory=list)
    faces: Counter[MaskLabel] = field(default_factory=Counter)
    kinds: Counter[Kind] = field(default_factory=Counter)
    sources: Counter[str] = field(default_factory=Counter)

    def add(self, snapshot: Snapshot) -> None:
        """Count a snapshot."""
        counts = snapshot.counts()
        self.moments.append(Moment(snapshot.taken_at.replace(tzinfo=None), counts))
        self.faces += counts
        self.kinds[snapshot.kind] += 1
        self.sources[snapshot.source] += 1

    def period(self) -> tuple[datetime, datetime] | None:
        """Return the times of the first and the last snapshot; None without snapshots."""
        if not self.moments:
            return None
        times = [moment.taken_at for moment in self.moments]
        return min(times), max(times)
