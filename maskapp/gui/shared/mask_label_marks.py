"""The word, colour and symbol of a label in the window, the same as on the preview."""

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF

from maskapp.label_style import LABEL_COLOURS, LABEL_SYMBOLS, LABEL_WORDS
from maskapp.records import MaskLabel

_ICON_SCALES = (1, 2, 3)


def label_word(label: MaskLabel) -> str:
    """Return the label's name in the user's language."""
    return QCoreApplication.translate("MaskLabel", LABEL_WORDS[label])


def label_colour(label: MaskLabel) -> QColor:
    """Return the label's colour; black on it has a contrast ratio of 5.4 or more."""
    return QColor(LABEL_COLOURS[label])


def paint_mark(painter: QPainter, rect: QRectF, label: MaskLabel) -> None:
    """Paint the label's symbol in black on a rounded square of its colour.

    Args:
        painter: The painter; its state is restored afterwards.
        rect: A square.
        label: The label whose symbol is painted.
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
    for stroke in LABEL_SYMBOLS[label]:
        points = [
            QPointF(inner.x() + x * inner.width(), inner.y() + y * inner.height())
            for x, y in stroke
        ]
        painter.drawPolyline(QPolygonF(points))
    painter.restore()


def label_icon(label: MaskLabel, side_px: int) -> QIcon:
    """Return the label's mark as an icon, sharp at up to three device pixels per pixel.

    Args:
        label: The label whose symbol is drawn.
        side_px: Side in device-independent pixels.
    """
    icon = QIcon()
    for scale in _ICON_SCALES:
        pixmap = QPixmap(side_px * scale, side_px * scale)
        pixmap.setDevicePixelRatio(scale)
        pixmap.fill(Qt.GlobalColor.transparent)
        with QPainter(pixmap) as painter:
            paint_mark(painter, QRectF(0, 0, side_px, side_px), label)
        icon.addPixmap(pixmap)
    return icon
