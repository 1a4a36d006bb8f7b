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


def test_the_latest_is_never_too_large_but_too_old(log, make_snapshot):
    latest = add_large(log, make_snapshot, NOW)
    add_large(log, make_snapshot, NOW)
    latest = add_large(log, make_snapshot, NOW)
    with log.database.transaction() as connection:
        connection.execute("UPDATE snapshots SET size_bytes = 2000000")
    assert removed(log, 0, 1) == 2
    assert log.find() == [latest]
    for day in range(8):
        assert removed(log, 7, 1, NOW + day * DAY) == 0
    assert removed(log, 7, 1, NOW + 7 * DAY + timedelta(hours=1)) == 1


@pytest.mark.parametrize("years", [1, 20, 500])
def test_a_clock_far_ahead_removes_nothing_at_once(folder, log, make_snapshot, years):
    ids = [log.add(make_snapshot(taken_at=NOW - age * DAY)) for age in (2, 1, 0)]
    assert removed(log, 30, 0) == 0
    ahead = NOW + 365 * years * DAY
    result = apply_retention(log, 30, 0, ahead)
    assert result == RetentionResult(0, 3, ahead + 30 * DAY)
    wrong = log.add(make_snapshot(taken_at=ahead))  # as long as the clock is wrong
    with SnapshotLog(folder) as again:  # and at the next starts
        assert removed(again, 30, 0, ahead + 3 * DAY) == 0
        assert removed(again, 30, 0, NOW + DAY) == 0  # corrected
        assert removed(again, 30, 0, NOW + 6 * DAY) == 0
        assert set(again.find()) == {*ids, wrong}


def test_a_jump_of_the_clock_counts_for_no_age(log, make_snapshot):
    for age in (20, 10, 1, 0):
        log.add(make_snapshot(taken_at=NOW - age * DAY))
    assert removed(log, 30, 0) == 0
    ahead = NOW + 60 * DAY  # it is wrong, or the program was not used for long
    assert removed(log, 30, 0, ahead) == 0
    assert removed(log, 30, 0, ahead + 9 * DAY) == 0
    assert removed(log, 30, 0, ahead + 11 * DAY) == 1  # as long as it was kept for in truth
    assert removed(log, 30, 0, ahead + 20 * DAY) == 0
    assert removed(log, 30, 0, ahead + 28 * DAY) == 1
    assert removed(log, 30, 0, ahead + 30 * DAY) == 1
    assert removed(log, 30, 0, ahead + 31 * DAY) == 1


def test_at_the_first_check_no_single_date_makes_the_others_old(log, make_snapshot):
    ahead = NOW + 365 * DAY  # it is wrong, as it was when the latest was taken
    ids = [log.add(make_snapshot(taken_at=NOW - age * DAY)) for age in (3, 2, 1, 0)]
    ids.append(log.add(make_snapshot(taken_at=ahead)))
    assert removed(log, 30, 0, ahead + timedelta(hours=1)) == 0
    assert removed(log, 30, 0, NOW + DAY) == 0  # corrected
    assert removed(log, 30, 0, NOW + 11 * DAY) == 0
    assert log.find() == ids[::-1]
    assert removed(log, 30, 0, NOW + 26 * DAY) == 4
    assert removed(log, 30, 0, NOW + 31 * DAY) == 1


def test_what_comes_just_after_a_break_is_as_old_as_it_is(log, make_snapshot):
    old = log.add(make_snapshot(taken_at=NOW))
    assert removed(log, 7, 0) == 0
    back = NOW + 8 * DAY
    fresh = log.add(make_snapshot(taken_at=back))  # before the check that notices the break
    assert removed(log, 7, 0, back + timedelta(seconds=1)) == 0
    assert log.find() == [fresh, old]
    assert removed(log, 7, 0, back + 365 * DAY) == 1  # one of two jumps has passed for the old one
    assert log.find() == [fresh]


@pytest.mark.parametrize("days_behind", [4, 10, 29, 400])
def test_a_clock_that_was_behind_takes_no_fresh_snapshot_when_it_is_set_right(
    log, make_snapshot, days_behind
):
    behind = NOW - days_behind * DAY
    assert removed(log, 7, 0, behind - DAY) == 0
    for minute in range(3):
        log.add(make_snapshot(taken_at=behind + timedelta(minutes=minute)))
    assert removed(log, 7, 0, behind + timedelta(minutes=5)) == 0
    log.add(make_snapshot(taken_at=NOW))
    for day in range(7):
        assert removed(log, 7, 0, NOW + day * DAY) == 0
    assert removed(log, 7, 0, NOW + 7 * DAY) == 3


def test_after_two_weeks_without_the_computer_snapshots_go_in_the_end(log, make_snapshot):
    before = set()
    for age in range(7, -1, -1):
        before.add(log.add(make_snapshot(taken_at=NOW - age * DAY)))
        assert removed(log, 7, 0, NOW - age * DAY) == 0
    left = []
    for day in range(9):
        now = NOW + (14 + day) * DAY
        log.add(make_snapshot(taken_at=now))
        removed(log, 7, 0, now)
        left.append(len(before & set(log.find())))
    assert left == [8, 7, 6, 5, 4, 3, 2, 1, 0]


