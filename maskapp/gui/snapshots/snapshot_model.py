"""The item model of the listed snapshots; everything but their ids is read when painted."""

from collections.abc import Callable, Iterable
from typing import Any

from cachetools import LRUCache
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

from maskapp.gui.shared.formatting import as_tooltip, day_format, isolated, percent
from maskapp.gui.shared.mask_label_marks import label_word
from maskapp.outputs.durations import format_duration
from maskapp.outputs.snapshots.records import KIND_NAMES, Kind, SavedFace, Snapshot
from maskapp.outputs.snapshots.true_label import TRUE_LABEL_WORDS
from maskapp.outputs.violation_event import ENDING_WORDS, EventEnding
from maskapp.records import MaskLabel

SNAPSHOT_ROLE = Qt.ItemDataRole.UserRole
"""A `Snapshot`; None until it is read."""
THUMBNAIL_ROLE = Qt.ItemDataRole.UserRole + 1
"""A `QImage`, null if the picture cannot be shown; None until it is read."""

_MAX_CACHED = 300
"""Limit of cached cards, more than fit on any screen. 300 thumbnails of 124 × 136 px take 81 MB at
double pixel density."""

_Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()


class SnapshotModel(QAbstractListModel):
    """A list model of snapshots, which requests those that are painted but not read yet."""

    def __init__(self, ask: Callable[[int], None], parent: QObject | None = None) -> None:
        """Create an empty list.

        Args:
            ask: Called with the id of a snapshot that is in view but not read yet. The answer
                comes by `put_snapshots` and `put_thumbnail`.
            parent: Parent object.
        """
        super().__init__(parent)
        self._ask = ask
        self._ids: list[int] = []
        self._rows: dict[int, int] = {}
        self._snapshots: LRUCache[int, Snapshot] = LRUCache(_MAX_CACHED)
        self._thumbnails: LRUCache[int, QImage] = LRUCache(_MAX_CACHED)

    def rowCount(self, parent: _Index = _NO_PARENT) -> int:  # noqa: N802
        """Return the number of snapshots."""
        return 0 if parent.isValid() else len(self._ids)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a snapshot, its thumbnail, its description or its tool tip."""
        if not index.isValid():
            return None
        snapshot_id = self._ids[index.row()]
        if role in {THUMBNAIL_ROLE, SNAPSHOT_ROLE}:
            cache = self._thumbnails if role == THUMBNAIL_ROLE else self._snapshots
            cached = cache.get(snapshot_id)
            if cached is None:
                self._ask(snapshot_id)
            return cached
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            snapshot = self._snapshots.get(snapshot_id)
            text = self._description(snapshot) if snapshot else ""
            return as_tooltip(text) if role == Qt.ItemDataRole.ToolTipRole else text
        return None

    def ids(self) -> list[int]:
        """Return the ids of all listed snapshots, in order."""
        return list(self._ids)

    def id_at(self, row: int) -> int:
        """Return the id of the snapshot in a row."""
        return self._ids[row]

    def index_of(self, snapshot_id: int) -> QModelIndex:
        """Return the index of a snapshot; an invalid one if it is not listed."""
        row = self._rows.get(snapshot_id)
        return QModelIndex() if row is None else self.index(row)

    def runs_of(self, ids: Iterable[int]) -> list[tuple[int, int]]:
        """Return the first and the last of each run of consecutive rows among `ids`, ascending."""
        runs: list[tuple[int, int]] = []
        for row in sorted(self._rows[each] for each in ids if each in self._rows):
            if runs and runs[-1][1] == row - 1:
                runs[-1] = (runs[-1][0], row)
            else:
                runs.append((row, row))
        return runs

    def set_ids(self, ids: list[int]) -> None:
        """List these snapshots.

        Rows that were inserted or removed in one place are signalled as such, so that the view
        keeps its position and selection. Any other change is signalled as a reset.
        """
        old = self._ids
        if ids == old:
            return
        start = _common_length(old, ids)
        end = _common_length(old[start:][::-1], ids[start:][::-1])
        removed, inserted = len(old) - start - end, len(ids) - start - end
        if inserted and not removed:
            self.beginInsertRows(_NO_PARENT, start, start + inserted - 1)
            self._store_ids(ids)
            self.endInsertRows()
        elif removed and not inserted:
            self.beginRemoveRows(_NO_PARENT, start, start + removed - 1)
            self._store_ids(ids)
            self.endRemoveRows()
        else:
            self.beginResetModel()
            self._store_ids(ids)
            self.endResetModel()

    @Slot(object)
    def put_snapshots(self, snapshots: list[Snapshot]) -> None:
        """Store snapshots that were read."""
        for snapshot in snapshots:
            self._snapshots[snapshot.id] = snapshot
            self._emit_changed(snapshot.id)

    @Slot(object, QImage)
    def put_thumbnail(self, snapshot_id: int, thumbnail: QImage) -> None:
        """Store a thumbnail that was read."""
        self._thumbnails[snapshot_id] = thumbnail
        self._emit_changed(snapshot_id)

    def clear_thumbnails(self) -> None:
        """Ask for all thumbnails again: their size has changed."""
        self._thumbnails.clear()

    def _store_ids(self, ids: list[int]) -> None:
        self._ids = ids
        self._rows = {snapshot_id: row for row, snapshot_id in enumerate(ids)}

    def _emit_changed(self, snapshot_id: int) -> None:
        index = self.index_of(snapshot_id)
        if index.isValid():
            self.dataChanged.emit(index, index)

    def _description(self, snapshot: Snapshot) -> str:
        """Return the text for tool tips and screen readers."""
        faces = [self._face_description(snapshot, face) for face in snapshot.faces]
        lines = [
            f"{time_text(snapshot)} · {kind_text(snapshot.kind)} · {isolated(snapshot.source)}",
            self._event_description(snapshot),
            "; ".join(faces) or self.tr("No face"),
            snapshot.note,
            "" if snapshot.has_picture else self.tr("Its picture is missing."),
        ]
        return "\n".join(line for line in lines if line)

    def _face_description(self, snapshot: Snapshot, face: SavedFace) -> str:
        text = self.tr("#{} {}").format(face.track, label_word(face.label))
        if face.label is not MaskLabel.UNCERTAIN:  # its confidence is that of another label
            confidence = self.tr("confidence {}").format(percent(face.confidence))
            text = f"{text}, {confidence}"
        truth = snapshot.corrections.get(face.track)
        if truth is None:
            return text
        word = QCoreApplication.translate("MaskLabel", TRUE_LABEL_WORDS[truth])
        return self.tr("{}, corrected: {}").format(text, word)

    def _event_description(self, snapshot: Snapshot) -> str:
        event = snapshot.event
        if event is None:
            return ""
        return self.tr("#{} {} for {}, {}").format(
            event.person,
            label_word(event.label),
            format_duration(event.length_s),
            ending_text(event.ending),
        )


def time_text(snapshot: Snapshot) -> str:
    """Return the local date and time of a snapshot in the user's format."""
    return f"{day_text(snapshot)} {clock_text(snapshot)}"


def day_text(snapshot: Snapshot) -> str:
    """Return the local date of a snapshot in the user's format."""
    moment = snapshot.taken_at
    return QLocale().toString(QDate(moment.year, moment.month, moment.day), day_format())


def clock_text(snapshot: Snapshot) -> str:
    """Return the local time of a snapshot with its seconds, such as 10:14:03."""
    moment = snapshot.taken_at
    return QLocale().toString(QTime(moment.hour, moment.minute, moment.second), "HH:mm:ss")


def kind_text(kind: Kind) -> str:
    """Return the display name of a kind of snapshot, in the user's language."""
    return QCoreApplication.translate("SnapshotModel", KIND_NAMES[kind])


def ending_text(ending: EventEnding | None) -> str:
    """Return how an event ended, in the user's language; None stands for one that goes on."""
    return QCoreApplication.translate("SnapshotModel", ENDING_WORDS[ending])


def _common_length(old: list[int], new: list[int]) -> int:
    """Return the length of the longest common start of both lists."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(old), len(new)))
