"""Removal of snapshots beyond the limits on age and total size.

The clock may be wrong, so an age is the time that was seen to pass since a snapshot came; see
DECISIONS.md, "A snapshot's age is the time that was seen to pass".
"""

import contextlib
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from maskapp.errors import SnapshotLogFullError
from maskapp.outputs.snapshots.log import SnapshotLog
from maskapp.outputs.snapshots.queries import READABLE, as_ms
from maskapp.outputs.snapshots.retention_clock import RetentionClock, parse_clock, write_clock

_DAY_MS = 86_400_000
_LARGEST_STEP_DAYS, _SMALLEST_STEP_DAYS = 30.0, 0.75
"""The clock may move by so much between two checks: at least a night, at most a month."""


@dataclass(frozen=True, slots=True)
class RetentionResult:
    """The outcome of `apply_retention`.

    Attributes:
        removed: Number of snapshots that were removed permanently.
        held: Number of snapshots over the age that are kept, since the clock may be wrong.
        held_until: The time until which they are kept at most; None if none is.
    """

    removed: int = 0
    held: int = 0
    held_until: datetime | None = None


def _step_ms(days: int) -> int:
    """Return by how much the clock may move between two checks: by half of the maximum age.

    So one that is wrong by less takes no more than half of its time from a snapshot (18 hours of a
    day).
    """
    step_days = max(_SMALLEST_STEP_DAYS, days / 2) if days else _LARGEST_STEP_DAYS
    return round(min(_LARGEST_STEP_DAYS, step_days) * _DAY_MS)


def apply_retention(log: SnapshotLog, days: int, megabytes: int, now: datetime) -> RetentionResult:
    """Permanently remove snapshots beyond the limits, and deleted ones after an hour.

    Call this every hour, too: a clock that is not looked at for long seems to have jumped. By size,
    deleted ones go first, then those that were added first, and the latest one stays. Nothing is
    removed while there is no picture at all, since their disk may not be connected. The log's
    reserve is made again once there is room.

    Args:
        log: The log.
        days: Maximum age; 0 for no limit.
        megabytes: Maximum size of all pictures together, in units of 10⁶ bytes; 0 for no limit.
        now: Timezone-aware.
    """
    result = _apply(log, days, megabytes, now)
    log.database.reserve.keep()
    return result


def _apply(log: SnapshotLog, days: int, megabytes: int, now: datetime) -> RetentionResult:
    now_ms, age_ms = as_ms(now), days * _DAY_MS
    clock = _checked_clock(log, now_ms, _step_ms(days))
    if not log.pictures.has_any():
        return RetentionResult()
    old = _ids(log, "counted_ms < ?", clock.counted_ms - age_ms) if days else set()
    large = _too_large(log, megabytes * 1_000_000) if megabytes else set()
    removed = old | large
    deleted = _ids(log, "deleted_at_ms > ?", -1)
    # In both directions: the clock may have been wrong when they were deleted.
    final = _ids(log, "abs(? - deleted_at_ms) > 3600000", now_ms)
    remaining_ms = age_ms - (clock.counted_ms - clock.left_counted_ms)
    held: set[int] = set()
    if days and clock.gap_ms > 0 and remaining_ms > 0:
        held = _ids(log, "taken_at_ms < ?", now_ms - age_ms) - removed - deleted
    if removed | final:
        log.remove(sorted(removed | final))
    number = len(removed - deleted)
    if not held:
        return RetentionResult(number)
    return RetentionResult(number, len(held), now + timedelta(milliseconds=remaining_ms))


def _ids(log: SnapshotLog, condition: str, value: int) -> set[int]:
    rows = log.database.rows(f"SELECT id FROM snapshots WHERE {READABLE} AND {condition}", value)
    return {row[0] for row in rows}


