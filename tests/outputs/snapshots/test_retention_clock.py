import sqlite3

import pytest

from maskapp.outputs.snapshots.retention_clock import RetentionClock, parse_clock, write_clock
from maskapp.outputs.snapshots.schema import migrate

DAY_MS = 86_400_000
STEP_MS = 5 * DAY_MS
BEGUN = RetentionClock(100 * DAY_MS, 100 * DAY_MS)


def after(*days: int) -> RetentionClock:
    clock = BEGUN
    for day in days:
        clock = clock.after(day * DAY_MS, STEP_MS)
    return clock


def test_time_that_passes_counts_once() -> None:
    assert after(102) == RetentionClock(102 * DAY_MS, 102 * DAY_MS)
    assert after(102, 101, 102) == after(102)


def test_a_jump_is_not_counted_until_the_clock_is_back() -> None:
    ahead = after(500)
    assert (ahead.counted_ms, ahead.gap_ms) == (BEGUN.counted_ms, 400 * DAY_MS)
    assert after(500, 503).counted_ms == 103 * DAY_MS
    assert after(500, 102) == after(102)
    assert after(50).gap_ms == -50 * DAY_MS


@pytest.mark.parametrize("clock", [BEGUN, after(500), after(50, 51)])
def test_it_is_read_as_it_was_written(tmp_path, clock) -> None:
    with sqlite3.connect(tmp_path / "log", isolation_level=None) as connection:
        migrate(connection, is_shared=False)
        for each in (BEGUN, clock):
            write_clock(connection, each)
        (row,) = connection.execute("SELECT * FROM retention_clock").fetchall()
    connection.close()
    assert parse_clock(row) == clock


@pytest.mark.parametrize(
    "row", [(None, 1, 1, 1), ("x", 1, 1, 1), (1, -1, 1, 1), (1, 1 << 60, 1, 1)]
)
def test_what_somebody_has_changed_is_not_used(row) -> None:
    assert parse_clock(row) is None


def test_a_jump_that_cannot_be_read_is_none() -> None:
    assert parse_clock((5, 6, "x", 7)) == RetentionClock(5, 6)
