"""The colours and the symbol of each sign."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from maskapp.gui.shared.icons import pixmap
from maskapp.label_style import LABEL_COLOURS, LABEL_SYMBOLS, Stroke
from maskapp.live.door.people_at_door import DoorSign
from maskapp.records import MaskLabel

_STROKE_SHARE = 0.13
_DIM = "#3f484f"
_DOTS: tuple[Stroke, ...] = tuple(((x, 0.5), (x, 0.501)) for x in (0.1, 0.5, 0.9))


@dataclass(frozen=True, slots=True)
class DoorLook:
    """How a sign looks.

    Attributes:
        background: Colour of the whole screen.
        ink: Colour of the words; its contrast with the background is at least 4.5.
        symbol: Polylines in the unit square; none if `icon` is drawn in their place.
        symbol_ink: Colour of the symbol.
        icon: A name in `resources/icons`; "" for none.
    """

    background: QColor
    ink: QColor
    symbol: tuple[Stroke, ...]
    symbol_ink: QColor
    icon: str = ""


def _answer(label: MaskLabel) -> DoorLook:
    black = QColor(Qt.GlobalColor.black)
    return DoorLook(QColor(LABEL_COLOURS[label]), black, LABEL_SYMBOLS[label], black)


DOOR_LOOKS: Mapping[DoorSign, DoorLook] = MappingProxyType(
    {
        DoorSign.IDLE: DoorLook(
            QColor("#0c0f11"), QColor("#8b959d"), (), QColor(_DIM), icon="mask"
        ),
        DoorSign.WAIT: DoorLook(QColor("#13222e"), QColor("#c9d8e3"), _DOTS, QColor("#56b4e9")),
        DoorSign.WELCOME: _answer(MaskLabel.WITH_MASK),
        DoorSign.COVER_NOSE: _answer(MaskLabel.INCORRECT_MASK),
        DoorSign.PUT_ON: _answer(MaskLabel.WITHOUT_MASK),
        DoorSign.UNAVAILABLE: DoorLook(
            QColor("#0c0f11"), QColor("#c3c9ce"), (), QColor("#7d8790"), icon="plug-off"
        ),
    }
)
"""Answers fill the screen with the colour of their label; all else is dark, also at night."""


def paint_symbol(painter: QPainter, place: QRectF, look: DoorLook, ratio: float) -> None:
    """Paint the symbol of a sign.

    Args:
        painter: The painter; its state is restored afterwards.
        place: A square.
        look: The look of the sign.
        ratio: Device pixels per device-independent pixel.
    """
    if look.icon:
        drawn = pixmap(look.icon, round(place.width()), look.symbol_ink, ratio)
        painter.drawPixmap(place.topLeft(), drawn)
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = place.width() * _STROKE_SHARE
    pen = QPen(look.symbol_ink, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    inner = place.adjusted(width / 2, width / 2, -width / 2, -width / 2)
    for stroke in look.symbol:
        points = [
            QPointF(inner.x() + x * inner.width(), inner.y() + y * inner.height())
            for x, y in stroke
        ]
        painter.drawPolyline(QPolygonF(points))
    painter.restore()
