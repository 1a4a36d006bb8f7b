"""What a chart consists of, for whatever paints it: the window, a PDF or an SVG."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from maskapp.records import MaskLabel

Anchor = Literal["start", "middle", "end"]
_CHARACTER_EM = 0.63
"""Width of an average character; a little more than most fonts need."""


class Fill(StrEnum):
    """Fills of areas beside the colours of labels."""

    PEOPLE = "people"
    """A colour that tells how many people there were, by its strength."""
    GAP = "gap"
    """Grey lines: nothing was watched."""


@dataclass(frozen=True, slots=True)
class Area:
    """A filled rectangle.

    Attributes:
        x: Left edge.
        y: Upper edge.
        width: Width.
        height: Height.
        fill: The colour and hatch of a label, or another fill.
        strength: 0 to 1, the opacity.
    """

    x: float
    y: float
    width: float
    height: float
    fill: MaskLabel | Fill
    strength: float = 1.0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the scale."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Words:
    """A text in one line.

    Attributes:
        x: Position of its start, middle or end.
        y: Its baseline.
        text: The text.
        anchor: What `x` is.
        is_soft: Whether it is less important than the numbers.
    """

    x: float
    y: float
    text: str
    anchor: Anchor = "start"
    is_soft: bool = True


@dataclass(frozen=True, slots=True)
class Cell:
    """A part of the chart that can be pointed at.

    Attributes:
        x: Left edge.
        y: Upper edge.
        width: Width.
        height: Height.
        row: Its row, for the arrow keys.
        column: Its column.
        text: What it shows, in words.
    """

    x: float
    y: float
    width: float
    height: float
    row: int
    column: int
    text: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart with its size, in pixels or units of SVG.

    Attributes:
        width: Width.
        height: Height.
        em: Size of the font.
        areas: Rectangles, from the back to the front.
        lines: Lines behind the rectangles.
        words: Texts before the rectangles.
        cells: What can be pointed at.
    """

    width: float
    height: float
    em: float
    areas: tuple[Area, ...]
    lines: tuple[Line, ...]
    words: tuple[Words, ...]
    cells: tuple[Cell, ...]


def width_of(text: str, em: float) -> float:
    """Return about how wide a text is, in a font of this size."""
    return len(text) * _CHARACTER_EM * em
