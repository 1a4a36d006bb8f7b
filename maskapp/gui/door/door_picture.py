"""The small picture on the door display, in which people see themselves as in a mirror."""

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

_FRAME = QColor(0, 0, 0, 90)


class DoorPicture(QWidget):
    """A picture that keeps its shape; hidden until there is one."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self._place = QRectF()
        self.hide()

    def set_place(self, place: QRectF) -> None:
        """Set the room for the picture, which stands at its upper right, or in its middle."""
        self._place = place
        self._fit()

    def show_image(self, image: QImage) -> None:
        """Show a picture."""
        is_other_shape = self._image is None or self._image.size() != image.size()
        self._image = image
        if is_other_shape:
            self._fit()
        self.update()

    def clear(self) -> None:
        """Show none."""
        self._image = None
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Override `QWidget.paintEvent`."""
        if self._image is None:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(QRectF(self.rect()), self._image)
            painter.setPen(_FRAME)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _fit(self) -> None:
        if self._image is None or self._place.isEmpty():
            self.hide()
            return
        size = QSizeF(self._image.size())
        size.scale(self._place.size(), Qt.AspectRatioMode.KeepAspectRatio)
        fitted = QRectF(self._place.topLeft(), size)
        if self._place.width() > self._place.height() * 3:  # above the symbol
            fitted.moveCenter(self._place.center())
        else:
            fitted.moveTopRight(self._place.topRight())
        self.setGeometry(fitted.toAlignedRect())
        self.show()
