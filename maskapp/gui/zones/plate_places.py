"""Where the plates on the picture go, so that they hide no label and no clock.

Labels and clocks are part of the picture: they stand in the lines above and below their faces.
"""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QFontMetrics

from maskapp.gui.shared.theme import SPACE_S, SPACE_XS

_LINE_PER_HEIGHT = 9
"""Width of most labels and clocks by the height of their line."""
_BROW = 0.25
"""Where the middle of a plate inside a face is, from its top: above what a mask covers."""


class Plate(NamedTuple):
    """A text and where it stands."""

    rect: QRectF
    text: str


def plate_size(metrics: QFontMetrics, text: str) -> QSizeF:
    """Return the size of a plate with one line of text."""
    return QSizeF(metrics.horizontalAdvance(text) + SPACE_S, metrics.height() + 2)


def label_lines(face: QRectF, height: float, inside: QRectF) -> list[QRectF]:
    """Return where the label and the clock of a face stand.

    Args:
        face: Its box.
        height: That of a line.
        inside: The picture, whose edges keep them in.
    """
    width = max(face.width(), _LINE_PER_HEIGHT * height)
    lines = (
        QRectF(face.left(), top, width, height) for top in (face.top() - height, face.bottom())
    )
    return [_kept_inside(line, inside) for line in lines]


def face_plate(
    metrics: QFontMetrics,
    texts: tuple[str, str],
    face: QRectF,
    others: Sequence[QRectF],
    inside: QRectF,
    plates: Sequence[QRectF] = (),
) -> Plate:
    """Return the plate of a face: in it or beside it, or with less text if there is no room.

    Args:
        metrics: Those of the font.
        texts: The whole text, and the short one.
        face: The face's box.
        others: The boxes of the other faces.
        inside: The part of the picture that can be seen.
        plates: The plates of other faces that have their places already.
    """
    text, short = texts
    size = plate_size(metrics, text)
    short_size = plate_size(metrics, short)
    # Of another face without room, the short text may be wider than the face.
    taken = [*others, *plates, *(_centred(short_size, other.center()) for other in others)]
    for box in (face, *others):
        taken += label_lines(box, size.height(), inside)
    middle = face.center()
    beside = (face.width() + size.width()) / 2 + SPACE_XS
    places = [QPointF(middle.x() + beside, middle.y()), QPointF(middle.x() - beside, middle.y())]
    if size.width() <= face.width():
        places.insert(0, QPointF(middle.x(), face.top() + _BROW * face.height()))
    for place in places:
        rect = _centred(size, place)
        if inside.contains(rect) and not any(map(rect.intersects, taken)):
            return Plate(rect, text)
    rect = _centred(short_size, middle)
    return Plate(_kept_inside(rect, inside), short)


def free_corner(size: QSizeF, inside: QRectF, faces: Sequence[QRectF], line: float) -> QRectF:
    """Return the lower left corner of the picture, or the right one if a face is only at the left.

    Args:
        size: What is to be put there.
        inside: The part of the picture that can be seen.
        faces: The boxes of all faces.
        line: The height of the lines of labels and clocks.
    """
    left, right = QRectF(QPointF(), size), QRectF(QPointF(), size)
    left.moveBottomLeft(inside.bottomLeft() + QPointF(SPACE_S, -SPACE_S))
    right.moveBottomRight(inside.bottomRight() - QPointF(SPACE_S, SPACE_S))
    taken = [place for face in faces for place in (face, *label_lines(face, line, inside))]
    is_better = any(map(left.intersects, taken)) and not any(map(right.intersects, taken))
    return right if is_better else left


def _centred(size: QSizeF, middle: QPointF) -> QRectF:
    rect = QRectF(QPointF(), size)
    rect.moveCenter(middle)
    return rect


def _kept_inside(rect: QRectF, inside: QRectF) -> QRectF:
    """Return a rectangle moved into another, to its upper left if it does not fit."""
    left = max(min(rect.left(), inside.right() - rect.width()), inside.left())
    top = max(min(rect.top(), inside.bottom() - rect.height()), inside.top())
    return QRectF(QPointF(left, top), rect.size())