@pytest.mark.parametrize("pause_days", [4, 35, 100])
def test_a_computer_that_is_seldom_used_keeps_those_of_two_uses(log, make_snapshot, pause_days):
    for use in range(8):
        now = NOW + use * pause_days * DAY
        for hour in range(3):
            log.add(make_snapshot(taken_at=now + timedelta(hours=hour)))
            removed(log, 7 if pause_days > 7 else 2, 0, now + timedelta(hours=hour))
    assert log.count() <= 6


def test_a_clock_set_back_removes_nothing_new(log, make_snapshot):
    first = add_large(log, make_snapshot, NOW + 3650 * DAY)
    latest = add_large(log, make_snapshot, NOW)
    assert removed(log, 30, 0) == 0
    assert removed(log, 30, 1) == 1
    assert log.find() == [latest] != [first]


@pytest.mark.parametrize("is_latest", [True, False])
def test_a_snapshot_of_a_clock_that_was_ahead_goes_in_time(log, make_snapshot, is_latest):
    ahead = NOW + 3285 * DAY
    assert removed(log, 7, 0) == 0
    assert removed(log, 7, 0, ahead) == 0
    wrong = log.add(make_snapshot(taken_at=ahead))
    assert removed(log, 7, 0, ahead + timedelta(minutes=1)) == 0
    for day in range(1, 8):
        assert wrong in log.find()
        now = NOW + day * DAY
        if not is_latest:
            log.add(make_snapshot(taken_at=now))
        assert removed(log, 7, 0, now) == 0
    removed(log, 7, 0, NOW + 8 * DAY)
    assert wrong not in log.find()


def test_an_empty_battery_makes_no_snapshot_old_and_keeps_none_for_ever(log, make_snapshot):
    first = log.add(make_snapshot(taken_at=NOW))
    reset = NOW - 4000 * DAY  # the clock at each start, until the network sets it right
    wrong = log.add(make_snapshot(taken_at=reset))
    for day in range(7):
        assert removed(log, 7, 0, reset) == 0
        for hour in range(2):
            log.add(make_snapshot(taken_at=NOW + day * DAY))
            assert removed(log, 7, 0, NOW + day * DAY + timedelta(hours=hour)) == 0
    assert {first, wrong} <= set(log.find())
    assert removed(log, 7, 0, reset) == 0
    assert removed(log, 7, 0, NOW + 9 * DAY) > 0
    assert not {first, wrong} & set(log.find())


def test_nothing_is_removed_while_the_pictures_are_elsewhere(log, make_snapshot):
    ids = [log.add(make_snapshot(taken_at=NOW - age * DAY)) for age in (9, 6, 3, 0)]
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
    least, most = -(2**63), 2**63 - 1
    for odd in (("x", "y", "z", 0), (b"\xff", 0, 0, 0), (least, most, most, 1), (1.5, 2.5, 1, 1)):
        with log.database.transaction() as connection:
            connection.execute("DELETE FROM retention_clock")
            connection.execute("INSERT INTO retention_clock VALUES (?, ?, ?, ?)", odd)
        apply_retention(log, 30, 0, NOW)
        assert log.count() == 2


def test_deleted_snapshots_are_gone_after_an_hour(log, make_snapshot):
    now = datetime.now(UTC)
    kept, deleted = (log.add(make_snapshot(taken_at=now)) for _ in range(2))
    log.delete([deleted])
    assert removed(log, 0, 0, now + timedelta(minutes=50)) == 0
    assert set(log.stems().values()) == {kept, deleted}
    assert removed(log, 0, 0, now + timedelta(minutes=70)) == 0
    assert set(log.stems().values()) == {kept}
    assert len(list(log.pictures.folder.iterdir())) == 2


def test_deleted_snapshots_are_not_kept_longer_than_others(log, make_snapshot):
    now = datetime.now(UTC)
    ids = [log.add(make_snapshot(taken_at=now - age * DAY)) for age in (20, 19, 0)]
    removed(log, 0, 0, now)
    log.delete([ids[0]])
    assert removed(log, 7, 0, now) == 1
    assert set(log.stems().values()) == {ids[2]}


def test_deleted_snapshots_count_for_the_size_and_go_first(log, make_snapshot):
    now = datetime.now(UTC)
    ids = [add_large(log, make_snapshot, now) for _ in range(3)]
    with log.database.transaction() as connection:
        connection.execute("UPDATE snapshots SET size_bytes = 600000")
    log.delete([ids[2]])
    assert removed(log, 0, 1, now) == 1
    assert set(log.stems().values()) == {ids[1]}


def test_a_removed_note_is_nowhere_on_the_disk(folder, log, make_snapshot):
    removed_id, _ = [log.add(make_snapshot()) for _ in range(2)]
    log.set_note(removed_id, "XYZZY was here")
    log.remove([removed_id])
    assert not [p for p in folder.iterdir() if p.is_file() and b"XYZZY" in p.read_bytes()]
