"""A red frame over a part of the window: a test of the alarm, or one while the log is read."""

from PySide6.QtCore import QEvent, QMargins, QObject, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from maskapp.gui.shared.theme import SPACE_L, SPACE_S, SPACE_XS
from maskapp.label_style import ALARM_COLOUR

_RED = QColor(ALARM_COLOUR)
_LINE_PX, _INNER_LINE_PX = 7, 1
"""Together as wide as the margins of what lies below, whatever the size of the window."""
_FRAME_PX = _LINE_PX + _INNER_LINE_PX


class FrameOverlay(QWidget):
    """A frame that lies over a widget and lets the mouse through.

    Args:
        over: The widget.
    """

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self._text = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.hide)
        over.installEventFilter(self)
        self.hide()

    @property
    def room(self) -> QMargins:
        """What the frame and its text need above and below what they must not hide."""
        return QMargins(0, _FRAME_PX, 0, _FRAME_PX + 2 * SPACE_XS + self._plate_height)

    def show_text(self, text: str) -> None:
        """Show the frame with a text at its lower edge, since messages stand at the upper one."""
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.update()
        self._fill()
        self.show()

    def show_for(self, text: str, time_ms: int) -> None:
        """Show the frame with a text for a while."""
        self.show_text(text)
        self._timer.start(time_ms)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Follow the size of the widget."""
        if event.type() == QEvent.Type.Resize:
            self._fill()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint the frame, with a white line inside, and the text."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_frame(painter, _LINE_PX, 0.0, _RED)
            self._paint_frame(painter, _INNER_LINE_PX, _LINE_PX, QColor(Qt.GlobalColor.white))
            width = painter.fontMetrics().horizontalAdvance(self._text) + 2 * SPACE_L
            plate = QRectF((self.width() - width) / 2, 0, width, self._plate_height)
            plate.moveBottom(self.height() - _FRAME_PX - SPACE_XS)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(_RED)
            painter.drawRoundedRect(plate, SPACE_S, SPACE_S)
            painter.setPen(Qt.GlobalColor.white)
            painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, self._text)

    @property
    def _plate_height(self) -> int:
        return self.fontMetrics().height() + SPACE_S

    def _fill(self) -> None:
        self.setGeometry(self._over.rect())
        self.raise_()

    def _paint_frame(self, painter: QPainter, line: float, inset: float, colour: QColor) -> None:
        pen = painter.pen()
        pen.setColor(colour)
        pen.setWidthF(line)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        middle = inset + line / 2
        painter.drawRect(QRectF(self.rect()).adjusted(middle, middle, -middle, -middle))
