"""A chart of the faces of a log over time, as SVG that stands in an HTML page."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from types import MappingProxyType

from maskapp.label_style import LABEL_COLOURS
from maskapp.records import LABEL_WORDS, MaskLabel

_HATCHES: Mapping[MaskLabel, str] = MappingProxyType(
    {
        MaskLabel.WITH_MASK: "M0 0",
        MaskLabel.WITHOUT_MASK: "M-1 1 1-1M0 6 6 0M5 7 7 5",
        MaskLabel.INCORRECT_MASK: "M1.5 1.5V1.6M4.5 4.5V4.6",
        MaskLabel.UNCERTAIN: "M0 3H6",
    }
)
"""Strokes in a tile of 6, so that bars need no colour to be told apart."""

_WIDTH, _HEIGHT = 960, 280
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 12, 36, 32
_LEGEND_STEP = 130
_MARK_WIDTH = 84
_MOST_BARS = 48
_STEPS = tuple(
    timedelta(minutes=minutes)
    for minutes in (1, 5, 15, 60, 6 * 60, 24 * 60, 7 * 24 * 60, 30 * 24 * 60)
)
_FIRST_MONDAY = datetime(1, 1, 1)


@dataclass(frozen=True, slots=True)
class Moment:
    """What one snapshot gives to the chart; the time is that of the place, naive."""

    taken_at: datetime
    counts: Counter[MaskLabel]


def chart(moments: list[Moment]) -> str:
    """Stacked bars: how many faces had each label, by time; empty without faces."""
    if not any(moment.counts for moment in moments):
        return ""
    times = [moment.taken_at for moment in moments]
    first, step = _bars(min(times), max(times))
    bars: defaultdict[int, Counter[MaskLabel]] = defaultdict(Counter)
    for moment in moments:
        bars[(moment.taken_at - first) // step] += moment.counts
    highest = max(counts.total() for counts in bars.values())
    return "".join(
        (
            f'<svg class="chart" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
            'aria-label="Faces by label over time">',
            "<defs>",
            *(_hatch(label) for label in MaskLabel),
            "</defs>",
            *_legend(),
            *_scale(highest),
            *_stacks(bars, first, step, highest),
            *_time_marks(first, step, max(bars) + 1),
            "</svg>",
        )
    )


def _bars(earliest: datetime, latest: datetime) -> tuple[datetime, timedelta]:
    """When the first bar begins, and how long each is: the shortest usual time that does."""
    span = latest - earliest
    step = next((step for step in _STEPS if span < step * (_MOST_BARS - 1)), None)
    if step is None:
        step = _STEPS[-1] * (span // (_STEPS[-1] * (_MOST_BARS - 1)) + 1)
    return earliest - (earliest - _FIRST_MONDAY) % step, step


def _hatch(label: MaskLabel) -> str:
    return (
        f'<pattern id="{label}" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<rect width="6" height="6" fill="{LABEL_COLOURS[label]}"/>'
        f'<path d="{_HATCHES[label]}" stroke="#000" stroke-opacity=".55" '
        'stroke-linecap="round" fill="none"/></pattern>'
    )


def _legend() -> Iterator[str]:
    for place, label in enumerate(MaskLabel):
        x = _LEFT + place * _LEGEND_STEP
        yield f'<rect x="{x}" y="4" width="18" height="18" fill="url(#{label})"/>'
        yield f'<text x="{x + 26}" y="17">{escape(LABEL_WORDS[label])}</text>'


def _y(faces: float, highest: int) -> float:
    return _HEIGHT - _BOTTOM - faces / highest * (_HEIGHT - _TOP - _BOTTOM)


def _scale(highest: int) -> Iterator[str]:
    for faces in sorted({0, highest // 2, highest}):
        y = _y(faces, highest)
        yield f'<path class="line" d="M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}"/>'
        yield f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{faces}</text>'


def _stacks(
    bars: Mapping[int, Counter[MaskLabel]], first: datetime, step: timedelta, highest: int
) -> Iterator[str]:
    slot = (_WIDTH - _LEFT - _RIGHT) / (max(bars) + 1)
    width = min(48.0, slot * 0.8)
    for place, counts in sorted(bars.items()):
        x = _LEFT + slot * (place + 0.5) - width / 2
        words = ", ".join(f"{LABEL_WORDS[label]} {counts[label]}" for label in MaskLabel)
        yield f"<g><title>{escape(_when(first + place * step, step))}: {escape(words)}</title>"
        below = 0
        for label in MaskLabel:
            top, bottom = _y(below + counts[label], highest), _y(below, highest)
            below += counts[label]
            if counts[label]:
                yield (
                    f'<rect x="{x:.1f}" y="{top:.1f}" width="{width:.1f}" '
                    f'height="{bottom - top:.1f}" fill="url(#{label})"/>'
                )
        yield "</g>"


def _time_marks(first: datetime, step: timedelta, count: int) -> Iterator[str]:
    slot = (_WIDTH - _LEFT - _RIGHT) / count
    every = -(-count // 7)
    for place in range(0, count, every):
        x = _LEFT + slot * (place + 0.5)
        text = escape(_when(first + place * step, step))
        x = min(max(x, _MARK_WIDTH / 2), _WIDTH - _MARK_WIDTH / 2)
        yield f'<text x="{x:.1f}" y="{_HEIGHT - 10}" text-anchor="middle">{text}</text>'


def _when(moment: datetime, step: timedelta) -> str:
    return f"{moment:%Y-%m-%d}" if step >= timedelta(days=1) else f"{moment:%m-%d %H:%M}"
