"""Bars of the people who came: by the hour of a day, the day, or the month."""

from collections.abc import Sequence
from dataclasses import dataclass

from maskapp.outputs.figures.charts.drawing import Area, Cell, Drawing, Fill, Line, Words, width_of
from maskapp.outputs.figures.charts.legend import CAME_LABELS, came_fills, legend
from maskapp.outputs.figures.charts.scale import mark_every, scale_marks
from maskapp.outputs.figures.records import Counts
from maskapp.outputs.figures.words import count_text

_BAR_SHARE = 0.72
_GAP_STRENGTH = 0.9


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar.

    Attributes:
        mark: The text below it, or before it if `BarMarks.are_between`.
        text: What it shows, in words.
        counts: The figures.
    """

    mark: str
    text: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class BarMarks:
    """The texts below the bars.

    Attributes:
        steps: At every how many bars there can be one, smallest first.
        are_between: Whether they stand at the left edge of their bar, as times do.
        end: The text after the last bar; "" for none.
    """

    steps: tuple[int, ...]
    are_between: bool = False
    end: str = ""


@dataclass(frozen=True, slots=True)
class _Frame:
    """The place of the bars."""

    left: float
    top: float
    right: float
    bottom: float
    slot: float
    highest: int

    def height(self, people: int) -> float:
        return people / self.highest * (self.bottom - self.top)


def bar_chart(
    bars: Sequence[Bar],
    gaps: Sequence[tuple[float, float]],
    marks: BarMarks,
    width: float,
    height: float,
    em: float,
) -> Drawing:
    """Lay out a chart.

    Args:
        bars: One for each part of the period.
        gaps: Where nothing was watched: first and last place, counted in bars.
        marks: The texts below the bars.
        width: Width of the chart.
        height: Its height.
        em: Size of the font.
    """
    scale = scale_marks(max(bar.counts.came for bar in bars))
    left = max(width_of(count_text(mark), em) for mark in scale) + 0.8 * em
    right = width - (1.6 if marks.end else 0.4) * em
    areas, words, legend_height = legend(left, width, em, came_fills())
    top, bottom = legend_height + 0.6 * em, height - 1.7 * em
    frame = _Frame(left, top, right, bottom, (right - left) / len(bars), max(1, scale[-1]))
    areas += [
        Area(left + begin * frame.slot, top, (end - begin) * frame.slot, bottom - top, Fill.GAP,
             _GAP_STRENGTH)
        for begin, end in gaps
    ]  # fmt: skip
    lines = []
    for people in scale:
        y = bottom - frame.height(people)
        lines.append(Line(left, y, right, y))
        words.append(Words(left - 0.5 * em, y + 0.35 * em, count_text(people), "end"))
    for place, bar in enumerate(bars):
        areas += _parts(bar.counts, place, frame)
    return Drawing(
        width, height, em, tuple(areas), tuple(lines),
        (*words, *_marks(bars, marks, frame, width, em)),
        tuple(
            Cell(left + place * frame.slot, top, frame.slot, bottom - top, 0, place, bar.text)
            for place, bar in enumerate(bars)
        ),
    )  # fmt: skip


def _parts(counts: Counts, place: int, frame: _Frame) -> list[Area]:
    """Return the rectangles of one bar, from the bottom to the top."""
    bar_width = frame.slot * _BAR_SHARE
    x = frame.left + (place + 0.5) * frame.slot - bar_width / 2
    y = frame.bottom
    parts = []
    numbers = (counts.came_masked, counts.came_bare, counts.came_wrong)
    for label, people in zip(CAME_LABELS, numbers, strict=True):
        if people:
            y -= frame.height(people)
            parts.append(Area(x, y, bar_width, frame.height(people), label))
    return parts


def _marks(
    bars: Sequence[Bar], marks: BarMarks, frame: _Frame, width: float, em: float
) -> list[Words]:
    texts = [bar.mark for bar in bars]
    widest = width_of(max(texts, key=len), em) + 0.8 * em
    every = mark_every(len(bars), frame.right - frame.left, widest, marks.steps)
    offset = 0.0 if marks.are_between else 0.5
    y = frame.bottom + 1.3 * em
    shown = []
    for place in range(0, len(bars), every):
        rightmost = width - width_of(texts[place], em) / 2
        x = min(frame.left + (place + offset) * frame.slot, rightmost)
        shown.append(Words(x, y, texts[place], "middle"))
    if marks.end:
        shown.append(Words(frame.right, y, marks.end, "middle"))
    return shown