def _too_large(log: SnapshotLog, limit_bytes: int) -> set[int]:
    total = f"SELECT total(size_bytes) FROM snapshots WHERE {READABLE}"
    if log.database.rows(total)[0][0] <= limit_bytes:  # ten times as fast as to sort them
        return set()
    rows = log.database.rows(
        "SELECT id FROM (SELECT id, row_number() OVER latest_first AS place,"
        " sum(size_bytes) OVER latest_first AS total_bytes"
        f" FROM snapshots WHERE {READABLE} WINDOW latest_first AS"
        " (ORDER BY deleted_at_ms IS NOT NULL, id DESC ROWS UNBOUNDED PRECEDING))"
        " WHERE place > 1 AND total_bytes > ?",
        limit_bytes,
    )
    return {row[0] for row in rows}


def _checked_clock(log: SnapshotLog, now_ms: int, step_ms: int) -> RetentionClock:
    """Note what the clock says, and which snapshots have come; return what is known of it."""
    rows = log.database.rows(
        "SELECT seen_ms, counted_ms, left_ms, left_counted_ms FROM retention_clock LIMIT 1"
    )
    written = parse_clock(rows[0]) if rows else None
    if written is None:
        return _started_clock(log, now_ms, step_ms)
    before = log.database.unwritten_clock or written
    if before.counted_ms < written.counted_ms:  # another program could write
        before = written
    clock = before.after(now_ms, step_ms)
    try:
        with log.database.transaction() as connection:
            write_clock(connection, clock)
            _count_snapshots(connection, before, clock, now_ms, step_ms)
    except SnapshotLogFullError:  # what is over the limits is removed all the same, to make room
        log.database.unwritten_clock = clock
    else:
        log.database.unwritten_clock = None
    return clock


def _count_snapshots(
    connection: sqlite3.Connection,
    before: RetentionClock,
    clock: RetentionClock,
    now_ms: int,
    step_ms: int,
) -> None:
    # Of two jumps ahead in a row, one may be an error: the smaller one has passed in any case.
    jumps_ms = (before.gap_ms, now_ms - before.seen_ms)
    if clock.left_ms == before.seen_ms and min(jumps_ms) > 0:
        connection.execute(
            "UPDATE snapshots SET counted_ms = max(0, counted_ms - ?) WHERE counted_ms <= ?",
            (min(jumps_ms), before.left_counted_ms),
        )
    # What seems to be older has come just now: it may be from a clock that was behind. Nothing
    # that comes after a jump counts as there before it.
    first_ms = 0 if clock.left_ms is None else clock.left_counted_ms + 1
    connection.execute(
        "UPDATE snapshots SET counted_ms = max(?4, ?1 -"
        " CASE WHEN ?2 - taken_at_ms BETWEEN 0 AND ?3 THEN ?2 - taken_at_ms ELSE 0 END)"
        " WHERE counted_ms IS NULL OR counted_ms NOT BETWEEN 0 AND ?1 + 1",
        (clock.counted_ms, now_ms, step_ms, first_ms),
    )


def _started_clock(log: SnapshotLog, now_ms: int, step_ms: int) -> RetentionClock:
    """Begin to count; the dates of the snapshots stand for the checks that there were none of.

    From one to the next at most `step_ms` count, since one of them may be wrong.
    """
    clock = RetentionClock(now_ms, now_ms)
    later_ms = counted_ms = now_ms
    counts = []
    rows = f"SELECT id, taken_at_ms FROM snapshots WHERE {READABLE} ORDER BY id DESC"
    for snapshot_id, taken_at_ms in log.database.rows(rows):
        counted_ms -= min(max(0, later_ms - taken_at_ms), step_ms)
        later_ms = min(later_ms, taken_at_ms)
        counts.append((max(0, counted_ms), snapshot_id))
    with contextlib.suppress(SnapshotLogFullError), log.database.transaction() as connection:
        write_clock(connection, clock)
        connection.executemany("UPDATE snapshots SET counted_ms = ? WHERE id = ?", counts)
    return clock
