"""Geometry of the HTML report's chart: stacked bars, the number of faces per label over time."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from maskapp.label_style import LABEL_WORDS
from maskapp.outputs.export.html_summary import Moment
from maskapp.records import MaskLabel

_WIDTH, _HEIGHT = 960, 280
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 12, 36, 32
_LEGEND_STEP = 130
_MARK_WIDTH = 84
_MAX_BARS = 48
_MAX_MARKS = 7
_STEPS = tuple(
    timedelta(minutes=minutes)
    for minutes in (1, 5, 15, 60, 6 * 60, 24 * 60, 7 * 24 * 60, 30 * 24 * 60)
)
_FIRST_MONDAY = datetime(1, 1, 1)


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A label's colour sample and name in the legend."""

    x: int
    label: MaskLabel
    name: str


@dataclass(frozen=True, slots=True)
class ScaleLine:
    """A horizontal line that marks a number of faces."""

    y: float
    faces: int


@dataclass(frozen=True, slots=True)
class BarPart:
    """The faces of one label in a bar."""

    y: float
    height: float
    label: MaskLabel


@dataclass(frozen=True, slots=True)
class Bar:
    """The faces of one period; the title describes them."""

    x: float
    title: str
    parts: tuple[BarPart, ...]


@dataclass(frozen=True, slots=True)
class TimeMark:
    """A time below the bars, centred at `x`."""

    x: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """All elements of the chart, in SVG units."""

    width: int
    height: int
    left: int
    right: int
    bar_width: float
    legend: tuple[LegendEntry, ...]
    scale: tuple[ScaleLine, ...]
    bars: tuple[Bar, ...]
    marks: tuple[TimeMark, ...]


def chart(moments: list[Moment]) -> Chart | None:
    """Lay out the chart; return None if there are no faces."""
    if not any(moment.counts for moment in moments):
        return None
    times = [moment.taken_at for moment in moments]
    first, step = _periods(min(times), max(times))
    stacks: defaultdict[int, Counter[MaskLabel]] = defaultdict(Counter)
    for moment in moments:
        stacks[(moment.taken_at - first) // step] += moment.counts
    highest = max(counts.total() for counts in stacks.values())
    slot = (_WIDTH - _LEFT - _RIGHT) / (max(stacks) + 1)
    bar_width = min(48.0, slot * 0.8)
    bars = tuple(
        Bar(
            x=_LEFT + slot * (place + 0.5) - bar_width / 2,
            title=_title(first + place * step, step, counts),
            parts=_bar_parts(counts, highest),
        )
        for place, counts in sorted(stacks.items())
    )
    return Chart(
        width=_WIDTH,
        height=_HEIGHT,
        left=_LEFT,
        right=_WIDTH - _RIGHT,
        bar_width=bar_width,
        legend=_legend(),
        scale=_scale(highest),
        bars=bars,
        marks=_time_marks(first, step, max(stacks) + 1, slot),
    )


def _legend() -> tuple[LegendEntry, ...]:
    return tuple(
        LegendEntry(_LEFT + place * _LEGEND_STEP, label, LABEL_WORDS[label])
        for place, label in enumerate(MaskLabel)
    )


def _scale(highest: int) -> tuple[ScaleLine, ...]:
    return tuple(
        ScaleLine(_y(faces, highest), faces) for faces in sorted({0, highest // 2, highest})
    )


def _periods(earliest: datetime, latest: datetime) -> tuple[datetime, timedelta]:
    """Return the start of the first bar's period, and the shortest suitable length."""
    span = latest - earliest
    step = next((step for step in _STEPS if span < step * (_MAX_BARS - 1)), None)
    if step is None:
        step = _STEPS[-1] * (span // (_STEPS[-1] * (_MAX_BARS - 1)) + 1)
    return earliest - (earliest - _FIRST_MONDAY) % step, step


def _y(faces: float, highest: int) -> float:
    return _HEIGHT - _BOTTOM - faces / highest * (_HEIGHT - _TOP - _BOTTOM)


def _title(moment: datetime, step: timedelta, counts: Mapping[MaskLabel, int]) -> str:
    numbers = ", ".join(f"{LABEL_WORDS[label]} {counts[label]}" for label in MaskLabel)
    return f"{_time_text(moment, step)}: {numbers}"


def _bar_parts(counts: Mapping[MaskLabel, int], highest: int) -> tuple[BarPart, ...]:
    parts = []
    below = 0
    for label in MaskLabel:
        top, bottom = _y(below + counts[label], highest), _y(below, highest)
        below += counts[label]
        if counts[label]:
            parts.append(BarPart(top, bottom - top, label))
    return tuple(parts)


def _time_marks(first: datetime, step: timedelta, count: int, slot: float) -> tuple[TimeMark, ...]:
    every = -(-count // _MAX_MARKS)
    marks = []
    for place in range(0, count, every):
        x = _LEFT + slot * (place + 0.5)
        x = min(max(x, _MARK_WIDTH / 2), _WIDTH - _MARK_WIDTH / 2)
        marks.append(TimeMark(x, _time_text(first + place * step, step)))
    return tuple(marks)


def _time_text(moment: datetime, step: timedelta) -> str:
    return f"{moment:%Y-%m-%d}" if step >= timedelta(days=1) else f"{moment:%m-%d %H:%M}"
