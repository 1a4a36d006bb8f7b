"""The hours of the alarm, on a clock that the tests set. 4 May 2026 is a Monday."""

from datetime import UTC, datetime, timedelta

import pytest

from maskapp.live.alarm.alarm_hours import is_alarm_time
from maskapp.settings.alarm import WEEKDAYS
from maskapp.settings.settings import Settings

DAYS = {name: 4 + i for i, name in enumerate(WEEKDAYS)}


def at(day: str, clock: str) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 5, DAYS[day], hour, minute, tzinfo=UTC)


def hours(begins: str, ends: str, days: str = "mon tue wed thu fri sat sun") -> Settings:
    return Settings(alarm_has_hours=True, alarm_hours=f"{begins}-{ends}", alarm_days=days)


def test_without_hours_every_time_is_one() -> None:
    settings = Settings(alarm_hours="08:00-09:00", alarm_days="mon")
    assert is_alarm_time(settings, at("sun", "23:59"))


@pytest.mark.parametrize(
    ("clock", "expected"),
    [("07:59", False), ("08:00", True), ("17:59", True), ("18:00", False), ("00:00", False)],
)
def test_hours_begin_at_the_first_minute_and_end_before_the_last(clock, expected) -> None:
    assert is_alarm_time(hours("08:00", "18:00"), at("wed", clock)) is expected


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        ("fri", "21:59", False),
        ("fri", "22:00", True),
        ("fri", "23:59", True),
        ("sat", "00:00", True),
        ("sat", "05:59", True),
        ("sat", "06:00", False),
        ("fri", "03:00", False),  # of Thursday's night
        ("sat", "23:00", False),
        ("mon", "01:00", False),
    ],
)
def test_hours_across_midnight_belong_to_the_day_on_which_they_begin(day, clock, expected) -> None:
    assert is_alarm_time(hours("22:00", "06:00", "fri"), at(day, clock)) is expected


def test_the_night_from_sunday_reaches_into_monday() -> None:
    settings = hours("22:00", "06:00", "sun")
    next_monday = at("sun", "23:00") + timedelta(hours=4)
    assert is_alarm_time(settings, next_monday)
    assert is_alarm_time(settings, at("mon", "03:00"))
    assert not is_alarm_time(settings, at("tue", "03:00"))


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [("tue", "08:00", True), ("tue", "23:00", True), ("wed", "07:59", True),
     ("wed", "08:00", False), ("tue", "07:59", False)],
)  # fmt: skip
def test_the_same_time_twice_is_a_whole_day(day, clock, expected) -> None:
    assert is_alarm_time(hours("08:00", "08:00", "tue"), at(day, clock)) is expected


def test_the_days_count_at_day_too() -> None:
    settings = hours("08:00", "18:00", "sat sun")
    assert is_alarm_time(settings, at("sat", "12:00"))
    assert not is_alarm_time(settings, at("fri", "12:00"))
