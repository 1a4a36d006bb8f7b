from datetime import date, timedelta

import pytest

from maskapp.outputs.figures.period import Period, Unit, day_text, month_text

NEW_YEARS_EVE = date(2026, 12, 31)  # a Thursday
UNITS = (Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.YEAR)


@pytest.mark.parametrize(
    ("unit", "before", "title", "after"),
    [
        (Unit.DAY, "Wednesday, 30 December 2026", "Thursday, 31 December 2026",
         "Friday, 1 January 2027"),
        (Unit.WEEK, "21 – 27 December 2026", "28 December 2026 – 3 January 2027",
         "4 – 10 January 2027"),
        (Unit.MONTH, "November 2026", "December 2026", "January 2027"),
        (Unit.YEAR, "2025", "2026", "2027"),
    ],
)  # fmt: skip
def test_periods_follow_each_other_over_the_end_of_a_year(unit, before, title, after):
    period = Period.containing(unit, NEW_YEARS_EVE)
    assert period.previous().title() == before
    assert period.title() == title
    assert period.next().title() == after


@pytest.mark.parametrize("unit", UNITS)
def test_each_day_of_some_years_belongs_to_one_period(unit):
    period = Period.containing(unit, date(2023, 12, 25))
    day = period.since
    while day < date(2028, 3, 2):
        assert Period.containing(unit, day) == period
        assert period.contains(day)
        assert period.next().previous() == period
        day += timedelta(days=1)
        if not period.contains(day):
            assert period.last == day - timedelta(days=1)
            period = period.next()


def test_a_leap_year_has_its_days_and_months():
    year = Period.containing(Unit.YEAR, date(2028, 2, 29))
    assert year.day_count == len(year.days()) == 366
    assert [month.month for month in year.months()] == list(range(1, 13))


def test_any_days_are_a_period_too():
    assert Period.of_days(date(2026, 3, 1), date(2026, 3, 1)).title() == "Sunday, 1 March 2026"
    days = Period.of_days(date(2026, 2, 28), date(2026, 3, 1))
    assert days.title() == "28 February – 1 March 2026"
    assert days.day_count == 2


def test_names_are_english_in_any_locale():
    assert day_text(date(2026, 5, 1)) == "1 May 2026"
    assert month_text(date(2026, 10, 1)) == "October 2026"
