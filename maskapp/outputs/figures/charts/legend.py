"""The legend of a chart."""

from collections.abc import Iterable

from maskapp.label_style import LABEL_WORDS
from maskapp.outputs.figures.charts.drawing import Area, Fill, Words, width_of
from maskapp.outputs.figures.words import NOT_WATCHED
from maskapp.records import MaskLabel

CAME_LABELS = (MaskLabel.WITH_MASK, MaskLabel.WITHOUT_MASK, MaskLabel.INCORRECT_MASK)
"""The labels of people who came, from the bottom of a bar to its top."""

HEIGHT_EM = 1.9
"""Height of a legend with the space below it."""


def legend(
    x: float, em: float, fills: Iterable[tuple[MaskLabel | Fill, str]]
) -> tuple[list[Area], list[Words]]:
    """Lay out samples of fills with their words, in one line at the top."""
    areas, words = [], []
    for fill, text in fills:
        areas.append(Area(x, 0.2 * em, em, em, fill, 0.5 if fill is Fill.PEOPLE else 1.0))
        words.append(Words(x + 1.4 * em, 1.05 * em, text))
        x += 1.4 * em + width_of(text, em) + 1.2 * em
    return areas, words


def came_fills() -> list[tuple[MaskLabel | Fill, str]]:
    """Return the fills of the labels of those who came, and of gaps."""
    return [*((label, LABEL_WORDS[label]) for label in CAME_LABELS), (Fill.GAP, NOT_WATCHED)]
