"""Removal of snapshots beyond the limits on age and total size."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from maskapp.outputs.snapshots.log import SnapshotLog
from maskapp.outputs.snapshots.queries import LISTED, as_ms

_JUMP = timedelta(days=30)
"""A clock that is further ahead of its last known time may be wrong, so it removes nothing yet."""
_HOLD = timedelta(days=7)
"""For so long; the message leaves time to correct the clock."""


@dataclass(frozen=True, slots=True)
class RetentionResult:
    """The outcome of `apply_retention`.

    Attributes:
        removed: Number of snapshots that were removed permanently.
        held: Number of snapshots over the age that are kept, since the clock may be wrong.
        held_until: The time until which they are kept; None if none is.
    """

    removed: int = 0
    held: int = 0
    held_until: datetime | None = None


def apply_retention(log: SnapshotLog, days: int, megabytes: int, now: datetime) -> RetentionResult:
    """Permanently remove snapshots beyond the limits, oldest first, but never the latest one.

    The order is that in which they were added: times are wrong after the clock was. Nothing is
    removed while there is no picture at all, since their disk may not be connected.

    Args:
        log: The log.
        days: Maximum age; 0 for no limit.
        megabytes: Maximum size of all pictures together, in units of 10⁶ bytes; 0 for no limit.
        now: Timezone-aware.
    """
    held_until = _held_until(log, now)
    if not log.pictures.has_any():
        return RetentionResult()
    old = _too_old(log, as_ms(now - timedelta(days=days))) if days else set()
    large = _too_large(log, megabytes * 1_000_000) if megabytes else set()
    held = old - large if held_until else set()
    removed = (old | large) - held
    if removed:
        log.remove(sorted(removed))
    return RetentionResult(len(removed), len(held), held_until if held else None)


def _too_old(log: SnapshotLog, limit_ms: int) -> set[int]:
    rows = log.database.rows(
        f"SELECT id FROM snapshots WHERE {LISTED} AND taken_at_ms < ?"
        f" AND id <> (SELECT max(id) FROM snapshots WHERE {LISTED})",
        limit_ms,
    )
    return {row[0] for row in rows}


def _too_large(log: SnapshotLog, limit_bytes: int) -> set[int]:
    rows = log.database.rows(
        "SELECT id FROM (SELECT id, row_number() OVER latest_first AS place,"
        " sum(size_bytes) OVER latest_first AS total_bytes"
        f" FROM snapshots WHERE {LISTED}"
        " WINDOW latest_first AS (ORDER BY id DESC ROWS UNBOUNDED PRECEDING))"
        " WHERE place > 1 AND total_bytes > ?",
        limit_bytes,
    )
    return {row[0] for row in rows}


def _held_until(log: SnapshotLog, now: datetime) -> datetime | None:
    """Note the time, and return until when the clock is not trusted; None if it is."""
    now_ms, hold_ms = as_ms(now), _HOLD // timedelta(milliseconds=1)
    seen_ms, jumped_ms = _known_times(log)
    if seen_ms is not None and now_ms - seen_ms > _JUMP // timedelta(milliseconds=1):
        jumped_ms = now_ms
    elif jumped_ms is not None and not jumped_ms <= now_ms < jumped_ms + hold_ms:
        jumped_ms = None  # corrected, or seen and accepted
    with log.database.transaction() as connection:
        connection.execute("DELETE FROM retention_clock")
        connection.execute("INSERT INTO retention_clock VALUES (?, ?)", (now_ms, jumped_ms))
    return None if jumped_ms is None else now + timedelta(milliseconds=jumped_ms + hold_ms - now_ms)


def _known_times(log: SnapshotLog) -> tuple[int | None, int | None]:
    """Return the clock at the latest check, and when it had jumped; None for unknown."""
    rows = log.database.rows("SELECT seen_ms, jumped_ms FROM retention_clock LIMIT 1")
    seen_ms, jumped_ms = rows[0] if rows else (None, None)
    if not isinstance(seen_ms, int):
        # The first check: the latest snapshot was the last thing that is known to have happened.
        ((seen_ms,),) = log.database.rows(f"SELECT max(taken_at_ms) FROM snapshots WHERE {LISTED}")
    return seen_ms, jumped_ms if isinstance(jumped_ms, int) else None
