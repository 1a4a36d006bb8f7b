"""The snapshots for Qt's views: ids at once, all else when it comes into view."""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QDate,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTime,
    Slot,
)
from PySide6.QtGui import QImage

from maskapp.gui.shared.formatting import as_tooltip, day_format, percent
from maskapp.gui.shared.mask_label_marks import label_word
from maskapp.outputs.snapshots.records import KIND_WORDS, Kind, Snapshot

SNAPSHOT_ROLE = Qt.ItemDataRole.UserRole
"""The `Snapshot`, or None until it is read."""
THUMBNAIL_ROLE = Qt.ItemDataRole.UserRole + 1
"""A `QImage`, null where the picture cannot be shown, or None until it is read."""

_MOST_CARDS = 300
"""More than fit on any screen; 190 × 107 px each at double density take 98 MB."""

_Card = TypeVar("_Card")
_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class SnapshotModel(QAbstractListModel):
    """A list of snapshots; it asks for what is missing and tells when it has come."""

    def __init__(self, ask: Callable[[int], None], parent: QObject | None = None) -> None:
        """Start empty.

        Args:
            ask: Called with the id of a snapshot that is in view but not read yet.
            parent: Qt's.
        """
        super().__init__(parent)
        self._ask = ask
        self._ids: list[int] = []
        self._rows: dict[int, int] = {}
        self._snapshots: OrderedDict[int, Snapshot] = OrderedDict()
        self._thumbnails: OrderedDict[int, QImage] = OrderedDict()

    def rowCount(self, parent: _Index = _NOWHERE) -> int:  # noqa: N802
        """Qt's: how many snapshots."""
        return 0 if parent.isValid() else len(self._ids)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt's: the snapshot, its thumbnail, or what is said of it."""
        if not index.isValid():
            return None
        snapshot_id = self._ids[index.row()]
        if role == THUMBNAIL_ROLE:
            return self._read(self._thumbnails, snapshot_id)
        if role == SNAPSHOT_ROLE:
            return self._read(self._snapshots, snapshot_id)
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            snapshot = self._snapshots.get(snapshot_id)
            words = self._described(snapshot) if snapshot else ""
            return as_tooltip(words) if role == Qt.ItemDataRole.ToolTipRole else words
        return None

    def ids(self) -> list[int]:
        """All that are listed, in order."""
        return list(self._ids)

    def id_at(self, row: int) -> int:
        """The id of the snapshot in this place."""
        return self._ids[row]

    def index_of(self, snapshot_id: int) -> QModelIndex:
        """Where a snapshot is; an invalid index if it is not listed."""
        row = self._rows.get(snapshot_id)
        return QModelIndex() if row is None else self.index(row)

    def rows_of(self, ids: Iterable[int]) -> list[int]:
        """Where those of them are that are listed, in order."""
        return sorted(self._rows[each] for each in ids if each in self._rows)

    def set_ids(self, ids: list[int]) -> None:
        """Show these.

        What came or went in one place is told as such, so that the view neither jumps nor
        forgets what is selected; anything else as a reset.
        """
        old = self._ids
        if ids == old:
            return
        start = _common(old, ids)
        end = _common(old[start:][::-1], ids[start:][::-1])
        gone, new = len(old) - start - end, len(ids) - start - end
        if new and not gone:
            self.beginInsertRows(_NOWHERE, start, start + new - 1)
            self._set(ids)
            self.endInsertRows()
        elif gone and not new:
            self.beginRemoveRows(_NOWHERE, start, start + gone - 1)
            self._set(ids)
            self.endRemoveRows()
        else:
            self.beginResetModel()
            self._set(ids)
            self.endResetModel()

    @Slot(object)
    def put_snapshots(self, snapshots: list[Snapshot]) -> None:
        """Take what was read."""
        for snapshot in snapshots:
            _put(self._snapshots, snapshot.id, snapshot)
            self._tell(snapshot.id)

    @Slot(object, QImage)
    def put_thumbnail(self, snapshot_id: int, thumbnail: QImage) -> None:
        """Take a thumbnail."""
        _put(self._thumbnails, snapshot_id, thumbnail)
        self._tell(snapshot_id)

    def forget_thumbnails(self) -> None:
        """Ask for them again, since another size is wanted."""
        self._thumbnails.clear()

    def _set(self, ids: list[int]) -> None:
        self._ids = ids
        self._rows = {snapshot_id: row for row, snapshot_id in enumerate(ids)}

    def _read(self, cache: "OrderedDict[int, _Card]", snapshot_id: int) -> "_Card | None":
        card = cache.get(snapshot_id)
        if card is None:
            self._ask(snapshot_id)
        else:
            cache.move_to_end(snapshot_id)
        return card

    def _tell(self, snapshot_id: int) -> None:
        index = self.index_of(snapshot_id)
        if index.isValid():
            self.dataChanged.emit(index, index)

    def _described(self, snapshot: Snapshot) -> str:
        """In words, for tool tips and for people who cannot see."""
        faces = [
            self.tr("#{} {} {}").format(
                face.track, label_word(face.label), percent(face.confidence)
            )
            for face in snapshot.faces
        ]
        lines = [
            f"{taken_words(snapshot)} · {kind_word(snapshot.kind)} · {snapshot.source}",
            ", ".join(faces) or self.tr("No face"),
            snapshot.note,
        ]
        return "\n".join(line for line in lines if line)


def taken_words(snapshot: Snapshot, *, seconds: bool = True) -> str:
    """Day and time of the place where it was taken, as the user writes them."""
    moment = snapshot.taken_at
    day = QDate(moment.year, moment.month, moment.day)
    time = QTime(moment.hour, moment.minute, moment.second)
    locale = QLocale()
    written = locale.toString(time, "HH:mm:ss" if seconds else "HH:mm")
    return f"{locale.toString(day, day_format())} {written}"


def kind_word(kind: Kind) -> str:
    """Who took it, in the user's language."""
    return QCoreApplication.translate("SnapshotModel", KIND_WORDS[kind])


def _put(cache: "OrderedDict[int, _Card]", snapshot_id: int, card: "_Card") -> None:
    cache[snapshot_id] = card
    cache.move_to_end(snapshot_id)
    if len(cache) > _MOST_CARDS:
        cache.popitem(last=False)


def _common(old: list[int], new: list[int]) -> int:
    """How many ids are the same at the start of both."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(old), len(new)))
