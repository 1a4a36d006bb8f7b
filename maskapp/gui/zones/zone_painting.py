"""Painting of areas, of the least face size and of the sizes of faces.

Kinds differ in more than their colour: by a word, the line and the hatch. Everything has a dark
outline, since the picture below may have any colour.
"""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF

from maskapp.gui.shared.formatting import percent
from maskapp.gui.shared.theme import SPACE_S, SPACE_XS
from maskapp.gui.zones.plate_places import Plate, face_plate, free_corner, plate_size
from maskapp.live.zones.zones import AreaKind, Exclusion

HANDLE_PX = 9
"""Side of the square on a corner."""

_COLOURS = {AreaKind.COUNTING: QColor("#7fd0ff"), AreaKind.IGNORED: QColor("#f2f2f2")}
_LEAST_COLOUR = QColor("#ffe066")
_INK = QColor(0, 0, 0, 200)
_PLATE = QColor(16, 18, 20, 215)
_DASHED = [5.0, 3.0]
_HATCH_OPACITY = 90
_FACE_ASPECT = 0.8
"""Width of the boxes of most faces by their height."""


def kind_word(kind: AreaKind) -> str:
    """Return what an area does, in one word."""
    words = {AreaKind.COUNTING: "Counts", AreaKind.IGNORED: "Ignored"}
    return QCoreApplication.translate("Zones", words[kind])


def exclusion_words(exclusion: Exclusion) -> str:
    """Return why a face does not count."""
    words = {
        Exclusion.IGNORED: "in an ignored area",
        Exclusion.OUTSIDE: "outside the areas that count",
        Exclusion.TOO_SMALL: "too small",
    }
    return QCoreApplication.translate("Zones", words[exclusion])


def paint_area(painter: QPainter, polygon: QPolygonF, kind: AreaKind, *, is_selected: bool) -> None:
    """Paint an area, with its kind in words."""
    colour = _COLOURS[kind]
    hatch = QColor(colour)
    hatch.setAlpha(_HATCH_OPACITY if kind is AreaKind.IGNORED else 0)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(hatch, Qt.BrushStyle.BDiagPattern))
    painter.drawPolygon(polygon, Qt.FillRule.OddEvenFill)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    width = 3.0 if is_selected else 1.5
    painter.setPen(QPen(_INK, width + 2))
    painter.drawPolygon(polygon)
    pen = QPen(colour, width)
    if kind is AreaKind.IGNORED:
        pen.setDashPattern(_DASHED)
    painter.setPen(pen)
    painter.drawPolygon(polygon)
    bounds = polygon.boundingRect()
    word = kind_word(kind)
    place = bounds.topLeft() + QPointF(SPACE_XS, SPACE_XS)
    plate = Plate(QRectF(place, plate_size(painter.fontMetrics(), word)), word)
    _paint_plate(painter, plate, colour)


def paint_handles(painter: QPainter, corners: Sequence[QPointF], selected: int | None) -> None:
    """Paint a square on each corner of the selected area; that of the selected corner is filled."""
    for index, corner in enumerate(corners):
        side = HANDLE_PX + 4 if index == selected else HANDLE_PX
        handle = QRectF(0, 0, side, side)
        handle.moveCenter(corner)
        painter.setPen(QPen(Qt.GlobalColor.black, 1.5))
        painter.setBrush(QColor("#ffb000") if index == selected else Qt.GlobalColor.white)
        painter.drawRect(handle)


def paint_open_line(painter: QPainter, points: list[QPointF], kind: AreaKind) -> None:
    """Paint the corners of an area that is being drawn, the last one at the mouse pointer."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (QPen(_INK, 4), QPen(_COLOURS[kind], 2, Qt.PenStyle.DashLine)):
        painter.setPen(pen)
        painter.drawPolyline(points)
    paint_handles(painter, points[:1], None)


def paint_face(
    painter: QPainter,
    face: QRectF,
    height: float,
    exclusion: Exclusion | None,
    others: Sequence[QRectF],
    visible: QRectF,
    plates: Sequence[QRectF] = (),
) -> QRectF:
    """Paint the size of a face, and whether it counts; return the place of the plate that says so.

    Args:
        painter: The painter.
        face: The face's box.
        height: Its height as a share of the frame's.
        exclusion: Why it does not count; None if it does.
        others: The boxes of the other faces.
        visible: The part of the picture that can be seen.
        plates: The plates of the faces painted before.
    """
    counts = QCoreApplication.translate("Zones", "counts")
    what = counts if exclusion is None else exclusion_words(exclusion)
    colour = QColor(Qt.GlobalColor.white if exclusion is None else QColor("#ffb000"))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 1, Qt.PenStyle.DotLine))
    painter.drawRect(face)
    size = percent(height)
    texts = (f"{size}, {what}", size)
    plate = face_plate(painter.fontMetrics(), texts, face, others, visible, plates)
    _paint_plate(painter, plate, colour)
    return plate.rect


def paint_least_size(
    painter: QPainter,
    picture: QRectF,
    height: float,
    text: str,
    faces: Sequence[QRectF],
    visible: QRectF,
) -> None:
    """Paint the outline of the smallest face that counts, in a lower corner of what can be seen.

    Args:
        painter: The painter.
        picture: The whole picture.
        height: The least height as a share of the picture's.
        text: What the outline means.
        faces: The boxes of the faces.
        visible: The part of the picture that can be seen.
    """
    side = height * picture.height()
    plate = QRectF(QPointF(), plate_size(painter.fontMetrics(), text))
    whole = QSizeF(max(plate.width(), side * _FACE_ASPECT), side + SPACE_S + plate.height())
    place = free_corner(whole, visible, faces, plate.height())
    outline = QRectF(place.topLeft(), QSizeF(side * _FACE_ASPECT, side))
    plate.moveBottomLeft(place.bottomLeft())
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (QPen(_INK, 5), QPen(_LEAST_COLOUR, 2)):
        painter.setPen(pen)
        painter.drawRoundedRect(outline, side * 0.2, side * 0.2)
    _paint_plate(painter, Plate(plate, text), _LEAST_COLOUR)


def _paint_plate(painter: QPainter, plate: Plate, colour: QColor) -> None:
    """Paint one line of text, of a light colour, on a dark plate."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_PLATE)
    painter.drawRoundedRect(plate.rect, 3, 3)
    painter.setPen(colour)
    painter.drawText(plate.rect, Qt.AlignmentFlag.AlignCenter, plate.text)
