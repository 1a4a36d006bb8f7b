"""A chart that can be pointed at, and walked through with the arrow keys."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from maskapp.gui.shared.formatting import as_tooltip
from maskapp.gui.statistics.paint_drawing import ChartColours, paint_drawing
from maskapp.outputs.figures.charts.charts import Chart
from maskapp.outputs.figures.charts.drawing import Cell, Drawing

_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
_BY_KEYBOARD = {
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
}
_LINES, _LEAST_LINES = 17, 13
_CURRENT_PX = 2


class ChartView(QWidget):
    """A chart. The part under the mouse, or the one that the arrow keys chose, is told in words."""

    pointed_at = Signal(str)
    """What the current part shows, in words; "" without one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chart: Chart | None = None
        self._drawing: Drawing | None = None
        self._current: tuple[int, int] | None = None
        self._told = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    def show_chart(self, chart: Chart, summary: str) -> None:
        """Show a chart.

        Args:
            chart: The chart.
            summary: What it shows, in sentences, for screen readers.
        """
        is_other = self._chart is None or self._chart.title != chart.title
        self._chart, self._drawing = chart, None
        self.setAccessibleName(chart.title)
        self.setAccessibleDescription(summary)
        if is_other:
            self._current = None
        self.update()
        self._tell(self._current_cell())

    def cells(self) -> tuple[Cell, ...]:
        """Return the parts of the chart, as it is laid out now."""
        drawing = self._laid_out()
        return drawing.cells if drawing is not None else ()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return a comfortable size in proportion to the font."""
        line = self.fontMetrics().height()
        return QSize(40 * line, _LINES * line)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return a size in which the texts do not overlap."""
        line = self.fontMetrics().height()
        return QSize(20 * line, _LEAST_LINES * line)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Lay the chart out again."""
        super().resizeEvent(event)
        self._drawing = None

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Lay the chart out again when the font changes."""
        super().changeEvent(event)
        self._drawing = None

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint the chart and the frame around its current part."""
        drawing = self._laid_out()
        if drawing is None:
            return
        with QPainter(self) as painter:
            paint_drawing(painter, drawing, ChartColours.of(self.palette()), self.font())
            current = self._current_cell()
            if current is not None:
                pen = QPen(self.palette().color(QPalette.ColorRole.WindowText), _CURRENT_PX)
                pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
                painter.setPen(pen)
                painter.drawRect(_rect(current))

    def event(self, event: QEvent) -> bool:
        """Show the part under the mouse as a tool tip."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            cell = self._cell_at(QPointF(event.pos()))
            if cell is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(
                    event.globalPos(), as_tooltip(cell.text), self, _rect(cell).toRect()
                )
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Tell the part under the mouse."""
        self._choose(self._cell_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Tell nothing any more, unless the keyboard is here."""
        super().leaveEvent(event)
        if not self.hasFocus():
            self._choose(None)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Begin with the first part, if the keyboard came here."""
        super().focusInEvent(event)
        if event.reason() in _BY_KEYBOARD and self._current_cell() is None and self.cells():
            self._choose(self.cells()[0])

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Tell nothing any more."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self._choose(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Go to another part with the arrow keys, Home and End."""
        key, cells = Qt.Key(event.key()), self.cells()
        if not cells:
            super().keyPressEvent(event)
        elif key in {Qt.Key.Key_Home, Qt.Key.Key_End}:
            self._choose(cells[0] if key == Qt.Key.Key_Home else cells[-1])
        elif key in _STEPS:
            row, column = self._current or (0, 0)
            rows, columns = _STEPS[key]
            places = {(cell.row, cell.column): cell for cell in cells}
            self._choose(places.get((row + rows, column + columns)) or self._current_cell())
        else:
            super().keyPressEvent(event)

    def _choose(self, cell: Cell | None) -> None:
        place = None if cell is None else (cell.row, cell.column)
        if place == self._current:
            return
        self._current = place
        self.update()
        self._tell(cell)

    def _tell(self, cell: Cell | None) -> None:
        """Tell a part in words, unless they were told last."""
        text = "" if cell is None else cell.text
        if cell is not None and self.hasFocus():
            self.setAccessibleDescription(text)
        if text == self._told:
            return
        self._told = text
        self.pointed_at.emit(text)
        if cell is not None and self.hasFocus():
            changed = QAccessible.Event.DescriptionChanged
            QAccessible.updateAccessibility(QAccessibleEvent(self, changed))

    def _laid_out(self) -> Drawing | None:
        if self._drawing is None and self._chart is not None:
            em = self.fontMetrics().height() * 0.72
            self._drawing = self._chart.lay_out(self.width(), self.height(), em)
        return self._drawing

    def _cell_at(self, position: QPointF) -> Cell | None:
        return next((cell for cell in self.cells() if _rect(cell).contains(position)), None)

    def _current_cell(self) -> Cell | None:
        cells = self.cells()
        return next((c for c in cells if (c.row, c.column) == self._current), None)


def _rect(cell: Cell) -> QRectF:
    return QRectF(cell.x, cell.y, cell.width, cell.height)
