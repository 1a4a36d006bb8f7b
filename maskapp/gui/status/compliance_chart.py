"""A chart of compliance over the session."""

import math
from bisect import bisect_left
from itertools import pairwise

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from maskapp.gui.shared.formatting import percent
from maskapp.gui.shared.mask_label_marks import label_colour
from maskapp.gui.shared.theme import SPACE_XS
from maskapp.outputs.durations import format_duration
from maskapp.records import MaskLabel

Points = tuple[tuple[float, float], ...]

_SHARES = (0.0, 0.5, 1.0)
_EDGES = (0.0, 1.0)
_STEPS_S = (5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400)
_SHORTEST_SPAN_S = 20.0
"""Minimum span of the time axis, even if the session has just begun."""
_GAP = 1.5
"""Points further apart than this multiple of the usual interval are not joined."""
_LINE_PX = 2.0
_DOT_PX = 3.5


def split_at_gaps(points: Points) -> list[Points]:
    """Split the points where one is missing; the smallest interval counts as the usual one."""
    gaps = [later[0] - earlier[0] for earlier, later in pairwise(points)]
    starts = [i + 1 for i, gap in enumerate(gaps) if gap > _GAP * min(gaps)]
    return [points[start:end] for start, end in pairwise((0, *starts, len(points)))]


class ComplianceChart(QWidget):
    """A line chart that marks the newest point; the tool tip reads out the others.

    It paints up to 600 points fast enough for a live display.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._points: Points = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Masked, of the faces in view, over time"))
        self._describe()

    def set_points(self, points: Points) -> None:
        """Show other points.

        Args:
            points: Seconds since the session began and compliance from 0 to 1, by time.
        """
        if points == self._points:
            return
        self._points = points
        self._describe()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return a comfortable size in proportion to the font."""
        line = self.fontMetrics().height()
        return QSize(16 * line, 7 * line)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return a size that fits the axes and a little of the curve."""
        line = self.fontMetrics().height()
        return QSize(8 * line, 4 * line)

    def event(self, event: QEvent) -> bool:
        """Show the nearest point as a tool tip."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            text = self.text_at(event.pos().x())
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def text_at(self, x: float) -> str:
        """Return the time and compliance of the point nearest to a column; "" without points."""
        if not self._points:
            return ""
        area = self._area()
        start, span = self._time_range()
        time_s = start + (x - area.left()) / max(area.width(), 1) * span
        index = bisect_left(self._points, (time_s,))
        near = self._points[max(0, index - 1) : index + 1]
        nearest_s, share = min(near, key=lambda point: abs(point[0] - time_s))
        return self.tr("{time}: {share} of the faces in view masked").format(
            time=format_duration(nearest_s), share=percent(share)
        )

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint the axes and the curve, or a hint while there are no points."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            area = self._area()
            self._paint_shares(painter, area)
            if self._points:
                self._paint_times(painter, area)
                self._paint_curve(painter, area)
            else:
                painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
                text = self.tr("No faces have been clearly labelled yet.")
                flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
                painter.drawText(area.adjusted(SPACE_XS, 0, -SPACE_XS, 0), flags, text)

    def _area(self) -> QRectF:
        """Return the rectangle of the curve, inside the axis labels."""
        metrics = QFontMetricsF(self.font())
        left = metrics.horizontalAdvance(percent(1.0)) + 2 * SPACE_XS
        half_line = metrics.height() / 2
        bottom = metrics.height() + SPACE_XS
        return QRectF(self.rect()).adjusted(left, half_line, -SPACE_XS - _DOT_PX, -bottom)

    def _time_range(self) -> tuple[float, float]:
        """Return the start and the span of the time axis in seconds."""
        start = self._points[0][0]
        return start, max(_SHORTEST_SPAN_S, self._points[-1][0] - start)

    def _paint_shares(self, painter: QPainter, area: QRectF) -> None:
        line = painter.fontMetrics().height()
        for share in _SHARES if self._points else _EDGES:  # leaves room for the hint
            y = round(area.bottom() - share * area.height()) + 0.5
            painter.setPen(self._grid_colour())
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
            place = QRectF(0, y - line / 2, area.left() - SPACE_XS, line)
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(place, flags, percent(share))

    def _paint_times(self, painter: QPainter, area: QRectF) -> None:
        metrics = painter.fontMetrics()
        start, span = self._time_range()
        widest = metrics.horizontalAdvance(format_duration(start + span)) + 4 * SPACE_XS
        room = max(1.0, area.width() / widest)
        step = next((step for step in _STEPS_S if span / step <= room), span)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        time_s = math.ceil(start / step) * step
        while time_s <= start + span:
            text = format_duration(time_s)
            width = metrics.horizontalAdvance(text)
            centre = area.left() + (time_s - start) / span * area.width()
            left = min(max(centre - width / 2, area.left()), self.width() - width)
            painter.drawText(QPointF(left, self.height() - metrics.descent() - 1), text)
            time_s += step

    def _paint_curve(self, painter: QPainter, area: QRectF) -> None:
        start, span = self._time_range()
        x_scale = area.width() / span
        colour = label_colour(MaskLabel.WITH_MASK)
        fill = QColor(colour)
        fill.setAlphaF(0.22)
        pen = QPen(colour, _LINE_PX)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)  # draws a lone point as a dot
        for run in split_at_gaps(self._points):
            curve = [
                QPointF(area.left() + (time_s - start) * x_scale, self._y(area, share))
                for time_s, share in run
            ]
            ends = [QPointF(point.x(), area.bottom()) for point in (curve[-1], curve[0])]
            # Antialiasing one large polygon takes over 100 ms; the lines hide its edges anyway.
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(fill)
            painter.drawPolygon(QPolygonF([*curve, *ends]))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            painter.setPen(pen)
            painter.drawPoint(curve[0])
            painter.drawLines([QLineF(here, there) for here, there in pairwise(curve)])
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Window), 1))
        painter.setBrush(colour)
        painter.drawEllipse(curve[-1], _DOT_PX, _DOT_PX)

    @staticmethod
    def _y(area: QRectF, share: float) -> float:
        return area.bottom() - min(max(share, 0.0), 1.0) * area.height()

    def _grid_colour(self) -> QColor:
        colour = self.palette().color(QPalette.ColorRole.WindowText)
        colour.setAlphaF(0.25)
        return colour

    def _describe(self) -> None:
        """Describe the newest point for screen readers."""
        if not self._points:
            self.setAccessibleDescription(self.tr("No faces have been clearly labelled yet."))
            return
        time_s, share = self._points[-1]
        text = self.tr("At {time}, {share} of the faces in view were masked.")
        self.setAccessibleDescription(
            text.format(time=format_duration(time_s), share=percent(share))
        )
