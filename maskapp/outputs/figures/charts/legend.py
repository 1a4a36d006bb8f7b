"""The legend of a chart."""

from collections.abc import Iterable

from maskapp.label_style import LABEL_WORDS
from maskapp.outputs.figures.charts.drawing import Area, Fill, Words, width_of
from maskapp.outputs.figures.words import NOT_WATCHED
from maskapp.records import MaskLabel

CAME_LABELS = (MaskLabel.WITH_MASK, MaskLabel.WITHOUT_MASK, MaskLabel.INCORRECT_MASK)
"""The labels of people who came, from the bottom of a bar to its top."""

_HEIGHT_EM = 1.9
"""Height of a legend of one line, with the space below it."""
_LINE_EM = 1.5


def legend(
    left: float, right: float, em: float, fills: Iterable[tuple[MaskLabel | Fill, str]]
) -> tuple[list[Area], list[Words], float]:
    """Lay out samples of fills with their words at the top, in as many lines as they need.

    Args:
        left: Where the lines begin.
        right: Where they end at the latest.
        em: Size of the font.
        fills: The fills and their words.

    Returns:
        The samples, the words, and the height of the legend with the space below it.
    """
    areas: list[Area] = []
    words: list[Words] = []
    x, y = left, 0.0
    for fill, text in fills:
        width = 1.4 * em + width_of(text, em)
        if x > left and x + width > right:
            x, y = left, y + _LINE_EM * em
        areas.append(Area(x, y + 0.2 * em, em, em, fill, 0.5 if fill is Fill.PEOPLE else 1.0))
        words.append(Words(x + 1.4 * em, y + 1.05 * em, text))
        x += width + 1.2 * em
    return areas, words, y + _HEIGHT_EM * em


def came_fills() -> list[tuple[MaskLabel | Fill, str]]:
    """Return the fills of the labels of those who came, and of gaps."""
    return [*((label, LABEL_WORDS[label]) for label in CAME_LABELS), (Fill.GAP, NOT_WATCHED)]
