"""The picture on which zones are drawn: a transparent widget over the preview."""

from enum import Enum

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from maskapp.gui.preview.preview import Preview
from maskapp.gui.zones.picture_view import PictureView
from maskapp.gui.zones.zone_draft import ZoneDraft
from maskapp.gui.zones.zone_painting import (
    HANDLE_PX,
    paint_area,
    paint_face,
    paint_handles,
    paint_least_size,
    paint_open_line,
)
from maskapp.live.zones.zones import MOST_CORNERS, Area, AreaKind, Point

_STEP, _SMALL_STEP = 0.01, 0.002
"""How far an arrow key moves, and with Shift; shares of the frame."""
_NEW_AREA = ((0.4, 0.4), (0.6, 0.4), (0.6, 0.6), (0.4, 0.6))
"""The area that the Insert key adds."""
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_DRAG = "drag"


class Tool(Enum):
    """What the mouse does."""

    SELECT = "select"
    RECTANGLE = "rectangle"
    POLYGON = "polygon"


class ZoneCanvas(QWidget):
    """The canvas. The mouse draws, selects and drags; keys do all of it too.

    Args:
        preview: What lies below; the canvas covers it.
        view: Where the frame is in it.
        draft: What is edited.

    Attributes:
        kind: The kind of new areas.
        least_text: What the outline of the least face size means.
    """

    changed = Signal()
    """The draft, its selection or the tool has changed."""
    refused = Signal(str)
    """A message for the user about an area that was not added."""

    def __init__(self, preview: Preview, view: PictureView, draft: ZoneDraft) -> None:
        super().__init__(preview)
        self.kind = AreaKind.IGNORED
        self.least_text = ""
        self._preview, self._view, self._draft = preview, view, draft
        self._tool = Tool.SELECT
        self._points: list[Point] = []
        self._dragged_from: Point | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setAccessibleName(self.tr("Picture with areas"))
        preview.installEventFilter(self)
        self.setGeometry(preview.rect())
        self.show()

    @property
    def tool(self) -> Tool:
        """What the mouse does."""
        return self._tool

    def set_tool(self, tool: Tool) -> None:
        """Choose what the mouse does; an unfinished area is dropped."""
        self._tool, self._points, self._dragged_from = tool, [], None
        is_drawing = tool is not Tool.SELECT
        if is_drawing:  # the kind is then that of the new area, and not of the one before
            self._draft.select(None)
        self.setCursor(Qt.CursorShape.CrossCursor if is_drawing else Qt.CursorShape.ArrowCursor)
        self._announce()

    def step_back(self) -> bool:
        """Drop the unfinished area, else the tool, else the selection.

        Returns:
            Whether there was any of them.
        """
        if self._points:
            self._points = []
        elif self._tool is not Tool.SELECT:
            self.set_tool(Tool.SELECT)
        elif self._draft.area is not None:
            self._draft.select(None)
        else:
            return False
        self._announce()
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Keep the size of the preview."""
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._preview.rect())
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        """Keep the keys that the canvas uses from being shortcuts of the window."""
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and self._uses(event):
            event.accept()
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the areas, the faces' sizes, and the least size."""
        picture = self._view.rect
        if not self._preview.has_image():
            return
        visible = picture.intersected(QRectF(self.rect()))
        zones = self._draft.zones
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setClipRect(visible)
            for index, area in enumerate(zones.areas):
                polygon = self._view.polygon(area)
                is_selected = index == self._draft.area
                paint_area(painter, polygon, area.kind, is_selected=is_selected)
                if is_selected:
                    corners = [self._view.to_view(corner) for corner in area.corners]
                    paint_handles(painter, corners, self._draft.corner)
            boxes = [*self._preview.places.values()]
            faces = [self._view.box_rect(box) for box in boxes]
            plates: list[QRectF] = []
            for index, (box, face) in enumerate(zip(boxes, faces, strict=True)):
                if face.intersects(visible):
                    others = faces[:index] + faces[index + 1 :]
                    exclusion = zones.exclusion(box)
                    plates.append(
                        paint_face(painter, face, box.height, exclusion, others, visible, plates)
                    )
            if zones.least_height:
                least, text = zones.least_height, self.least_text
                paint_least_size(painter, picture, least, text, faces, visible)
            self._paint_unfinished(painter)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Begin to draw or drag; leave it to the preview to move the picture."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        point = self._view.to_frame(event.position())
        if self._tool is Tool.POLYGON:
            self._add_corner(event.position(), point)
        elif self._tool is Tool.RECTANGLE:
            self._points = [point, point]
        else:
            self._draft.select(*self._at(event.position(), point))
            self._dragged_from = point if self._draft.selected else None
            if self._dragged_from is None:
                event.ignore()
        self._announce()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Draw or drag."""
        point = self._view.to_frame(event.position())
        if self._dragged_from is not None:
            x, y = self._dragged_from
            before = self._draft.zones
            self._draft.move(point[0] - x, point[1] - y, _DRAG)
            if self._draft.zones != before:
                self._dragged_from = point
        elif self._points:
            self._points = [*self._points[:-1], point]
        elif self._tool is Tool.SELECT:
            event.ignore()
            return
        self._announce()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Finish a rectangle or a drag."""
        self._dragged_from = None
        if self._tool is Tool.RECTANGLE and self._points:
            (x1, y1), (x2, y2) = self._points
            self._finish(((x1, y1), (x2, y1), (x2, y2), (x1, y2)))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Finish a polygon, or insert a corner; the preview would enter full screen."""
        if self._tool is Tool.POLYGON:
            self._finish(self._points[:-1])
        elif self._tool is Tool.SELECT and self._draft.selected is not None:
            self._draft.insert_corner(self._view.to_frame(event.position()))
            self._announce()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Do by keys what the mouse does."""
        if not self._uses(event):
            super().keyPressEvent(event)
            return
        key = Qt.Key(event.key())
        if event.matches(QKeySequence.StandardKey.Undo):
            self._draft.undo()
        elif key in _ARROWS:
            self._move_by_key(key, event)
        elif key in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self._draft.delete()
        elif key == Qt.Key.Key_Insert:
            self._finish(_NEW_AREA)
        elif key == Qt.Key.Key_N:
            is_back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self._draft.select_next(-1 if is_back else 1)
        elif key == Qt.Key.Key_C:
            self._draft.select_next_corner()
        else:
            self._finish(self._points[:-1])
        self._announce()

    def _uses(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if event.matches(QKeySequence.StandardKey.Undo):
            return True
        if event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        ):
            return False
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            return self._tool is Tool.POLYGON and bool(self._points)
        others = {Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Insert}
        if key in {*_ARROWS, *others} - {Qt.Key.Key_Insert}:
            return self._draft.area is not None  # else arrow keys move the picture
        return key in {Qt.Key.Key_Insert, Qt.Key.Key_N, Qt.Key.Key_C}

    def _move_by_key(self, key: Qt.Key, event: QKeyEvent) -> None:
        is_fine = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        step = _SMALL_STEP if is_fine else _STEP
        right, down = _ARROWS[key]
        across = -right if self._view.is_mirrored else right
        self._draft.move(across * step, down * step, "key" if event.isAutoRepeat() else "")

    def _at(self, position: QPointF, point: Point) -> tuple[int | None, int | None]:
        """Return the area and the corner at a place, those of the selected area first."""
        areas = list(enumerate(self._draft.zones.areas))[::-1]
        areas.sort(key=lambda entry: entry[0] != self._draft.area)
        for index, area in areas:
            for corner, place in enumerate(map(self._view.to_view, area.corners)):
                if (place - position).manhattanLength() <= HANDLE_PX:
                    return index, corner
        hit = next((index for index, area in areas if area.contains(point)), None)
        return hit, None

    def _add_corner(self, position: QPointF, point: Point) -> None:
        is_closed = (
            len(self._points) > 3
            and (self._view.to_view(self._points[0]) - position).manhattanLength() <= 2 * HANDLE_PX
        )
        if is_closed or len(self._points) > MOST_CORNERS:
            self._finish(self._points[:-1])
        else:
            self._points = [*self._points[:-1], point, point]

    def _finish(self, corners: tuple[Point, ...] | list[Point]) -> None:
        """Add the area that was drawn, and select it."""
        self._points = []
        distinct = tuple(dict.fromkeys(corners))
        if problem := self._draft.add(self.kind, distinct):
            self.refused.emit(self.tr("The area {0}; it is not added.").format(problem))
            self._announce()
        else:
            self.set_tool(Tool.SELECT)

    def _announce(self) -> None:
        self.update()
        self.changed.emit()

    def _paint_unfinished(self, painter: QPainter) -> None:
        if len(self._points) < 2:
            return
        if self._tool is Tool.RECTANGLE:
            (x1, y1), (x2, y2) = self._points
            area = Area(self.kind, ((x1, y1), (x2, y1), (x2, y2), (x1, y2)))
            paint_area(painter, self._view.polygon(area), self.kind, is_selected=True)
        else:
            points = [self._view.to_view(point) for point in self._points]
            paint_open_line(painter, points, self.kind)
