"""The cards that the view has asked for, and reading of their pictures."""

import threading
from collections import OrderedDict
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QImageReader

_MAX_WAITING = 256
"""Limit of waiting requests; older ones are dropped, since their cards were scrolled past, and the
view asks for them again when it paints them."""


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


def read_thumbnail(path: Path, size: QSize) -> QImage:
    """Read the picture of a card.

    Args:
        path: A JPEG file.
        size: Maximum size of the image, in screen pixels.

    Returns:
        Format_RGB32; a null image if the file is missing or damaged.
    """
    reader = QImageReader(str(path), b"jpeg")
    whole = reader.size()
    if whole.isValid():
        # The JPEG decoder then skips the detail that is not needed.
        reader.setScaledSize(whole.scaled(size, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read().convertToFormat(QImage.Format.Format_RGB32)
