"""What pages and programs ask the snapshot log for; each function runs in the log's thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException

from maskapp.outputs.export.figures_csv import figures_csv
from maskapp.outputs.figures.period import Period
from maskapp.outputs.figures.period_figures import PeriodFigures, read_period
from maskapp.outputs.figures.reading import FiguresReader
from maskapp.outputs.snapshots.log import SnapshotLog
from maskapp.outputs.snapshots.records import Snapshot, SnapshotFilter
from maskapp.web.answers import logged_event
from maskapp.web.log.snapshot_json import clip_address, picture_address

_CHUNK = 100


@dataclass(frozen=True, slots=True)
class SnapshotPage:
    """Some of the snapshots that pass a filter, newest first.

    Attributes:
        snapshots: The snapshots.
        total: How many pass the filter.
        sources: The names of all sources.
        unreadable: How many entries cannot be read.
    """

    snapshots: Sequence[Snapshot] = ()
    total: int = 0
    sources: Sequence[str] = ()
    unreadable: int = 0


@dataclass(frozen=True, slots=True)
class Neighbours:
    """A snapshot between the others that pass a filter.

    Attributes:
        snapshot: The snapshot; None if there is none of its id.
        newer: Id of the next newer one; None for the newest.
        older: Id of the next older one; None for the oldest.
        newer_count: How many of them are newer.
    """

    snapshot: Snapshot | None = None
    newer: int | None = None
    older: int | None = None
    newer_count: int = 0


def snapshot_page(log: SnapshotLog, wanted: SnapshotFilter, first: int, most: int) -> SnapshotPage:
    """Return snapshots, newest first.

    Args:
        log: The log.
        wanted: The filter.
        first: How many newer ones are left out.
        most: The most to return.
    """
    ids = log.find(wanted)
    shown = log.read(ids[first : first + most])
    return SnapshotPage(shown, len(ids), log.sources(), len(log.unreadable))


def snapshots_before(
    log: SnapshotLog, wanted: SnapshotFilter, before: int | None, most: int
) -> list[Snapshot]:
    """Return the snapshots that follow one in the list, newest first.

    Args:
        log: The log.
        wanted: The filter.
        before: Id of that snapshot; None to begin with the newest.
        most: The most to return.
    """
    ids = log.find(wanted)
    if before is not None:
        # It may have been deleted since: those added before it are older.
        ids = ids[ids.index(before) + 1 :] if before in ids else [i for i in ids if i < before]
    return log.read(ids[:most])


def snapshot_of(log: SnapshotLog, snapshot_id: int) -> Snapshot | None:
    """Return a snapshot; None if there is none of this id."""
    return next(iter(log.read([snapshot_id])), None)


def with_clip(log: SnapshotLog, snapshot_id: int) -> tuple[Snapshot, Path] | None:
    """Return a snapshot and the file of its clip; None if there is none."""
    snapshot = snapshot_of(log, snapshot_id)
    if snapshot is None or snapshot.clip is None:
        return None
    return snapshot, snapshot.clip


def neighbours(log: SnapshotLog, snapshot_id: int, wanted: SnapshotFilter) -> Neighbours:
    """Return a snapshot and those beside it in the list of a filter; none if it does not pass."""
    ids = log.find(wanted)
    snapshot = snapshot_of(log, snapshot_id)
    if snapshot_id not in ids:
        return Neighbours(snapshot)
    place = ids.index(snapshot_id)
    return Neighbours(
        snapshot,
        ids[place - 1] if place else None,
        ids[place + 1] if place + 1 < len(ids) else None,
        place,
    )


def newest_events(log: SnapshotLog, most: int) -> list[dict[str, Any]]:
    """Return the newest violations as JSON values, newest first."""
    ids = log.find(SnapshotFilter(kind="automatic"))
    events: list[dict[str, Any]] = []
    for start in range(0, len(ids), _CHUNK):
        for snapshot in log.read(ids[start : start + _CHUNK]):
            if snapshot.event is not None:
                picture = picture_address(snapshot)
                event = logged_event(snapshot.event, snapshot.source, picture)
                events.append({**event, "clip": clip_address(snapshot)})
        if len(events) >= most:
            break
    return events[:most]


def period_figures(log: SnapshotLog, period: Period, source: str | None) -> PeriodFigures:
    """Return the figures of a period.

    Raises:
        HTTPException: No source has this name (404).
    """
    reader = FiguresReader(log.database)
    if source is not None and source not in reader.sources():
        raise HTTPException(404, f'There are no figures of a source called "{source}"')
    return read_period(reader, period, source, datetime.now().astimezone())


def figures_table(log: SnapshotLog, period: Period, source: str | None) -> bytes:
    """Return the figures of a period as a CSV table."""
    hours = FiguresReader(log.database).hours(period.since, period.until, source)
    return b"".join(figures_csv(hours))
