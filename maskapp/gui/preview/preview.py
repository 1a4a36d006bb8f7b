"""The live image, fitted to the widget or at actual size."""

import math
from collections.abc import Mapping

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

from maskapp.gui.shared.theme import PREVIEW_BACKGROUND, RECORDING_RED, SPACE_M, SPACE_S
from maskapp.live.preview_size import PreviewSize
from maskapp.records import Box

_FLASH_MS = 120
_NO_PLACES: Mapping[int, Box] = {}
_PAN_STEP_PX = 48
_FLASH_COLOUR = QColor(255, 255, 255, 150)
_BADGE_COLOUR = QColor(0, 0, 0, 190)
_PAN_STEPS = {
    Qt.Key.Key_Left: QPoint(_PAN_STEP_PX, 0),
    Qt.Key.Key_Right: QPoint(-_PAN_STEP_PX, 0),
    Qt.Key.Key_Up: QPoint(0, _PAN_STEP_PX),
    Qt.Key.Key_Down: QPoint(0, -_PAN_STEP_PX),
}


class Preview(QWidget):
    """A view of the newest image; at actual size, dragging or the arrow keys pan it.

    Attributes:
        places: Where the faces are in the image: boxes in shares of the frame's width and height,
            not mirrored, by track.
        is_mirrored: Whether left and right are swapped in the image.
    """

    double_clicked = Signal()
    previous_asked = Signal()
    """The Page Up key was pressed."""
    next_asked = Signal()
    """The Page Down key was pressed."""
    available_size_changed = Signal(object)
    """Emitted with the `PreviewSize` that is now available for images."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self.places = _NO_PLACES
        self.is_mirrored = False
        self._frame_size = (0, 0)
        self._is_fit = True
        self._pan_offset = QPoint()
        self._dragged_from: QPointF | None = None
        self._badge = ""
        self._recording_text = ""
        self._flash = QTimer(self, singleShot=True, interval=_FLASH_MS)
        self._flash.timeout.connect(self.update)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumWidth(240)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Preview"))
        self.setAccessibleDescription(self.tr("The live image with a box around each face"))

    def show_image(
        self,
        image: QImage,
        frame_size: tuple[int, int],
        places: Mapping[int, Box] = _NO_PLACES,
        *,
        is_mirrored: bool = False,
    ) -> None:
        """Replace the image.

        Args:
            image: May have more pixels than the frame, so that boxes and labels are sharp.
            frame_size: Width and height of the frame in pixels.
            places: See `places`.
            is_mirrored: See `is_mirrored`.
        """
        if self._image is None or self._frame_size != frame_size:
            self._pan_offset = QPoint()
        self._image, self._frame_size, self.places = image, frame_size, places
        self.is_mirrored = is_mirrored
        self.update()

    def clear(self) -> None:
        """Remove the image."""
        self._image, self.places = None, _NO_PLACES
        self.update()

    def has_image(self) -> bool:
        """Return whether there is an image to show."""
        return self._image is not None

    @Slot(bool)
    def set_fit(self, is_fit: bool) -> None:
        """Scale the image to the widget, or show each of its pixels as one screen pixel."""
        self._is_fit = is_fit
        self._pan_offset = QPoint()
        self._update_cursor()
        self.update()
        self.available_size_changed.emit(self.available_size())

    def set_badge(self, text: str) -> None:
        """Show a word such as "Paused" over the image; "" for none."""
        if text != self._badge:
            self._badge = text
            self.update()

    def set_recording_text(self, text: str) -> None:
        """Set the text shown in full screen while recording, such as its duration; "" for none."""
        if text != self._recording_text:
            self._recording_text = text
            self.update()

    def flash(self) -> None:
        """Brighten the image for a moment, to confirm a snapshot."""
        self._flash.start()
        self.update()

    def image_rect(self) -> QRectF:
        """Return where the image is drawn, in the widget's coordinates."""
        if self._image is None:
            return QRectF()
        ratio = self.devicePixelRatioF()
        size = self.available_size().shown(*self._frame_size)
        drawn = QRectF(QPointF(), QSizeF(*size) / ratio)
        drawn.moveCenter(QRectF(self.rect()).center() + QPointF(self._pan_offset))
        # Centring may end between two device pixels, which would blur the image.
        corner = drawn.topLeft() * ratio
        drawn.moveTopLeft(QPointF(round(corner.x()), round(corner.y())) / ratio)
        return drawn

    def available_size(self) -> PreviewSize:
        """Return the size available for images, in device pixels."""
        size = (self.size().toSizeF() * self.devicePixelRatioF()).toSize()
        return PreviewSize(size.width(), size.height(), self._is_fit)

    def event(self, event: QEvent) -> bool:
        """Announce the new size in device pixels when the window changes screens."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.available_size_changed.emit(self.available_size())
        return super().event(event)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return the size of the demo clip."""
        return QSize(640, 480)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the image, then the flash and the badges over it."""
        with QPainter(self) as painter:
            painter.fillRect(event.rect(), PREVIEW_BACKGROUND)
            if self._image is None:
                return
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self._is_fit)
            rect = self.image_rect()
            painter.drawImage(rect, self._image)
            if self._flash.isActive():
                painter.fillRect(rect, _FLASH_COLOUR)
            if self._badge:
                self._paint_badge(painter, self._badge, QColor(), Qt.AlignmentFlag.AlignHCenter)
            if self._recording_text and self.window().isFullScreen():  # the toolbar is hidden
                red = RECORDING_RED[True]
                self._paint_badge(painter, self._recording_text, red, Qt.AlignmentFlag.AlignRight)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Emit `double_clicked`."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.double_clicked.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Start dragging an image that is larger than the widget."""
        if event.button() == Qt.MouseButton.LeftButton and self._can_pan():
            self._dragged_from = event.position()
            self._update_cursor()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Pan the image by the distance dragged."""
        if self._dragged_from is not None:
            self._pan((event.position() - self._dragged_from).toPoint())
            self._dragged_from = event.position()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Stop dragging."""
        self._dragged_from = None
        self._update_cursor()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Pan the image with the arrow keys, and ask for other pictures."""
        step = _PAN_STEPS.get(Qt.Key(event.key()))
        if step is not None and self._can_pan():
            self._pan(step)
        elif event.key() == Qt.Key.Key_PageUp:
            self.previous_asked.emit()
        elif event.key() == Qt.Key.Key_PageDown:
            self.next_asked.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep the image within its limits and announce the new size."""
        self._pan(QPoint())
        self._update_cursor()
        self.available_size_changed.emit(self.available_size())

    def _can_pan(self) -> bool:
        return not self._is_fit and not QRectF(self.rect()).contains(self.image_rect())

    def _pan(self, step: QPoint) -> None:
        """Move the image, but no further than its edges."""
        if self._image is None:
            return
        size = QSizeF(*self._frame_size) / self.devicePixelRatioF()
        max_x = max(0, math.ceil((size.width() - self.width()) / 2))
        max_y = max(0, math.ceil((size.height() - self.height()) / 2))
        wanted = self._pan_offset + step
        self._pan_offset = QPoint(
            max(-max_x, min(wanted.x(), max_x)), max(-max_y, min(wanted.y(), max_y))
        )
        self.update()

    def _update_cursor(self) -> None:
        if self._dragged_from is not None:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self._can_pan():
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.unsetCursor()

    def _paint_badge(
        self, painter: QPainter, text: str, dot: QColor, side: Qt.AlignmentFlag
    ) -> None:
        """Paint a pill at the upper edge, with a dot before the text if `dot` is valid."""
        metrics = painter.fontMetrics()
        dot_px = metrics.capHeight() if dot.isValid() else 0
        gap_px = SPACE_S if dot_px else 0
        pill = QRect(
            0,
            SPACE_M,
            metrics.horizontalAdvance(text) + dot_px + gap_px + 2 * SPACE_M,
            metrics.height() + SPACE_S,
        )
        if side == Qt.AlignmentFlag.AlignRight:
            pill.moveRight(self.width() - SPACE_M)
        else:
            pill.moveLeft((self.width() - pill.width()) // 2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_BADGE_COLOUR)
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        left = pill.left() + SPACE_M
        if dot_px:
            painter.setBrush(dot)
            top = pill.center().y() - dot_px / 2 + 1
            painter.drawEllipse(QRectF(left, top, dot_px, dot_px))
        painter.setPen(Qt.GlobalColor.white)
        painter.drawText(
            pill.adjusted(SPACE_M + dot_px + gap_px, 0, -SPACE_M, 0),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            text,
        )
