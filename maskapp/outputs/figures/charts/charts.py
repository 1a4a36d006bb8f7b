"""The charts of a period, each laid out in any size."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial

from maskapp.outputs.figures.charts.bar_chart import Bar, BarMarks, bar_chart
from maskapp.outputs.figures.charts.drawing import Drawing
from maskapp.outputs.figures.charts.heat_map import HourCell, heat_map
from maskapp.outputs.figures.period import MONTHS, WEEKDAYS, Unit, day_text, month_text
from maskapp.outputs.figures.period_figures import PeriodFigures, State
from maskapp.outputs.figures.reading import HOURS
from maskapp.outputs.figures.records import Counts
from maskapp.outputs.figures.words import NOT_WATCHED, PEOPLE_CAME, counts_text, hour_text

_MOST_DAYS = 62
"""A longer period is shown by the month."""

Layout = Callable[[float, float, float], Drawing]
"""Lays out a chart.

Args:
    width: Its width.
    height: Its height.
    em: Size of the font.
"""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart.

    Attributes:
        title: What it shows.
        lay_out: Lays it out.
    """

    title: str
    lay_out: Layout


def charts(figures: PeriodFigures) -> list[Chart]:
    """Return the charts of a period, the most important one first."""
    period = figures.period
    if period.day_count == 1:
        return [Chart(f"{PEOPLE_CAME}, by hour", _hours(figures))]
    if period.day_count <= _MOST_DAYS:
        bars = Chart(f"{PEOPLE_CAME}, by day", _days(figures))
    else:
        bars = Chart(f"{PEOPLE_CAME}, by month", _months(figures))
    week = Chart(f"{PEOPLE_CAME}, by weekday and hour", _week(figures))
    return [week, bars] if period.unit is Unit.WEEK else [bars, week]


def _hours(figures: PeriodFigures) -> Layout:
    day = figures.period.since
    bars = []
    for hour, counts in enumerate(figures.hours):
        begins = datetime.combine(day, time(hour))
        text = f"{hour_text(hour)}: {_state_text(figures, counts, begins)}"
        length = figures.hour_minutes[hour]
        if length == 0:
            text = f"{hour_text(hour)}: left out, as the clock was set forward"
        elif length > 60:
            text += " (the clock was set back in this hour, which came twice)"
        bars.append(Bar(f"{hour:02}:00", text, counts))
    gaps = [(begin / 60, end / 60) for begin, end in figures.gaps]
    marks = BarMarks((1, 2, 3, 4, 6, 12), are_between=True, end="24:00")
    return partial(bar_chart, bars, gaps, marks)


def _days(figures: PeriodFigures) -> Layout:
    bars, states = [], []
    for day in figures.period.days():
        counts, begins = figures.days.get(day, Counts()), datetime.combine(day, time())
        states.append(figures.state(counts, begins))
        text = f"{WEEKDAYS[day.weekday()]}, {day_text(day)}: {_state_text(figures, counts, begins)}"
        bars.append(Bar(_day_mark(figures, day), text, counts))
    return partial(bar_chart, bars, _places(states), BarMarks((1, 2, 5, 7, 10, 14)))


def _months(figures: PeriodFigures) -> Layout:
    bars, states = [], []
    months = figures.period.months()
    is_one_year = len({month.year for month in months}) == 1
    for month in months:
        days = [each for day, each in figures.days.items() if day.replace(day=1) == month]
        counts, begins = Counts.total(days) if days else Counts(), datetime.combine(month, time())
        states.append(figures.state(counts, begins))
        text = f"{month_text(month)}: {_state_text(figures, counts, begins)}"
        mark = MONTHS[month.month - 1][:3]
        bars.append(Bar(mark if is_one_year else f"{mark} {month.year}", text, counts))
    return partial(bar_chart, bars, _places(states), BarMarks((1, 2, 3, 6, 12)))


def _week(figures: PeriodFigures) -> Layout:
    monday = figures.period.since
    is_one = figures.period.unit is Unit.WEEK
    rows = []
    for number, (name, hours) in enumerate(zip(WEEKDAYS, figures.week, strict=True)):
        day = monday + timedelta(days=number)
        cells = []
        for hour in HOURS:
            counts = hours[hour]
            # In a longer period, each weekday has been there before.
            begins = datetime.combine(day, time(hour)) if is_one else datetime.min
            text = f"{name}, {hour_text(hour)}: {_state_text(figures, counts, begins)}"
            cells.append(HourCell(counts, figures.state(counts, begins), text))
        rows.append((f"{name[:3]} {day.day}" if is_one else name[:3], cells))
    return partial(heat_map, rows)


def _state_text(figures: PeriodFigures, counts: Counts, begins: datetime) -> str:
    match figures.state(counts, begins):
        case State.WATCHED:
            return counts_text(counts)
        case State.NOT_WATCHED:
            return NOT_WATCHED.lower()
        case State.TO_COME:
            return "still to come"


def _day_mark(figures: PeriodFigures, day: date) -> str:
    if figures.period.unit is Unit.MONTH:
        return str(day.day)
    if figures.period.unit is Unit.WEEK:
        return f"{WEEKDAYS[day.weekday()][:3]} {day.day}"
    return f"{day.day} {MONTHS[day.month - 1][:3]}"


def _places(states: list[State]) -> list[tuple[float, float]]:
    """Return the places of the bars of which nothing was watched, first and last ones on end."""
    places: list[tuple[float, float]] = []
    for place, state in enumerate(states):
        if state is State.NOT_WATCHED:
            begin = places.pop()[0] if places and places[-1][1] == place else place
            places.append((begin, place + 1))
    return places
