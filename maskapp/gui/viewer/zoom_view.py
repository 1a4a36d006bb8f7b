"""A picture that can be enlarged and moved."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, QSizeF, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from maskapp.gui.shared.theme import PREVIEW_BACKGROUND, SPACE_L

_STEP = 1.25
_LARGEST_SCALE = 16.0
_SMALLEST_PX = 32
"""A picture is not made smaller than this."""
_NOTCH = 120
_TEXT_COLOUR = QColor("#e7eaec")


class ZoomView(QWidget):
    """A view of one picture, fitted at first; the wheel enlarges it, dragging moves it.

    Signals:
        zoomed: Screen pixels for each pixel of the picture.
    """

    zoomed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._whole = QSizeF()
        self._text = ""
        self._scale: float | None = None  # None fits the picture
        self._centre = QPointF()
        self._dragged_from: QPointF | None = None
        self._shrunk = QImage()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 180)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_picture(self, image: QImage, whole: QSize, *, keeps_view: bool = False) -> None:
        """Show a picture.

        Args:
            image: The picture, possibly with fewer pixels than its file.
            whole: Size of the picture in its file, pixels.
            keeps_view: Whether the same part stays in view, as for the same picture with boxes.
        """
        if not keeps_view or self._whole != QSizeF(whole):
            self._scale = None
        self._image, self._whole, self._text = image, QSizeF(whole), ""
        self._shrunk = QImage()
        self._show()

    def show_text(self, text: str) -> None:
        """Show a text in place of the picture."""
        self._image, self._text, self._scale = QImage(), text, None
        self._show()

    @property
    def has_picture(self) -> bool:
        """Whether there is a picture."""
        return not self._image.isNull()

    @property
    def scale(self) -> float:
        """Screen pixels for each pixel of the picture."""
        return self._shown_scale() * self.devicePixelRatioF()

    @Slot()
    def fit(self) -> None:
        """Show the whole picture, as large as it fits, but not enlarged beyond four times."""
        self._scale = None
        self._show()

    @Slot()
    def show_pixels(self) -> None:
        """Show each pixel of the picture as one of the screen."""
        self._zoom_to(1 / self.devicePixelRatioF(), QRectF(self.rect()).center())

    @Slot()
    def zoom_in(self) -> None:
        """Enlarge the picture by a step."""
        self._zoom_to(self._shown_scale() * _STEP, QRectF(self.rect()).center())

    @Slot()
    def zoom_out(self) -> None:
        """Make the picture smaller by a step."""
        self._zoom_to(self._shown_scale() / _STEP, QRectF(self.rect()).center())

    def pan(self, by: QPointF) -> None:
        """Move the picture by so many pixels of the window."""
        if self._scale is not None:
            self._centre -= by / self._scale
            self._keep_inside()
            self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Override `QWidget.wheelEvent`: zoom, so that what is under the pointer stays there."""
        notches = event.angleDelta().y() / _NOTCH
        if notches:
            self._zoom_to(self._shown_scale() * _STEP**notches, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Override `QWidget.mousePressEvent`: begin to move the picture."""
        if event.button() == Qt.MouseButton.LeftButton and self._scale is not None:
            self._dragged_from = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Override `QWidget.mouseMoveEvent`: move the picture."""
        if self._dragged_from is not None:
            self.pan(event.position() - self._dragged_from)
            self._dragged_from = event.position()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:  # noqa: N802
        """Override `QWidget.mouseReleaseEvent`: stop moving the picture."""
        self._dragged_from = None
        self._update_cursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Override `QWidget.mouseDoubleClickEvent`: between fitted and each pixel."""
        if self._scale is None:
            self._zoom_to(1 / self.devicePixelRatioF(), event.position())
        else:
            self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Override `QWidget.resizeEvent`: fit the picture again."""
        super().resizeEvent(event)
        self._keep_inside()
        self.zoomed.emit(self.scale)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Override `QWidget.paintEvent`."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), PREVIEW_BACKGROUND)
            if self._image.isNull():
                painter.setPen(_TEXT_COLOUR)
                inner = self.rect().adjusted(SPACE_L, SPACE_L, -SPACE_L, -SPACE_L)
                flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
                painter.drawText(inner, int(flags), self._text)
                return
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            place = self._place()
            painter.drawImage(place, self._image_for(place))

    def _show(self) -> None:
        self._keep_inside()
        self._update_cursor()
        self.update()
        self.zoomed.emit(self.scale)

    def _shown_scale(self) -> float:
        """Return widget pixels for each pixel of the picture."""
        if self._scale is not None or self._whole.isEmpty():
            return self._scale or 1.0
        fitted = self._whole.scaled(QSizeF(self.size()), Qt.AspectRatioMode.KeepAspectRatio)
        return min(fitted.width() / self._whole.width(), 4.0)

    def _zoom_to(self, scale: float, anchor: QPointF) -> None:
        if self._image.isNull():
            return
        before = self._place()
        point = (anchor - before.topLeft()) / self._shown_scale()
        least = _SMALLEST_PX / max(self._whole.width(), self._whole.height())
        self._scale = min(max(scale, least), _LARGEST_SCALE)
        self._centre = point + (QRectF(self.rect()).center() - anchor) / self._scale
        self._show()

    def _place(self) -> QRectF:
        """Return where the whole picture is, in pixels of the widget."""
        scale, middle = self._shown_scale(), QRectF(self.rect()).center()
        place = QRectF(QPointF(), self._whole * scale)
        if self._scale is None:
            place.moveCenter(middle)
        else:
            place.moveTopLeft(middle - self._centre * scale)
        return place

    def _keep_inside(self) -> None:
        """Move the picture back into view, and to the middle where it is smaller than that."""
        if self._scale is None:
            self._centre = QPointF(self._whole.width() / 2, self._whole.height() / 2)
            return
        half = QSizeF(self.size()) / (2 * self._scale)
        x, y = self._whole.width(), self._whole.height()
        self._centre = QPointF(
            min(max(self._centre.x(), min(half.width(), x / 2)), max(x - half.width(), x / 2)),
            min(max(self._centre.y(), min(half.height(), y / 2)), max(y - half.height(), y / 2)),
        )

    def _image_for(self, place: QRectF) -> QImage:
        """Return the image to draw; one made smaller with care if it is shown much smaller."""
        needed = (place.size() * self.devicePixelRatioF()).toSize()
        if needed.width() * 2 > self._image.width() or needed.isEmpty():
            return self._image
        if self._shrunk.size() != needed:
            smooth = Qt.TransformationMode.SmoothTransformation
            self._shrunk = self._image.scaled(needed, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
        return self._shrunk

    def _update_cursor(self) -> None:
        has_more = self._scale is not None and not QRect(self.rect()).contains(
            self._place().toAlignedRect()
        )
        shape = Qt.CursorShape.OpenHandCursor if has_more else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)
