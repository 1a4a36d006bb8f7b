"""How a label looks in the window: its word, its colour and its symbol, as on the picture."""

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF

from maskapp.label_style import LABEL_COLOURS, LABEL_SYMBOLS
from maskapp.records import LABEL_WORDS, MaskLabel

_ICON_SCALES = (1, 2, 3)


def label_word(label: MaskLabel) -> str:
    """What people read for the label, in their language."""
    return QCoreApplication.translate("MaskLabel", LABEL_WORDS[label])


def label_colour(label: MaskLabel) -> QColor:
    """The label's colour; black on it has a contrast of 5.4 or more."""
    return QColor(LABEL_COLOURS[label])


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
    for stroke in LABEL_SYMBOLS[label]:
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
        with QPainter(pixmap) as painter:
            paint_mark(painter, QRectF(0, 0, side_px, side_px), label)
        icon.addPixmap(pixmap)
    return icon
