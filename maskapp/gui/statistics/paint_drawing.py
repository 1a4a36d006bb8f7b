"""Painting of charts, in the window and in PDF files."""

import math
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPalette, QPen, QPolygonF

from maskapp.gui.shared.formatting import with_fixed_digits
from maskapp.gui.shared.mask_label_marks import label_colour
from maskapp.outputs.figures.charts.drawing import Area, Drawing, Fill, Words
from maskapp.records import MaskLabel

_HATCH_ALPHA, _GAP_ALPHA, _GRID_ALPHA = 0.55, 0.34, 0.18
_HATCH_EM, _GAP_EM, _DOT_EM = 0.5, 0.62, 0.28
"""Distances of the lines and dots of hatches, which look as in `LABEL_HATCHES`."""
_STROKE_EM = 0.08
"""Width of lines."""


@dataclass(frozen=True, slots=True)
class ChartColours:
    """The colours of a chart besides those of the labels.

    Attributes:
        ink: Colour of numbers, lines and gaps.
        soft: Colour of the scale's texts.
        people: Colour that tells how many people there were.
    """

    ink: QColor
    soft: QColor
    people: QColor

    @classmethod
    def of(cls, palette: QPalette) -> "ChartColours":
        """Return the colours for a palette."""
        ink = palette.color(QPalette.ColorRole.WindowText)
        return cls(ink, ink, palette.color(QPalette.ColorRole.Link))


PRINTED = ChartColours(QColor("#1b1f24"), QColor("#57606a"), QColor("#0a5fb4"))
"""The colours on paper."""


def paint_drawing(painter: QPainter, drawing: Drawing, colours: ChartColours, font: QFont) -> None:
    """Paint a chart at the origin of the painter.

    Args:
        painter: The painter; its state is restored afterwards.
        drawing: The chart.
        colours: Its colours.
        font: Family of its texts.
    """
    painter.save()
    stroke = drawing.em * _STROKE_EM
    painter.setPen(QPen(_faint(colours.ink, _GRID_ALPHA), stroke))
    for line in drawing.lines:
        painter.drawLine(QPointF(line.x1, line.y1), QPointF(line.x2, line.y2))
    for area in drawing.areas:
        _paint_area(painter, area, colours, drawing.em)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    used = with_fixed_digits(font)
    used.setPixelSize(max(1, round(drawing.em)))
    painter.setFont(used)
    metrics = QFontMetricsF(used, painter.device())
    for words in drawing.words:
        _paint_words(painter, words, colours, metrics)
    painter.restore()


def _paint_area(painter: QPainter, area: Area, colours: ChartColours, em: float) -> None:
    rect = QRectF(area.x, area.y, area.width, area.height)
    stroke = em * _STROKE_EM
    match area.fill:
        case Fill.PEOPLE:
            painter.fillRect(rect, _faint(colours.people, area.strength))
        case Fill.GAP:
            colour = _faint(colours.ink, _GAP_ALPHA * area.strength)
            _paint_lines(painter, rect, QPen(colour, stroke), em * _GAP_EM, is_rising=False)
        case MaskLabel():
            painter.fillRect(rect, label_colour(area.fill))
            pen = QPen(_faint(QColor(0, 0, 0), _HATCH_ALPHA), stroke)
            if area.fill is MaskLabel.WITHOUT_MASK:
                _paint_lines(painter, rect, pen, em * _HATCH_EM, is_rising=True)
            elif area.fill is MaskLabel.INCORRECT_MASK:
                _paint_dots(painter, rect, pen, em * _DOT_EM)


def _paint_lines(
    painter: QPainter, rect: QRectF, pen: QPen, step: float, *, is_rising: bool
) -> None:
    """Paint diagonal lines; Qt's own patterns are too fine on paper."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen)
    lines = []
    for number in range(math.ceil((rect.width() + rect.height()) / step)):
        offset = number * step - rect.height()
        begin, end = max(0.0, -offset), min(rect.height(), rect.width() - offset)
        ys = [rect.bottom() - t if is_rising else rect.top() + t for t in (begin, end)]
        lines.append(QLineF(rect.x() + offset + begin, ys[0], rect.x() + offset + end, ys[1]))
    painter.drawLines(lines)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _paint_dots(painter: QPainter, rect: QRectF, pen: QPen, step: float) -> None:
    """Paint dots, each row shifted by half a step."""
    pen = QPen(pen)
    pen.setWidthF(pen.widthF() * 1.3)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    dots = [
        QPointF(rect.x() + (column + 0.25 + row % 2 / 2) * step, rect.y() + (row + 0.5) * step)
        for row in range(int(rect.height() / step))
        for column in range(int(rect.width() / step))
    ]
    painter.drawPoints(QPolygonF(dots))


def _faint(colour: QColor, alpha: float) -> QColor:
    faint = QColor(colour)
    faint.setAlphaF(alpha)
    return faint


def _paint_words(
    painter: QPainter, words: Words, colours: ChartColours, metrics: QFontMetricsF
) -> None:
    width = metrics.horizontalAdvance(words.text)
    x = words.x - {"start": 0.0, "middle": width / 2, "end": width}[words.anchor]
    painter.setPen(colours.soft if words.is_soft else colours.ink)
    painter.drawText(QPointF(x, words.y), words.text)
