"""The figures of a period, as the statistics window and the reports show them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum, auto

from maskapp.outputs.figures.period import Period
from maskapp.outputs.figures.reading import HOURS, FiguresReader, HourOfDay
from maskapp.outputs.figures.records import Counts

_DAY_MINUTES = 24 * 60
_SHORTEST_GAP_MIN = 2
"""A single minute without a frame, as when a source is opened again, is no gap."""

Span = tuple[int, int]
"""Minutes of the clock from midnight: the first, and the one after the last."""


class State(Enum):
    """Whether there can be figures of a part of a period."""

    WATCHED = auto()
    NOT_WATCHED = auto()
    TO_COME = auto()


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
        best_and_worst: See `FiguresReader.best_and_worst_hour`.
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
    week = reader.hours_of_week(since, until, source)
    days = reader.by_day(since, until, source)
    is_day = period.day_count == 1
    return PeriodFigures(
        period=period,
        source=source,
        now=now,
        total=Counts.total(days.values()) if days else Counts(),
        hours=tuple(Counts.total(each[hour] for each in week) for hour in HOURS),
        hour_minutes=reader.hour_minutes(since) if is_day else (60,) * len(HOURS),
        week=tuple(map(tuple, week)),
        days=days,
        by_source=reader.by_source(since, until),
        best_and_worst=reader.best_and_worst_hour(since, until, source),
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
    if passed < _DAY_MINUTES:  # the present minute and the one before are not stored yet
        end = max([0, end - 1, *(minute + 1 for minute in watched)])
    lengths = reader.hour_minutes(day)
    spans: list[Span] = []
    begin: int | None = None
    for minute in range(end + 1):
        is_gap = minute < end and minute not in watched and lengths[minute // 60] > 0
        if is_gap and begin is None:
            begin = minute
        elif not is_gap and begin is not None:
            spans.append((begin, minute))
            begin = None
    return tuple(span for span in spans if span[1] - span[0] >= _SHORTEST_GAP_MIN)
