"""How a label looks in the window: its word, its colour and its symbol, as on the picture."""

from collections.abc import Mapping
from types import MappingProxyType

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF

from maskapp.records import LABEL_WORDS, MaskLabel

_Stroke = tuple[tuple[float, float], ...]

_COLOURS: Mapping[MaskLabel, str] = MappingProxyType(
    {
        MaskLabel.WITH_MASK: "#009e73",  # bluish green
        MaskLabel.WITHOUT_MASK: "#d55e00",  # vermilion
        MaskLabel.INCORRECT_MASK: "#f0e442",  # yellow
        MaskLabel.UNCERTAIN: "#56b4e9",  # sky blue
    }
)
"""Of Okabe and Ito's palette for the colour-blind ("Color Universal Design", 2008)."""

_SYMBOLS: Mapping[MaskLabel, tuple[_Stroke, ...]] = MappingProxyType(
    {
        MaskLabel.WITH_MASK: (((0.05, 0.55), (0.38, 0.88), (0.95, 0.14)),),
        MaskLabel.WITHOUT_MASK: (((0.12, 0.12), (0.88, 0.88)), ((0.88, 0.12), (0.12, 0.88))),
        MaskLabel.INCORRECT_MASK: (
            ((0.5, 0.0), (1.05, 0.98), (-0.05, 0.98), (0.5, 0.0)),
            ((0.5, 0.38), (0.5, 0.62)),
            ((0.5, 0.8), (0.5, 0.81)),
        ),
        MaskLabel.UNCERTAIN: (
            ((0.2, 0.25), (0.35, 0.05), (0.65, 0.05), (0.8, 0.25), (0.75, 0.42), (0.5, 0.58),
             (0.5, 0.7)),
            ((0.5, 0.97), (0.5, 0.98)),
        ),
    }
)  # fmt: skip
"""Lines through the unit square, x to the right, y down; the same as `pipeline.annotate` draws."""

_ICON_SCALES = (1, 2, 3)


def label_word(label: MaskLabel) -> str:
    """What people read for the label, in their language."""
    return QCoreApplication.translate("MaskLabel", LABEL_WORDS[label])


def label_colour(label: MaskLabel) -> QColor:
    """The label's colour; black on it has a contrast of 5.4 or more."""
    return QColor(_COLOURS[label])


def paint_mark(painter: QPainter, rect: QRectF, label: MaskLabel) -> None:
    """Paint the label's symbol in black on a plate of its colour; legible on any ground.

    Args:
        painter: Its pen and brush are kept.
        rect: A square.
        label: Which one.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    side = rect.width()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(label_colour(label))
    painter.drawRoundedRect(rect, side * 0.2, side * 0.2)
    pen = QPen(Qt.GlobalColor.black, side * 0.11)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inner = rect.adjusted(side * 0.23, side * 0.23, -side * 0.23, -side * 0.23)
    for stroke in _SYMBOLS[label]:
        points = [
            QPointF(inner.x() + x * inner.width(), inner.y() + y * inner.height())
            for x, y in stroke
        ]
        painter.drawPolyline(QPolygonF(points))
    painter.restore()


def label_icon(label: MaskLabel, side_px: int) -> QIcon:
    """The label's mark as an icon, crisp on screens of up to three times the usual density.

    Args:
        label: Which one.
        side_px: Its side in device-independent pixels.
    """
    icon = QIcon()
    for scale in _ICON_SCALES:
        pixmap = QPixmap(side_px * scale, side_px * scale)
        pixmap.setDevicePixelRatio(scale)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        paint_mark(painter, QRectF(0, 0, side_px, side_px), label)
        painter.end()
        icon.addPixmap(pixmap)
    return icon
