"""Periods of the calendar: a day, a week from Monday, a month, a year, or any days."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
"""English names: `strftime` would mix the language of the system into English texts."""

CALENDAR = (date(2000, 1, 1), date(2999, 12, 31))
"""The days that can be asked for: outside, some systems cannot convert a day's midnight to UTC."""

_DAY = timedelta(days=1)
_ONE_WEEK = timedelta(days=7)


class Unit(StrEnum):
    """How long a period is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    DAYS = "days"
    """Any number of days; it has no next period."""


@dataclass(frozen=True, slots=True)
class Period:
    """Some days on end.

    Attributes:
        unit: Its unit.
        since: The first day.
        until: The day after the last one.
    """

    unit: Unit
    since: date
    until: date

    @classmethod
    def containing(cls, unit: Unit, day: date) -> "Period":
        """Return the day, week, month or year that a day belongs to."""
        match unit:
            case Unit.DAY | Unit.DAYS:
                return cls(unit, day, day + _DAY)
            case Unit.WEEK:
                monday = day - timedelta(days=day.weekday())
                return cls(unit, monday, monday + _ONE_WEEK)
            case Unit.MONTH:
                first = day.replace(day=1)
                return cls(unit, first, (first + timedelta(days=31)).replace(day=1))
            case Unit.YEAR:
                return cls(unit, date(day.year, 1, 1), date(day.year + 1, 1, 1))

    @classmethod
    def of_days(cls, first: date, last: date) -> "Period":
        """Return the days from the first to the last, both included."""
        return cls(Unit.DAYS, first, last + _DAY)

    @property
    def last(self) -> date:
        """The last day."""
        return self.until - _DAY

    @property
    def day_count(self) -> int:
        """Number of days."""
        return (self.until - self.since).days

    def days(self) -> list[date]:
        """Return the days, in order."""
        return [self.since + number * _DAY for number in range(self.day_count)]

    def months(self) -> list[date]:
        """Return the first days of the months that it touches, in order."""
        return list(dict.fromkeys(day.replace(day=1) for day in self.days()))

    def next(self) -> "Period":
        """Return the period of the same unit after this one."""
        return self.containing(self.unit, self.until)

    def previous(self) -> "Period":
        """Return the period of the same unit before this one."""
        return self.containing(self.unit, self.since - _DAY)

    def contains(self, day: date) -> bool:
        """Return whether a day belongs to it."""
        return self.since <= day < self.until

    def title(self) -> str:
        """Return the period in words, such as "Thursday, 26 November 2026"."""
        first, last = self.since, self.last
        if self.unit is Unit.MONTH:
            return month_text(first)
        if self.unit is Unit.YEAR:
            return f"{first.year}"
        if first == last:
            return f"{WEEKDAYS[first.weekday()]}, {day_text(first)}"
        if first.year != last.year:
            return f"{day_text(first)} – {day_text(last)}"
        if first.month != last.month:
            return f"{first.day} {MONTHS[first.month - 1]} – {day_text(last)}"
        return f"{first.day} – {day_text(last)}"


def day_text(day: date) -> str:
    """Return a day in words, such as "26 November 2026"."""
    return f"{day.day} {month_text(day)}"


def month_text(day: date) -> str:
    """Return the month of a day in words, such as "November 2026"."""
    return f"{MONTHS[day.month - 1]} {day.year}"
