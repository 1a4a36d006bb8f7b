"""Where points of the frame are in the preview, and the other way round."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPolygonF

from maskapp.gui.preview.preview import Preview
from maskapp.live.zones.zones import Area, Point
from maskapp.records import Box


class PictureView:
    """The picture as the user sees it: fitted or at actual size, moved, perhaps mirrored.

    Args:
        preview: Shows the picture.
    """

    def __init__(self, preview: Preview) -> None:
        self._preview = preview

    @property
    def is_mirrored(self) -> bool:
        """Whether left and right are swapped."""
        return self._preview.is_mirrored

    @property
    def rect(self) -> QRectF:
        """The picture, in the coordinates of the preview; null while there is none."""
        return self._preview.image_rect()

    def to_view(self, point: Point) -> QPointF:
        """Return where a point of the frame is in the preview."""
        rect, (x, y) = self.rect, point
        across = 1 - x if self.is_mirrored else x
        return QPointF(rect.left() + across * rect.width(), rect.top() + y * rect.height())

    def to_frame(self, position: QPointF) -> Point:
        """Return the nearest point of the frame to a place in the preview."""
        rect = self.rect
        if not rect.width() or not rect.height():
            return 0.0, 0.0
        across = min(max((position.x() - rect.left()) / rect.width(), 0.0), 1.0)
        down = min(max((position.y() - rect.top()) / rect.height(), 0.0), 1.0)
        return (1 - across if self.is_mirrored else across), down

    def polygon(self, area: Area) -> QPolygonF:
        """Return the corners of an area in the preview."""
        return QPolygonF([self.to_view(corner) for corner in area.corners])

    def box_rect(self, box: Box) -> QRectF:
        """Return a box in the preview."""
        corners = (self.to_view((box.x1, box.y1)), self.to_view((box.x2, box.y2)))
        return QRectF(*corners).normalized()
