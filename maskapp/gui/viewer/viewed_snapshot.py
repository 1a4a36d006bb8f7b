"""Reading of the snapshot that the viewer shows, in the thread of the log."""

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QImage, QImageReader

from maskapp.gui.snapshots.snapshot_thread import SnapshotThread
from maskapp.outputs.snapshots.open_logs import OpenLogs
from maskapp.outputs.snapshots.records import Snapshot

_MOST_PIXELS = 40_000_000
"""A larger picture is shown with fewer pixels: 160 MB are enough."""


@dataclass(frozen=True, slots=True, eq=False)
class ViewedSnapshot:
    """A snapshot as it was read for the viewer.

    Attributes:
        id: Its id.
        snapshot: The snapshot; None if it was deleted.
        has_boxes: Whether the picture with boxes was read.
        image: The picture; null if it is missing or damaged.
        whole: The size of the picture in its file.
    """

    id: int
    snapshot: Snapshot | None
    has_boxes: bool
    image: QImage = field(default_factory=QImage)
    whole: QSize = field(default_factory=QSize)


class SnapshotReading(QObject):
    """Reads snapshots one after another, and leaves out those that are no longer wanted.

    Args:
        thread: The thread of the log.
        parent: Owns this object.

    Signals:
        done: A `ViewedSnapshot`.
    """

    done = Signal(object)

    def __init__(self, thread: SnapshotThread, parent: QObject) -> None:
        super().__init__(parent)
        self._thread = thread
        self._wanted = (0, False)

    def request(self, snapshot_id: int, *, has_boxes: bool) -> None:
        """Read a snapshot, unless another one is requested before its turn."""
        self._wanted = (snapshot_id, has_boxes)
        self._thread.use(partial(self._read, self._wanted))

    def _read(self, wanted: tuple[int, bool], logs: OpenLogs) -> list[Snapshot]:
        if wanted != self._wanted:  # replaced at once, so no lock is needed
            return []
        snapshot_id, has_boxes = wanted
        found = logs.of([snapshot_id]).read([snapshot_id])
        if not found:
            self.done.emit(ViewedSnapshot(snapshot_id, None, has_boxes))
            return []
        path = found[0].annotated if has_boxes else found[0].plain
        image, whole = read_image(path)
        self.done.emit(ViewedSnapshot(snapshot_id, found[0], has_boxes, image, whole))
        return found


def read_image(path: Path) -> tuple[QImage, QSize]:
    """Read a picture of the log.

    Args:
        path: A JPEG file.

    Returns:
        The image, null if the file is missing or damaged, and the size of the picture in the file.
    """
    if not path.is_file():
        return QImage(), QSize()
    reader = QImageReader(str(path), b"jpeg")
    whole = reader.size()
    pixels = whole.width() * whole.height()
    if pixels > _MOST_PIXELS:
        reader.setScaledSize(whole * (_MOST_PIXELS / pixels) ** 0.5)
    return reader.read(), whole
