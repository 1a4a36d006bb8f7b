"""Figures by the hour, where the clock is set forward and back, too."""

import os
import time
from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

import pytest

from maskapp.outputs.figures.reading import FiguresReader
from maskapp.outputs.figures.records import COUNT_NAMES, Counts, MinuteFigures
from maskapp.outputs.figures.tables import insert_figures
from tests.support.figures import AUTUMN, SPRING, at

KATHMANDU = ZoneInfo("Asia/Kathmandu")  # UTC+5:45
DAY = timedelta(days=1)
A_MONDAY = date(2026, 5, 18)


def masked(reader: FiguresReader, day: date) -> dict[int, int]:
    """The people masked in the hours of a day."""
    hours = reader.by_hour(day, day + DAY)
    assert all(each_day == day for each_day, _ in hours)
    return {hour: counts.masked for (_, hour), counts in hours.items()}


def total(reader: FiguresReader, since: date, until: date, source: str | None = None) -> Counts:
    return Counts.total([Counts(), *reader.by_hour(since, until, source).values()])


def test_hours_are_those_of_the_clock_in_the_zone(put, berlin, log):
    put(at(A_MONDAY, 0), masked=1)
    put(at(A_MONDAY, 9, 59), masked=2)
    put(at(A_MONDAY, 10), masked=4)
    put(at(A_MONDAY, 23, 59), masked=8)
    put(at(A_MONDAY - DAY, 23, 59), masked=100)
    put(at(A_MONDAY + DAY, 0), masked=100)
    assert masked(berlin, A_MONDAY) == {0: 1, 9: 2, 10: 4, 23: 8}
    assert total(berlin, A_MONDAY, A_MONDAY + DAY).masked == 15
    in_utc = FiguresReader(log.database, UTC)
    assert masked(in_utc, A_MONDAY) == {7: 2, 8: 4, 21: 8, 22: 100}


