"""A period read back against hand counts: over gaps, sources, set clocks and the end of a year."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from maskapp.outputs.figures.period import Period, Unit
from maskapp.outputs.figures.period_figures import State, no_figures, read_period
from maskapp.outputs.figures.reading import FiguresReader
from maskapp.outputs.figures.records import Counts
from tests.support.figures import AUTUMN, SPRING, at

A_MONDAY = date(2026, 5, 18)
LATER = at(date(2027, 5, 18), 12)


def a_day(day: date) -> Period:
    return Period.containing(Unit.DAY, day)


def came(counts) -> dict[int, int]:
    return {place: each.came for place, each in enumerate(counts) if each.came}


def test_a_day_with_a_gap_shows_the_gap(put, berlin):
    put(at(A_MONDAY, 8), minutes=240, watched_ms=60_000, came_masked=1)
    put(at(A_MONDAY, 13, 30), minutes=30, watched_ms=60_000)
    figures = read_period(berlin, a_day(A_MONDAY), None, LATER)
    assert came(figures.hours) == {8: 60, 9: 60, 10: 60, 11: 60}
    assert figures.total == Counts(came_masked=240, watched_ms=270 * 60_000)
    assert figures.gaps == ((0, 480), (720, 810), (840, 1440))
    assert figures.hours[12] == Counts()


def test_what_another_source_watched_is_no_gap_unless_one_is_asked_for(put, berlin):
    put(at(A_MONDAY, 0), "Door", minutes=720, watched_ms=60_000)
    put(at(A_MONDAY, 11), "Gate", minutes=780, watched_ms=60_000, came_bare=1)
    period = a_day(A_MONDAY)
    assert read_period(berlin, period, None, LATER).gaps == ()
    assert read_period(berlin, period, "Door", LATER).gaps == ((720, 1440),)
    gate = read_period(berlin, period, "Gate", LATER)
    assert gate.gaps == ((0, 660),)
    assert gate.total.came == 780
    assert gate.sources == ("Door", "Gate")
    assert {name: counts.came for name, counts in gate.by_source.items()} == {
        "Door": 0,
        "Gate": 780,
    }


def test_a_single_minute_without_a_frame_is_no_gap(put, berlin):
    put(at(A_MONDAY, 0), minutes=100, watched_ms=60_000)
    put(at(A_MONDAY, 1, 41), minutes=1339, watched_ms=60_000)
    assert read_period(berlin, a_day(A_MONDAY), None, LATER).gaps == ()


@pytest.mark.parametrize("seconds", [0, 59])
def test_today_has_no_gap_after_now(put, berlin, seconds):
    put(at(A_MONDAY, 9), minutes=60, watched_ms=60_000)
    # The figures of 10:00 are stored when the first frame after it has come.
    now = at(A_MONDAY, 10, 1) + timedelta(seconds=seconds)
    assert read_period(berlin, a_day(A_MONDAY), None, now).gaps == ((0, 540),)
    now = at(A_MONDAY, 10, 30)
    assert read_period(berlin, a_day(A_MONDAY), None, now).gaps == ((0, 540), (600, 629))


def test_the_hour_that_the_clock_leaves_out_is_no_gap(put, berlin):
    put(at(SPRING, 0), minutes=23 * 60, watched_ms=60_000, came_masked=1)
    figures = read_period(berlin, a_day(SPRING), None, LATER)
    assert figures.gaps == ()
    assert figures.hour_minutes[2] == 0
    assert figures.total.came == 23 * 60


def test_the_half_hour_that_the_clock_leaves_out_is_no_gap(log, put):
    zone, day = ZoneInfo("Australia/Lord_Howe"), date(2026, 10, 4)
    put(at(day, 0, zone=zone), minutes=20 * 60, watched_ms=60_000)
    reader = FiguresReader(log.database, zone)
    now = at(date(2027, 5, 18), 12, zone=zone)
    assert read_period(reader, a_day(day), None, now).gaps == ((20 * 60 + 30, 24 * 60),)
    before = day - timedelta(days=1)
    assert read_period(reader, a_day(before), None, now).gaps == ((0, 24 * 60),)
    assert reader.hour_minutes(day)[2] == 30


def test_the_hour_that_comes_twice_counts_both(put, berlin):
    put(at(AUTUMN, 0), minutes=25 * 60, watched_ms=60_000, came_masked=1)
    figures = read_period(berlin, a_day(AUTUMN), None, LATER)
    assert figures.gaps == ()
    assert came(figures.hours) == {hour: 120 if hour == 2 else 60 for hour in range(24)}
    assert figures.total.came == 25 * 60


def test_a_week_over_the_end_of_a_year_has_the_days_of_both(put, berlin):
    put(at(date(2026, 12, 31), 23, 59), minutes=2, came_masked=3, watched_ms=60_000)
    put(at(date(2027, 1, 4), 0), came_masked=100)
    week = read_period(
        berlin, Period.containing(Unit.WEEK, date(2026, 12, 31)), None, at(date(2027, 2, 1), 0)
    )
    assert {day: counts.came for day, counts in week.days.items()} == {
        date(2026, 12, 31): 3,
        date(2027, 1, 1): 3,
    }
    assert week.week[3][23].came == week.week[4][0].came == 3
    assert week.total.came == 6
    assert came(week.hours) == {0: 3, 23: 3}
    assert week.recorded == (date(2026, 12, 31), date(2027, 1, 4))
    year = read_period(berlin, Period.containing(Unit.YEAR, date(2026, 1, 1)), None, LATER)
    assert year.total.came == 3


def test_a_part_without_figures_was_not_watched_or_is_still_to_come(put, berlin):
    put(at(A_MONDAY, 9), watched_ms=1)
    figures = read_period(berlin, a_day(A_MONDAY), None, at(A_MONDAY, 12, 30))
    states = [
        figures.state(counts, datetime(2026, 5, 18, hour))
        for hour, counts in enumerate(figures.hours)
    ]
    assert states[8:14] == [
        State.NOT_WATCHED, State.WATCHED, State.NOT_WATCHED,
        State.NOT_WATCHED, State.NOT_WATCHED, State.TO_COME,
    ]  # fmt: skip


def test_weeks_are_added_up_by_weekday_and_hour(put, berlin):
    for week in range(3):
        put(at(A_MONDAY + timedelta(days=7 * week), 8), came_masked=1)
        put(at(A_MONDAY + timedelta(days=7 * week + 6), 20), came_masked=10)
    weeks = Period.of_days(A_MONDAY, A_MONDAY + timedelta(days=20))
    figures = read_period(berlin, weeks, None, LATER)
    assert [len(hours) for hours in figures.week] == [24] * 7
    assert came(figures.week[0]) == {8: 3}
    assert came(figures.week[6]) == {20: 30}
    assert figures.total.came == sum(each.came for hours in figures.week for each in hours) == 33
    assert len(figures.days) == 6


def test_the_best_and_the_worst_hour_are_those_of_the_people_who_came(put, berlin):
    for hour, came_masked, came_bare in ((8, 90, 10), (12, 5, 15), (17, 50, 50), (20, 0, 9)):
        put(at(A_MONDAY, hour), came_masked=came_masked, came_bare=came_bare)
    best, worst = read_period(berlin, a_day(A_MONDAY), None, LATER).best_and_worst
    assert [(each.hour, each.counts.masked_share) for each in (best, worst)] == [
        (8, 0.9), (12, 0.25),
    ]  # fmt: skip
    tuesday = A_MONDAY + timedelta(days=1)
    put(at(tuesday, 9), came_masked=50)
    assert read_period(berlin, a_day(tuesday), None, LATER).best_and_worst is None


def test_without_a_database_there_is_nothing(berlin):
    empty = no_figures(a_day(A_MONDAY), LATER)
    assert empty.recorded is None
    assert empty.total == Counts()
    read = read_period(berlin, a_day(A_MONDAY), None, LATER)
    assert (read.hours, read.week, read.days) == (empty.hours, empty.week, empty.days)
