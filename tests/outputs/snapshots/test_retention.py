from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from maskapp.outputs.snapshots.log import SnapshotLog
from maskapp.outputs.snapshots.retention import RetentionResult, apply_retention

NOW = datetime(2026, 5, 17, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def removed(log, days, megabytes, now=NOW):
    return apply_retention(log, days, megabytes, now).removed


def test_by_days(log, make_snapshot):
    ids = [log.add(make_snapshot(taken_at=NOW - age * DAY)) for age in (10, 8, 6)]
    assert removed(log, 0, 0) == 0
    assert removed(log, 7, 0) == 2
    assert log.find() == [ids[2]]
    assert len(list(log.pictures.folder.iterdir())) == 2


def add_large(log, make_snapshot, taken_at):
    noise = np.random.default_rng(1).integers(0, 255, (900, 900, 3), np.uint8)
    new = make_snapshot(taken_at=taken_at)
    new.annotated.resize(noise.shape, refcheck=False)
    new.annotated[:] = noise
    return log.add(new)


def test_by_size_removes_the_oldest(log, make_snapshot):
    ids = [
        add_large(log, make_snapshot, NOW - timedelta(minutes=minutes)) for minutes in (3, 2, 1, 0)
    ]
    size = log.pictures.size_bytes(log.read(ids)[0].annotated.stem)
    assert 500_000 < size < 1_000_000
    assert removed(log, 0, 2) == 4 - 2_000_000 // size
    assert log.find() == [ids[3], ids[2]]
    assert removed(log, 0, 1) == 1


def test_the_latest_is_never_removed(log, make_snapshot):
    log.add(make_snapshot(taken_at=NOW - 21 * DAY))
    latest = log.add(make_snapshot(taken_at=NOW - 20 * DAY))
    assert removed(log, 1, 0) == 1
    assert log.find() == [latest]


@pytest.mark.parametrize("years", [1, 20, 500])
def test_a_clock_far_ahead_removes_nothing_at_once(folder, log, make_snapshot, years):
    ids = [log.add(make_snapshot(taken_at=NOW - age * DAY)) for age in (2, 1, 0)]
    assert removed(log, 30, 0) == 0
    ahead = NOW + 365 * years * DAY
    result = apply_retention(log, 30, 0, ahead)
    assert result == RetentionResult(0, 2, ahead + 7 * DAY)
    wrong = log.add(make_snapshot(taken_at=ahead))  # as long as the clock is wrong
    with SnapshotLog(folder) as again:  # and at the next starts
        assert removed(again, 30, 0, ahead + 3 * DAY) == 0
        assert removed(again, 30, 0, NOW + DAY) == 0  # corrected
        assert removed(again, 30, 0, NOW + 6 * DAY) == 0
        assert set(again.find()) == {*ids, wrong}


def test_a_clock_that_stays_ahead_is_believed_in_the_end(log, make_snapshot):
    for age in (2, 1, 0):
        log.add(make_snapshot(taken_at=NOW - age * DAY))
    removed(log, 30, 0)
    ahead = NOW + 60 * DAY  # the program was not used for long
    assert removed(log, 30, 0, ahead) == 0
    assert removed(log, 30, 0, ahead + 6 * DAY) == 0
    result = apply_retention(log, 30, 0, ahead + 7 * DAY)
    assert result == RetentionResult(2)


def test_a_clock_set_back_removes_nothing_new(log, make_snapshot):
    first = add_large(log, make_snapshot, NOW + 3650 * DAY)
    latest = add_large(log, make_snapshot, NOW)
    assert removed(log, 30, 0) == 0
    assert removed(log, 30, 1) == 1
    assert log.find() == [latest] != [first]


def test_nothing_is_removed_while_the_pictures_are_elsewhere(log, make_snapshot):
    ids = [log.add(make_snapshot(taken_at=NOW - age * DAY)) for age in (10, 0)]
    away = log.pictures.folder.rename(log.pictures.folder.with_name("away"))
    assert removed(log, 7, 1) == 0
    away.rename(log.pictures.folder)
    assert log.find() == ids[::-1]
    assert removed(log, 7, 0) == 1


@pytest.mark.parametrize("size", ["10000000000000", "-5", "'abc'", "9223372036854775807", "1e300"])
def test_an_odd_size_in_the_database_removes_nothing(folder, log, make_snapshot, size):
    ids = [log.add(make_snapshot(taken_at=NOW)) for _ in range(3)]
    with log.database.transaction() as connection:
        connection.execute(f"UPDATE snapshots SET size_bytes = {size} WHERE id = ?", (ids[2],))
    with SnapshotLog(folder) as again:
        assert removed(again, 30, 1) == 0
        assert again.find() == ids[1::-1]


def test_odd_values_of_the_clock_do_no_harm(log, make_snapshot):
    for age in (10, 0):
        log.add(make_snapshot(taken_at=NOW - age * DAY))
    for seen, jumped in (("x", "y"), (b"\xff", None), (-(2**63), 2**63 - 1), (1.5, 1.5)):
        with log.database.transaction() as connection:
            connection.execute("DELETE FROM retention_clock")
            connection.execute("INSERT INTO retention_clock VALUES (?, ?)", (seen, jumped))
        apply_retention(log, 30, 0, NOW)
        assert log.count() == 2