def test_a_zone_with_quarters_of_an_hour_has_whole_hours(put, log):
    for minute in (59, 60, 119, 120):
        put(at(A_MONDAY, minute // 60, minute % 60, KATHMANDU), masked=1)
    assert masked(FiguresReader(log.database, KATHMANDU), A_MONDAY) == {0: 1, 1: 2, 2: 1}


def test_the_hour_that_is_missing_in_spring_has_no_figures(put, berlin):
    put(at(SPRING, 0), minutes=23 * 60, masked=1)  # so long is that day
    assert masked(berlin, SPRING) == {hour: 60 for hour in range(24) if hour != 2}
    assert {day for day, _ in berlin.by_hour(SPRING - DAY, SPRING + 2 * DAY)} == {SPRING}


def test_the_hour_that_comes_twice_in_autumn_has_both(put, berlin):
    put(at(AUTUMN, 0), minutes=25 * 60, masked=1, watched_ms=1000)
    assert masked(berlin, AUTUMN) == {hour: 120 if hour == 2 else 60 for hour in range(24)}
    assert berlin.by_hour(AUTUMN, AUTUMN + DAY)[AUTUMN, 2].watched_ms == 120_000
    put(at(AUTUMN, 2, 30, fold=0), masked=1000)
    put(at(AUTUMN, 2, 30, fold=1), masked=1000)
    assert masked(berlin, AUTUMN)[2] == 2120
    assert total(berlin, AUTUMN, AUTUMN + DAY).masked == 25 * 60 + 2000


def test_the_zone_of_the_computer_is_the_default(put, log, monkeypatch):
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    try:
        put(at(AUTUMN, 2, 30, fold=1), masked=1)
        put(at(SPRING, 23, 59), masked=1)
        reader = FiguresReader(log.database)
        assert masked(reader, AUTUMN) == {2: 1}
        assert masked(reader, SPRING) == {23: 1}
    finally:
        monkeypatch.undo()
        time.tzset()
        assert os.environ.get("TZ") != "Europe/Berlin"


def test_a_month_has_the_hours_with_figures(put, berlin):
    put(at(date(2026, 5, 1), 0), masked=1)
    put(at(date(2026, 5, 31), 23, 59), came_bare=2)
    put(at(date(2026, 6, 1), 0), masked=100)
    assert berlin.by_hour(date(2026, 5, 1), date(2026, 6, 1)) == {
        (date(2026, 5, 1), 0): Counts(masked=1),
        (date(2026, 5, 31), 23): Counts(came_bare=2),
    }


def test_one_source_can_be_asked_for(put, berlin):
    put(at(A_MONDAY, 8), "Door", masked=1)
    put(at(A_MONDAY, 8), "Gate", masked=2)
    assert berlin.sources() == ["Door", "Gate"]
    assert [
        total(berlin, A_MONDAY, A_MONDAY + DAY, source).masked
        for source in (None, "Door", "Gate", "Hall")
    ] == [3, 1, 2, 0]
    assert [each.source for each in berlin.minutes(A_MONDAY, A_MONDAY + DAY, "Gate")] == ["Gate"]


def test_without_figures_everything_is_empty(berlin):
    assert berlin.days() is None
    assert berlin.sources() == []
    assert berlin.by_hour(A_MONDAY, A_MONDAY + DAY) == {}
    assert berlin.by_source(A_MONDAY, A_MONDAY + DAY) == {}
    assert list(berlin.hours(A_MONDAY, A_MONDAY + DAY)) == []


def test_a_day_of_minutes_is_read_back(log, berlin):
    start = int(at(A_MONDAY, 0).timestamp()) // 60
    with log.database.transaction() as connection:
        for minute in range(24 * 60):
            counts = Counts(masked=minute % 7, came_bare=minute % 3, watched_ms=60_000)
            insert_figures(connection, MinuteFigures("Door", start + minute, counts))
    minutes = list(berlin.minutes(A_MONDAY, A_MONDAY + DAY))
    assert [each.minute - start for each in minutes] == list(range(24 * 60))
    assert Counts.total(each.counts for each in minutes) == total(berlin, A_MONDAY, A_MONDAY + DAY)
    hours = berlin.by_hour(A_MONDAY, A_MONDAY + DAY)
    assert [each.watched_ms for each in hours.values()] == [3_600_000] * 24
    assert berlin.days() == (A_MONDAY, A_MONDAY)


@pytest.mark.parametrize("value", ["'x'", "x'ff'", "-5", "9223372036854775807", "1e300"])
@pytest.mark.parametrize("table", ["minutes", "quarters"])
def test_odd_values_in_the_database_are_left_out(put, berlin, log, table, value):
    put(at(A_MONDAY, 8), masked=1)
    put(at(A_MONDAY, 9), masked=2)
    name = COUNT_NAMES[3]
    with log.database.transaction() as connection:
        connection.execute(f"UPDATE {table} SET {name} = {value} WHERE masked = 2")
    total = sum(each.counts.masked for each in berlin.minutes(A_MONDAY, A_MONDAY + DAY))
    by_hour = sum(masked(berlin, A_MONDAY).values())
    assert (total, by_hour) == ((1, 3) if table == "minutes" else (3, 1))


@pytest.mark.parametrize("programs", [2, 3, 100])
def test_people_of_minutes_that_come_again_are_kept(put, berlin, programs):
    """The clock was set back, or several programs have counted at sources of one name."""
    for _ in range(programs):
        put(at(A_MONDAY, 8), minutes=15, came_masked=1, events=1, watched_ms=60_000)
    put(at(A_MONDAY, 8), "Gate", minutes=10, came_masked=1, watched_ms=60_000)
    door = Counts(came_masked=15 * programs, events=15 * programs, watched_ms=15 * 60_000)
    gate = Counts(came_masked=10, watched_ms=10 * 60_000)
    both = Counts.total([door, gate])
    period = (A_MONDAY, A_MONDAY + DAY)
    assert berlin.by_hour(*period) == {(A_MONDAY, 8): both}
    assert berlin.by_source(*period) == {"Door": door, "Gate": gate}
    assert {name: counts for _, name, counts in berlin.hours(*period)} == {
        "Door": door,
        "Gate": gate,
    }
    minutes = [each.counts for each in berlin.minutes(*period)]
    assert Counts.total(minutes) == both
    assert max(each.watched_ms for each in minutes) == 60_000, "a minute has no more"


def test_people_are_kept_whatever_adds_up_as_watched(put, berlin):
    put(at(A_MONDAY, 8), minutes=2, came_masked=1, watched_ms=60_000)
    put(at(A_MONDAY, 8), came_masked=1, watched_ms=-500_000)
    assert total(berlin, A_MONDAY, A_MONDAY + DAY) == Counts(came_masked=3)
    by_minute = [each.counts for each in berlin.minutes(A_MONDAY, A_MONDAY + DAY)]
    assert by_minute == [Counts(came_masked=2), Counts(came_masked=1, watched_ms=60_000)]


@pytest.mark.parametrize("value", ["'x'", "9223372036854775807", "-9223372036854775807", "1e300"])
def test_a_watched_time_that_nobody_counted_is_left_out(put, berlin, log, value):
    put(at(A_MONDAY, 8), masked=1, watched_ms=60_000)
    put(at(A_MONDAY, 9), masked=2, watched_ms=60_000)
    with log.database.transaction() as connection:
        connection.execute(f"UPDATE quarters SET watched_ms = {value} WHERE masked = 2")
    assert masked(berlin, A_MONDAY) == {8: 1}


def test_the_sources_of_a_period_are_told_apart(put, berlin):
    put(at(A_MONDAY, 8), "gate", came_masked=1)
    put(at(A_MONDAY, 22), "gate", came_masked=2)
    put(at(A_MONDAY, 8), "Door", came_bare=5)
    put(at(A_MONDAY + DAY, 0), "Yard", came_bare=9)
    by_source = berlin.by_source(A_MONDAY, A_MONDAY + DAY)
    assert list(by_source.items()) == [
        ("Door", Counts(came_bare=5)),
        ("gate", Counts(came_masked=3)),
    ]


def test_the_hours_of_a_table_have_their_offset_and_the_one_that_comes_twice_is_two(put, berlin):
    put(at(AUTUMN, 1, 30), minutes=120, came_masked=1)
    put(at(AUTUMN, 2, 59, fold=1), "Gate", came_masked=7)
    rows = [
        (hour.isoformat(timespec="minutes"), source, counts.came_masked)
        for hour, source, counts in berlin.hours(AUTUMN, AUTUMN + DAY)
    ]
    assert rows == [
        ("2026-10-25T01:00+02:00", "Door", 30),
        ("2026-10-25T02:00+02:00", "Door", 60),
        ("2026-10-25T02:00+01:00", "Door", 30),
        ("2026-10-25T02:00+01:00", "Gate", 7),
    ]
    assert [name for _, name, _ in berlin.hours(AUTUMN, AUTUMN + DAY, "Gate")] == ["Gate"]


def test_hours_of_a_zone_with_quarters_are_whole(put, log):
    put(at(A_MONDAY, 8, 59, KATHMANDU), minutes=2, came_masked=1)
    hours = list(FiguresReader(log.database, KATHMANDU).hours(A_MONDAY, A_MONDAY + DAY))
    assert [(hour.hour, hour.minute, each.came) for hour, _, each in hours] == [
        (8, 0, 1),
        (9, 0, 1),
    ]


def test_the_length_of_the_hours_tells_where_the_clock_is_set(berlin):
    assert berlin.hour_minutes(A_MONDAY) == (60,) * 24
    assert berlin.hour_minutes(SPRING) == (60, 60, 0, *(60,) * 21)
    assert berlin.hour_minutes(AUTUMN) == (60, 60, 120, *(60,) * 21)


def test_a_minute_has_its_place_on_the_clock(berlin):
    for fold in (0, 1):
        minute = int(at(AUTUMN, 2, 30, fold=fold).timestamp()) // 60
        assert berlin.clock_minute(minute) == 150
