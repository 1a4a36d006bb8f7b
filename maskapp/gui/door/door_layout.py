"""Where everything is on the door display, on screens of any shape."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QFontMetricsF

_SYMBOL_SHARE = 0.5
"""Share of the height that the symbol takes, unless the screen is too narrow for it."""
_WIDEST_SYMBOL_SHARE = 0.84
_MARGIN_SHARE = 0.03
"""Of the shorter side."""
_TEXT_SHARE = 0.28
_NOTE_SHARE = 0.05
_PICTURE_SHARE = 0.3
"""Largest share of the height that the picture takes beside the symbol."""
_LEAST_PICTURE_SHARE = 0.15
"""Share of the width that a picture beside the symbol needs; else it is above it."""
_PICTURE_ABOVE_SHARE = 0.16
_SMALLEST_TEXT_PX = 10
_WRAPPED = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignCenter)


@dataclass(frozen=True, slots=True)
class DoorLayout:
    """The places on the door display; none overlaps another.

    Attributes:
        symbol: A square.
        text: The sentence.
        note: A short line for the people who run it.
        picture: The mirrored picture, which keeps its shape within; empty without one.
    """

    symbol: QRectF
    text: QRectF
    note: QRectF
    picture: QRectF


def door_layout(size: QSizeF, *, has_picture: bool) -> DoorLayout:
    """Return the places for a screen of this size.

    Args:
        size: Size of the screen.
        has_picture: Whether there is a picture to show.
    """
    width, height = size.width(), size.height()
    margin = _MARGIN_SHARE * min(width, height)
    side = min(_SYMBOL_SHARE * height, _WIDEST_SYMBOL_SHARE * width)
    text_height, note_height = _TEXT_SHARE * height, _NOTE_SHARE * height
    beside = (width - side) / 2 - 2 * margin
    picture, above = QRectF(), 0.0
    if has_picture and beside >= _LEAST_PICTURE_SHARE * width:
        picture_height = min(_PICTURE_SHARE * height, beside)
        picture = QRectF(width - margin - beside, margin, beside, picture_height)
    elif has_picture:
        above = _PICTURE_ABOVE_SHARE * height
        picture = QRectF(margin, margin, width - 2 * margin, above)
        side = min(side, height - above - text_height - note_height - 5 * margin)
    note_top = height - margin - note_height
    free = note_top - above - side - text_height
    top = above + free / 3
    text_top = top + side + free / 3
    return DoorLayout(
        QRectF((width - side) / 2, top, side, side),
        QRectF(margin, text_top, width - 2 * margin, text_height),
        QRectF(margin, note_top, width - 2 * margin, note_height),
        picture,
    )


@dataclass(frozen=True, slots=True)
class FittedText:
    """How a text fits a place.

    Attributes:
        font: As large as the text allows, in as many lines as it needs.
        width: The narrowest width with as many lines, which makes them nearly equally long.
    """

    font: QFont
    width: float


def fitted_text(font: QFont, text: str, place: QSizeF) -> FittedText:
    """Return how a text fits a place.

    Args:
        font: Its family and weight are used.
        text: The text.
        place: The size that it has to fit into.
    """
    fitting = QFont(font)
    least, most = _SMALLEST_TEXT_PX, max(_SMALLEST_TEXT_PX, int(place.height()))
    while least < most:
        middle = (least + most + 1) // 2
        fitting.setPixelSize(middle)
        needed = _size(fitting, text, place.width())
        if needed.width() <= place.width() and needed.height() <= place.height():
            least = middle
        else:
            most = middle - 1
    fitting.setPixelSize(least)
    return FittedText(fitting, _narrowest(fitting, text, place.width()))


def _narrowest(font: QFont, text: str, width: float) -> float:
    whole = _size(font, text, width)
    least, most = 0.0, width
    while most - least > 1.0:
        middle = (least + most) / 2
        needed = _size(font, text, middle)
        if needed.width() <= middle and needed.height() <= whole.height():
            most = middle
        else:
            least = middle
    return most


def _size(font: QFont, text: str, width: float) -> QSizeF:
    return QFontMetricsF(font).boundingRect(QRectF(0, 0, width, 1e6), _WRAPPED, text).size()
