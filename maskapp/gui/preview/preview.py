"""The live picture: scaled with its aspect kept, or pixel by pixel."""

import math

from PySide6.QtCore import (
    QEvent,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    QSizeF,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from maskapp.gui.shared.theme import PREVIEW_GROUND, SPACE_M, SPACE_S
from maskapp.live.preview_size import PreviewSize

_FLASH_MS = 120
_PAN_STEP_PX = 48
_BADGE_GROUND = QColor(0, 0, 0, 190)
_PAN_STEPS = {
    Qt.Key.Key_Left: QPoint(_PAN_STEP_PX, 0),
    Qt.Key.Key_Right: QPoint(-_PAN_STEP_PX, 0),
    Qt.Key.Key_Up: QPoint(0, _PAN_STEP_PX),
    Qt.Key.Key_Down: QPoint(0, -_PAN_STEP_PX),
}


class Preview(QWidget):
    """Shows the newest picture. At actual size, dragging and the arrow keys move it."""

    double_clicked = Signal()
    room_changed = Signal(object)
    """`PreviewSize`: how much room there is for pictures now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture: QImage | None = None
        self._size = (0, 0)
        self._is_fit = True
        self._shift = QPoint()
        self._dragged_from: QPointF | None = None
        self._badge = ""
        self._recording = ""
        self._flash = QTimer(self, singleShot=True, interval=_FLASH_MS)
        self._flash.timeout.connect(self.update)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 180)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Live picture"))
        self.setAccessibleDescription(self.tr("The picture of the source with a box on each face"))

    def show_picture(self, picture: QImage, size: tuple[int, int]) -> None:
        """Show a picture in place of the one before.

        Args:
            picture: Its pixels may be more than those of the frame that it is made of.
            size: Width and height of the frame.
        """
        if self._picture is None or self._size != size:
            self._shift = QPoint()
        self._picture, self._size = picture, size
        self.update()

    def clear(self) -> None:
        """Forget the picture, such as that of a source that was closed."""
        self._picture = None
        self.update()

    def has_picture(self) -> bool:
        """Whether there is a picture to see."""
        return self._picture is not None

    @Slot(bool)
    def set_fit(self, is_fit: bool) -> None:
        """Scale the picture to the window, or show each pixel as one of the screen."""
        self._is_fit = is_fit
        self._shift = QPoint()
        self._show_cursor()
        self.update()
        self.room_changed.emit(self.room())

    def set_badge(self, text: str) -> None:
        """Show a word over the picture, such as that it is paused; "" for none."""
        if text != self._badge:
            self._badge = text
            self.update()

    def set_recording(self, text: str) -> None:
        """Say on the full screen that it is recorded, for how long; "" for not."""
        if text != self._recording:
            self._recording = text
            self.update()

    def flash(self) -> None:
        """Brighten the picture for a moment: a snapshot was taken."""
        self._flash.start()
        self.update()

    def target(self) -> QRectF:
        """Where the picture is drawn, in the widget's pixels."""
        if self._picture is None:
            return QRectF()
        ratio = self.devicePixelRatioF()
        drawn = QRectF(QPointF(), QSizeF(*self.room().shown(*self._size)) / ratio)
        drawn.moveCenter(QRectF(self.rect()).center() + QPointF(self._shift))
        # Pixel on pixel, also in the middle of an odd number.
        corner = drawn.topLeft() * ratio
        drawn.moveTopLeft(QPointF(round(corner.x()), round(corner.y())) / ratio)
        return drawn

    def room(self) -> PreviewSize:
        """How much there is for pictures."""
        size = (self.size().toSizeF() * self.devicePixelRatioF()).toSize()
        return PreviewSize(size.width(), size.height(), self._is_fit)

    def event(self, event: QEvent) -> bool:
        """Qt's: the window may come to a screen of another density."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.room_changed.emit(self.room())
        return super().event(event)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The size of the demo clip, as good as any."""
        return QSize(640, 480)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102 - Qt's name
        with QPainter(self) as painter:
            painter.fillRect(event.rect(), PREVIEW_GROUND)
            if self._picture is None:
                return
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self._is_fit)
            target = self.target()
            painter.drawImage(target, self._picture)
            if self._flash.isActive():
                painter.fillRect(target, QColor(255, 255, 255, 150))
            if self._badge:
                self._paint_badge(painter, self._badge, QColor(), Qt.AlignmentFlag.AlignHCenter)
            if self._recording and self.window().isFullScreen():  # elsewhere the toolbar says it
                red = QColor("#ff6b5e")
                self._paint_badge(painter, self._recording, red, Qt.AlignmentFlag.AlignRight)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102 - Qt's name
        if event.button() == Qt.MouseButton.LeftButton:
            self.double_clicked.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102 - Qt's name
        if event.button() == Qt.MouseButton.LeftButton and self._can_pan():
            self._dragged_from = event.position()
            self._show_cursor()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102 - Qt's name
        if self._dragged_from is not None:
            self._pan((event.position() - self._dragged_from).toPoint())
            self._dragged_from = event.position()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102 - Qt's name
        self._dragged_from = None
        self._show_cursor()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102 - Qt's name
        step = _PAN_STEPS.get(Qt.Key(event.key()))
        if step is not None and self._can_pan():
            self._pan(step)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102 - Qt's name
        self._pan(QPoint())
        self._show_cursor()
        self.room_changed.emit(self.room())

    def _can_pan(self) -> bool:
        return not self._is_fit and not QRectF(self.rect()).contains(self.target())

    def _pan(self, step: QPoint) -> None:
        """Move the picture, but no farther than its edge."""
        if self._picture is None:
            return
        size = QSizeF(*self._size) / self.devicePixelRatioF()
        most_x = max(0, math.ceil((size.width() - self.width()) / 2))
        most_y = max(0, math.ceil((size.height() - self.height()) / 2))
        wanted = self._shift + step
        self._shift = QPoint(
            max(-most_x, min(wanted.x(), most_x)), max(-most_y, min(wanted.y(), most_y))
        )
        self.update()

    def _show_cursor(self) -> None:
        if self._dragged_from is not None:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self._can_pan():
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.unsetCursor()

    def _paint_badge(
        self, painter: QPainter, text: str, dot: QColor, side: Qt.AlignmentFlag
    ) -> None:
        """A plate at the upper edge, with a dot before the text where a colour is given."""
        metrics = painter.fontMetrics()
        dot_px = metrics.capHeight() if dot.isValid() else 0
        gap_px = SPACE_S if dot_px else 0
        plate = QRect(
            0,
            SPACE_M,
            metrics.horizontalAdvance(text) + dot_px + gap_px + 2 * SPACE_M,
            metrics.height() + SPACE_S,
        )
        if side == Qt.AlignmentFlag.AlignRight:
            plate.moveRight(self.width() - SPACE_M)
        else:
            plate.moveLeft((self.width() - plate.width()) // 2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_BADGE_GROUND)
        painter.drawRoundedRect(plate, plate.height() / 2, plate.height() / 2)
        left = plate.left() + SPACE_M
        if dot_px:
            painter.setBrush(dot)
            top = plate.center().y() - dot_px / 2 + 1
            painter.drawEllipse(QRectF(left, top, dot_px, dot_px))
        painter.setPen(Qt.GlobalColor.white)
        painter.drawText(
            plate.adjusted(SPACE_M + dot_px + gap_px, 0, -SPACE_M, 0),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            text,
        )
