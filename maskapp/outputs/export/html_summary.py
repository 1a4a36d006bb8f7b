"""The numbers of the snapshots in the HTML report."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

from maskapp.outputs.snapshots.records import Kind, Snapshot


@dataclass(slots=True)
class ReportSummary:
    """Counts over all snapshots of a report.

    The labels of their faces are not among them: snapshots are taken of violations, so that they
    say nothing about how many people wear a mask.

    Attributes:
        times: When each was taken, in the order of the report; local time of the place, naive.
        kinds: Number of snapshots per kind.
        events: Number of snapshots of events.
        sources: Number of snapshots per source.
    """

    times: list[datetime] = field(default_factory=list)
    kinds: Counter[Kind] = field(default_factory=Counter)
    events: int = 0
    sources: Counter[str] = field(default_factory=Counter)

    def add(self, snapshot: Snapshot) -> None:
        """Count a snapshot."""
        self.times.append(snapshot.taken_at.replace(tzinfo=None))
        self.kinds[snapshot.kind] += 1
        self.events += snapshot.event is not None
        self.sources[snapshot.source] += 1

    def period(self) -> tuple[datetime, datetime] | None:
        """Return the times of the first and the last snapshot; None without snapshots."""
        return (min(self.times), max(self.times)) if self.times else None

    def days(self) -> tuple[date, date] | None:
        """Return the days of the first and the last snapshot; None without snapshots."""
        period = self.period()
        return None if period is None else (period[0].date(), period[1].date())
