"""What the checks of the snapshots' age have seen of the clock, which may be wrong."""

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime

from maskapp.outputs.snapshots.queries import as_ms

_LATEST_MS = as_ms(datetime.max.replace(tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class RetentionClock:
    """What the checks have seen of the clock; all times in milliseconds.

    Attributes:
        seen_ms: The latest that it said since its last jump, since 1970-01-01 UTC.
        counted_ms: The time that was seen to pass; begins as that of the clock.
        left_ms: What it said before its last jump; None if it is back there, or never jumped.
        left_counted_ms: The time counted until then.
    """

    seen_ms: int
    counted_ms: int
    left_ms: int | None = None
    left_counted_ms: int = 0

    @property
    def gap_ms(self) -> int:
        """By how much it has jumped; less than 0 if back."""
        if self.left_ms is None:
            return 0
        return self.seen_ms - self.left_ms - (self.counted_ms - self.left_counted_ms)

    def after(self, now_ms: int, step_ms: int) -> "RetentionClock":
        """Return what is known after another check.

        Args:
            now_ms: What it says now.
            step_ms: What is more is a jump, which is not counted.
        """
        passed_ms = now_ms - self.seen_ms
        if abs(passed_ms) <= step_ms:
            return RetentionClock(
                max(self.seen_ms, now_ms),  # what passes twice counts once
                self.counted_ms + max(0, passed_ms),
                self.left_ms,
                self.left_counted_ms,
            )
        if self.left_ms is not None:
            counted_ms = self.left_counted_ms + now_ms - self.left_ms
            if 0 <= counted_ms - self.counted_ms <= step_ms:  # it is where it would be without
                return RetentionClock(now_ms, counted_ms)
        return RetentionClock(now_ms, self.counted_ms, self.seen_ms, self.counted_ms)


def write_clock(connection: sqlite3.Connection, clock: RetentionClock) -> None:
    """Write what is known, in place of what was before."""
    connection.execute("DELETE FROM retention_clock")
    connection.execute(
        "INSERT INTO retention_clock VALUES (?, ?, ?, ?)",
        (clock.seen_ms, clock.counted_ms, clock.left_ms, clock.left_counted_ms),
    )


def parse_clock(row: tuple[object, ...]) -> RetentionClock | None:
    """Return what was known after the check before, unless somebody has changed it."""
    seen, counted, left, left_counted = (
        value if isinstance(value, int) and 0 <= value <= _LATEST_MS else None for value in row
    )
    if seen is None or counted is None:
        return None
    if left is None or left_counted is None:
        return RetentionClock(seen, counted)
    return RetentionClock(seen, counted, left, left_counted)
