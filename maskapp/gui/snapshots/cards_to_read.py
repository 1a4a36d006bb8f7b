"""The cards that the view has asked for, and reading of their pictures."""

import threading
from collections import OrderedDict

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QImageReader

from maskapp.outputs.snapshots.records import SavedFace, Snapshot
from maskapp.records import Box

_MAX_WAITING = 256
"""Limit of waiting requests; older ones are dropped, since their cards were scrolled past, and the
view asks for them again when it paints them."""

_ROOM = 1.7
"""Sides of the part that a card shows, in sides of the face's box."""
_LEAST_PX = 40
"""Minimum height of that part; a smaller one would be a few large squares."""


class CardsToRead:
    """A thread-safe stack of snapshot ids without duplicates; the newest request comes first.

    The view asks while it paints; the snapshot thread takes a few ids at a time.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: OrderedDict[int, None] = OrderedDict()
        self._being_served: set[int] = set()
        self._is_awake = False

    def ask(self, snapshot_id: int) -> bool:
        """Add a request, unless it is being served.

        Returns:
            Whether the snapshot thread is idle and has to be woken.
        """
        with self._lock:
            if snapshot_id in self._being_served:
                return False
            self._waiting[snapshot_id] = None
            self._waiting.move_to_end(snapshot_id)
            if len(self._waiting) > _MAX_WAITING:
                self._waiting.popitem(last=False)
            was_awake, self._is_awake = self._is_awake, True
            return not was_awake

    def take(self, most: int) -> list[int]:
        """Take the newest requests. Those taken before count as served.

        Args:
            most: Maximum number of requests.

        Returns:
            Their ids; empty if the thread can wait until it is woken.
        """
        with self._lock:
            self._being_served.clear()
            while self._waiting and len(self._being_served) < most:
                self._being_served.add(self._waiting.popitem()[0])
            self._is_awake = bool(self._being_served)
            return sorted(self._being_served)


def read_thumbnail(snapshot: Snapshot, size: QSize) -> QImage:
    """Read the picture of a card: the face of the event, or the largest one; else everything.

    The plain picture is taken if there is one, since on a large face boxes would only hide it.

    Args:
        snapshot: The snapshot.
        size: Maximum size of the image, in screen pixels.

    Returns:
        Format_RGB32; a null image if the file is missing or damaged. Higher than wide if it shows
        a face.
    """
    thumbnail = QImage()
    for path in (snapshot.plain, snapshot.annotated) if snapshot.has_picture else ():
        reader = QImageReader(str(path), b"jpeg")
        # The JPEG decoder then skips what is not needed.
        whole = reader.size()
        if whole.isValid():
            face = shown_face(snapshot)
            if face is None:
                reader.setScaledSize(whole.scaled(size, Qt.AspectRatioMode.KeepAspectRatio))
            else:
                reader.setClipRect(_around(face.box, whole, size))
                reader.setScaledSize(size)
        thumbnail = reader.read()
        if not thumbnail.isNull():
            break
    return thumbnail.convertToFormat(QImage.Format.Format_RGB32)


def shown_face(snapshot: Snapshot) -> SavedFace | None:
    """Return the face of the event, or the largest one; None if there is no face."""
    person = snapshot.event.person if snapshot.event is not None else None
    of_event = [face for face in snapshot.faces if face.track == person]
    faces = of_event or snapshot.faces
    return max(faces, key=lambda face: face.box.width * face.box.height, default=None)


def _around(box: Box, whole: QSize, size: QSize) -> QRect:
    """Return the part of a picture around a face, of the form of `size`, as far as it fits."""
    height = max(_ROOM * box.height, _ROOM * box.width * size.height() / size.width(), _LEAST_PX)
    part = QSizeF(size).scaled(QSizeF(whole), Qt.AspectRatioMode.KeepAspectRatio)
    part *= min(1.0, height / part.height())
    inside = QRectF(QPointF(), part)
    inside.moveCenter(QPointF((box.x1 + box.x2) / 2, (box.y1 + box.y2) / 2))
    inside.moveLeft(min(max(inside.left(), 0.0), whole.width() - part.width()))
    inside.moveTop(min(max(inside.top(), 0.0), whole.height() - part.height()))
    return inside.toRect().intersected(QRect(QPoint(), whole))
