"""The hint at the lower edge of the door display: how to leave it."""

from PySide6.QtCore import QRectF, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from maskapp.gui.shared.theme import SPACE_L, SPACE_M, SPACE_S

_SHOWN_MS = 3000
_BACKGROUND = QColor(0, 0, 0, 215)
_BAR = QColor("#20856b")
_LEAST_TEXT_PX = 15
_TEXT_SHARE = 0.028
"""Height of the text as a share of the display's height."""


class LeaveHint(QWidget):
    """A pill that says how to leave, and fills as Esc is held; hidden at first."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._display = parent
        self.text = ""
        self._share = 0.0
        self._timer = QTimer(self, singleShot=True, interval=_SHOWN_MS)
        self._timer.timeout.connect(self.hide)
        self.hide()

    @Slot(float)
    def show_progress(self, share: float) -> None:
        """Show for how much of the time Esc was held, 0 to 1."""
        self._timer.stop()
        self._show(self.tr("Keep holding Esc to leave"), share)

    @Slot()
    def show_end(self) -> None:
        """Say that Esc was held for long enough."""
        self._show(self.tr("Now release Esc"), 1.0)

    @Slot()
    def show_how(self) -> None:
        """Say for a moment how to leave."""
        self._show(self.tr("Hold Esc to leave"), 0.0)
        self._timer.start()

    def place(self) -> None:
        """Take the place at the lower edge of the display."""
        parent = self._display
        font = self.font()
        font.setPixelSize(max(_LEAST_TEXT_PX, round(parent.height() * _TEXT_SHARE)))
        self.setFont(font)
        metrics = self.fontMetrics()
        width = max(map(metrics.horizontalAdvance, (self.text, self.tr("Hold Esc to leave"))))
        self.resize(width + 2 * SPACE_L + metrics.height(), metrics.height() + 2 * SPACE_M)
        self.move((parent.width() - self.width()) // 2, parent.height() - self.height() - SPACE_S)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Override `QWidget.paintEvent`."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(_BACKGROUND)
            whole = QRectF(self.rect())
            radius = whole.height() / 2
            painter.drawRoundedRect(whole, radius, radius)
            filled = QRectF(whole)
            filled.setWidth(whole.width() * self._share)
            painter.setClipRect(filled)
            painter.setBrush(_BAR)
            painter.drawRoundedRect(whole, radius, radius)
            painter.setClipping(False)
            painter.setPen(Qt.GlobalColor.white)
            painter.drawText(whole, Qt.AlignmentFlag.AlignCenter, self.text)

    def _show(self, text: str, share: float) -> None:
        self.text, self._share = text, share
        self.place()
        self.show()
        self.raise_()
        self.update()
