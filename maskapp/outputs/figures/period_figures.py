"""The figures of a period, as the statistics window and the reports show them."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum, auto
from typing import TypeVar

from maskapp.outputs.figures.period import Period
from maskapp.outputs.figures.reading import HOURS, FiguresReader
from maskapp.outputs.figures.records import Counts

LEAST_PEOPLE = 10
"""People who came in an hour before it can be the best or the worst one."""

_DAY_MINUTES = 24 * 60
_SHORTEST_GAP_MIN = 2
"""A single minute without a frame, as when a source is opened again, is no gap."""

_Place = TypeVar("_Place", bound=Hashable)

Span = tuple[int, int]
"""Minutes of the clock from midnight: the first, and the one after the last."""


class State(Enum):
    """Whether there can be figures of a part of a period."""

    WATCHED = auto()
    NOT_WATCHED = auto()
    TO_COME = auto()


@dataclass(frozen=True, slots=True)
class HourOfDay:
    """An hour of the clock, added up over the days of a period.

    Attributes:
        hour: 0 to 23.
        counts: The sums.
    """

    hour: int
    counts: Counts


@dataclass(frozen=True, slots=True)
class PeriodFigures:
    """The figures of a period.

    Attributes:
        period: The period.
        source: Name of the only source that is counted; None for all, added up.
        now: When they were read, in the time zone.
        total: The sum.
        hours: The sums of the 24 hours of the clock.
        hour_minutes: How long each of these hours was on a single day, in minutes: 0 or 120 where
            the clock was set; 60 in longer periods.
        week: The sums of the 24 hours of each weekday, from Monday.
        days: The sums of the days that have figures.
        by_source: The sums of each source that has figures in the period, by its name.
        best_and_worst: The hours of the clock with the largest and the smallest share of masks, of
            those in which at least `LEAST_PEOPLE` came; None unless there are two.
        gaps: When nothing was watched on a single day; () for longer periods.
        sources: The names of all sources.
        recorded: The first and the last day of all figures; None without any.
    """

    period: Period
    source: str | None
    now: datetime
    total: Counts
    hours: tuple[Counts, ...]
    hour_minutes: tuple[int, ...]
    week: tuple[tuple[Counts, ...], ...]
    days: Mapping[date, Counts]
    by_source: Mapping[str, Counts]
    best_and_worst: tuple[HourOfDay, HourOfDay] | None
    gaps: tuple[Span, ...]
    sources: tuple[str, ...]
    recorded: tuple[date, date] | None

    def state(self, counts: Counts, begins: datetime) -> State:
        """Return the state of a part of the period.

        Args:
            counts: Its figures.
            begins: When it begins, naive, on the clock.
        """
        if any(counts.values()):
            return State.WATCHED
        return State.TO_COME if begins > self.now.replace(tzinfo=None) else State.NOT_WATCHED


def read_period(
    reader: FiguresReader, period: Period, source: str | None, now: datetime
) -> PeriodFigures:
    """Read the figures of a period.

    Args:
        reader: The reader.
        period: The period.
        source: Name of the only source to count; None for all.
        now: The time, in the reader's zone.

    Raises:
        SnapshotLogError: The database cannot be read.
    """
    since, until = period.since, period.until
    by_hour = reader.by_hour(since, until, source)
    hours = _sums(by_hour, lambda _, hour: hour)
    week = _sums(by_hour, lambda day, hour: (day.weekday(), hour))
    days = _sums(by_hour, lambda day, _: day)
    is_day = period.day_count == 1
    return PeriodFigures(
        period=period,
        source=source,
        now=now,
        total=Counts.total(days.values()) if days else Counts(),
        hours=tuple(hours.get(hour, Counts()) for hour in HOURS),
        hour_minutes=reader.hour_minutes(since) if is_day else (60,) * len(HOURS),
        week=tuple(
            tuple(week.get((weekday, hour), Counts()) for hour in HOURS) for weekday in range(7)
        ),
        days=days,
        by_source=reader.by_source(since, until),
        best_and_worst=_best_and_worst(hours),
        gaps=_gaps(reader, since, source, now) if is_day else (),
        sources=tuple(reader.sources()),
        recorded=reader.days(),
    )


def no_figures(period: Period, now: datetime) -> PeriodFigures:
    """Return the figures of a period where none were ever kept."""
    none = (Counts(),) * len(HOURS)
    return PeriodFigures(
        period=period,
        source=None,
        now=now,
        total=Counts(),
        hours=none,
        hour_minutes=(60,) * len(HOURS),
        week=(none,) * 7,
        days={},
        by_source={},
        best_and_worst=None,
        gaps=(),
        sources=(),
        recorded=None,
    )


def _sums(
    by_hour: Mapping[tuple[date, int], Counts], place: Callable[[date, int], _Place]
) -> dict[_Place, Counts]:
    """Return the sums of the hours that share a place."""
    parts: defaultdict[_Place, list[Counts]] = defaultdict(list)
    for (day, hour), counts in by_hour.items():
        parts[place(day, hour)].append(counts)
    return {key: Counts.total(each) for key, each in parts.items()}


def _best_and_worst(hours: Mapping[int, Counts]) -> tuple[HourOfDay, HourOfDay] | None:
    ranked = sorted(
        (HourOfDay(hour, counts) for hour, counts in hours.items() if counts.came >= LEAST_PEOPLE),
        key=lambda each: (each.counts.masked_share or 0.0, -each.hour),
    )
    return (ranked[-1], ranked[0]) if len(ranked) > 1 else None


def _gaps(reader: FiguresReader, day: date, source: str | None, now: datetime) -> tuple[Span, ...]:
    """Return when nothing was watched on a day, until now."""
    next_day = day + timedelta(days=1)
    watched = {
        reader.clock_minute(each.minute)
        for each in reader.minutes(day, next_day, source)
        if any(each.counts.values())
    }
    passed = (now.replace(tzinfo=None) - datetime.combine(day, time())) // timedelta(minutes=1)
    end = max(0, min(_DAY_MINUTES, passed))
    if passed < _DAY_MINUTES:  # the present minute and the one before may not be stored yet
        end = max([0, end - 1, *(minute + 1 for minute in watched)])
    shown = reader.clock_minutes(day)
    spans: list[Span] = []
    begin: int | None = None
    for minute in range(end + 1):
        is_gap = minute < end and minute not in watched and minute in shown
        if is_gap and begin is None:
            begin = minute
        elif not is_gap and begin is not None:
            spans.append((begin, minute))
            begin = None
    return tuple(span for span in spans if span[1] - span[0] >= _SHORTEST_GAP_MIN)
