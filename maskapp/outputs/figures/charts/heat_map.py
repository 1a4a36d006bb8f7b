"""A map of the week by hour: how many people came, and how they wore their masks."""

from collections.abc import Sequence
from dataclasses import dataclass

from maskapp.outputs.figures.charts.drawing import Area, Cell, Drawing, Fill, Words, width_of
from maskapp.outputs.figures.charts.legend import CAME_LABELS, came_fills, legend
from maskapp.outputs.figures.charts.scale import mark_every
from maskapp.outputs.figures.period_figures import State
from maskapp.outputs.figures.reading import HOURS
from maskapp.outputs.figures.records import Counts
from maskapp.outputs.figures.words import PEOPLE_CAME, clock_text

_STEPS = (1, 2, 3, 4, 6, 12)
_WEAKEST, _STRONGEST = 0.08, 0.5
"""Strengths of the colour for one person and for the most; text on it stays readable."""
_CELL_GAP_EM = 0.16
_STRIP_SHARE = 0.2
"""Share of a cell's height that tells how masks were worn."""


@dataclass(frozen=True, slots=True)
class HourCell:
    """An hour of a weekday.

    Attributes:
        counts: The figures.
        state: Whether there can be any.
        text: What it shows, in words.
    """

    counts: Counts
    state: State
    text: str


def heat_map(
    rows: Sequence[tuple[str, Sequence[HourCell]]], width: float, height: float, em: float
) -> Drawing:
    """Lay out a map.

    Args:
        rows: The name of each row with its 24 hours.
        width: Width of the map.
        height: Its height.
        em: Size of the font.
    """
    left = max(width_of(name, em) for name, _ in rows) + 0.9 * em
    fills = [(Fill.PEOPLE, PEOPLE_CAME), *came_fills()]
    areas, words, legend_height = legend(left, width, em, fills)
    right, top, bottom = width - 1.6 * em, legend_height + 0.2 * em, height - 1.7 * em
    column, row = (right - left) / len(HOURS), (bottom - top) / len(rows)
    most = max(1, *(hour.counts.came for _, hours in rows for hour in hours))
    cells = []
    for number, (name, hours) in enumerate(rows):
        y = top + number * row
        words.append(Words(left - 0.6 * em, y + row / 2 + 0.35 * em, name, "end"))
        for hour, each in enumerate(hours):
            cell = Cell(left + hour * column, y, column, row, number, hour, each.text)
            cells.append(cell)
            areas += _areas(each, cell, most, em)
            words += _number(each, cell, em)
    every = mark_every(len(HOURS), right - left, width_of("00:00", em) + 0.8 * em, _STEPS)
    words += [
        Words(left + hour * column, bottom + 1.3 * em, clock_text(hour * 60), "middle")
        for hour in range(0, len(HOURS) + 1, every)
    ]
    return Drawing(width, height, em, tuple(areas), (), tuple(words), tuple(cells))


def _areas(hour: HourCell, cell: Cell, most: int, em: float) -> list[Area]:
    gap = min(_CELL_GAP_EM * em, cell.width * 0.06)
    x, y = cell.x + gap / 2, cell.y + gap / 2
    width, height = cell.width - gap, cell.height - gap
    if hour.state is not State.WATCHED:
        is_gap = hour.state is State.NOT_WATCHED
        return [Area(x, y, width, height, Fill.GAP)] if is_gap else []
    came = hour.counts.came
    strength = _WEAKEST + (_STRONGEST - _WEAKEST) * came / most if came else _WEAKEST / 2
    areas = [Area(x, y, width, height, Fill.PEOPLE, strength)]
    strip = height * _STRIP_SHARE
    numbers = (hour.counts.came_masked, hour.counts.came_bare, hour.counts.came_wrong)
    for label, people in zip(CAME_LABELS, numbers, strict=True):
        if people:
            part = width * people / came
            areas.append(Area(x, y + height - strip, part, strip, label))
            x += part
    return areas


def _short(count: int) -> str:
    """Return a number in at most four characters, such as "1.2k"."""
    if count < 1000:
        return str(count)
    return f"{count // 100 / 10}k" if count < 10_000 else f"{count // 1000}k"


def _number(hour: HourCell, cell: Cell, em: float) -> list[Words]:
    text = _short(hour.counts.came)
    fits = width_of(text, em) <= cell.width and cell.height * (1 - _STRIP_SHARE) >= 1.2 * em
    if hour.state is not State.WATCHED or not fits:
        return []
    y = cell.y + cell.height * (1 - _STRIP_SHARE) / 2 + 0.35 * em
    return [Words(cell.x + cell.width / 2, y, text, "middle", is_soft=False)]
