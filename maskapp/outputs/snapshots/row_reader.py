"""Reading of rows; those that cannot be used are left out of all queries from then on."""

import json
import logging
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from maskapp.outputs.snapshots.database import SnapshotDatabase
from maskapp.outputs.snapshots.queries import AMONG
from maskapp.outputs.snapshots.rows import (
    COLUMNS,
    CORRECTION_COLUMNS,
    EVENT_COLUMNS,
    FACE_COLUMNS,
    LoggedRow,
    UnreadableRowError,
    parse_row,
)

_CHUNK = 500
"""Number of rows that are checked at once."""

_log = logging.getLogger(__name__)


class RowReader:
    """A reader of the rows of snapshots, faces and events.

    Args:
        database: The database; its table `temp.unreadable` holds the ids that are left out.

    Attributes:
        unreadable: Why a row is left out, as a clause, by its id.
    """

    def __init__(self, database: SnapshotDatabase) -> None:
        self._database = database
        self.unreadable: dict[int, str] = {}

    def check_all(self) -> None:
        """Read every row, so that each that cannot be used is known."""
        self.unreadable = {}
        # Not in a transaction, which would wait for other processes that write.
        self._database.rows("DELETE FROM temp.unreadable")
        ids = [row[0] for row in self._database.rows("SELECT id FROM snapshots ORDER BY id")]
        for start in range(0, len(ids), _CHUNK):
            self.read(ids[start : start + _CHUNK])

    def read(self, ids: Sequence[int]) -> list[LoggedRow]:
        """Return the usable ones of the rows with these ids, in any order."""
        wanted = json.dumps(list(ids))
        faces: defaultdict[int, list[Sequence[Any]]] = defaultdict(list)
        for snapshot_id, *face in self._database.rows(
            f"SELECT snapshot_id, {FACE_COLUMNS} FROM faces WHERE snapshot_{AMONG} ORDER BY track",
            wanted,
        ):
            faces[snapshot_id].append(face)
        events = {
            snapshot_id: event
            for snapshot_id, *event in self._database.rows(
                f"SELECT snapshot_id, {EVENT_COLUMNS} FROM events WHERE snapshot_{AMONG}", wanted
            )
        }
        corrections: defaultdict[int, list[Sequence[Any]]] = defaultdict(list)
        for snapshot_id, *correction in self._database.rows(
            f"SELECT snapshot_id, {CORRECTION_COLUMNS} FROM corrections WHERE snapshot_{AMONG}",
            wanted,
        ):
            corrections[snapshot_id].append(correction)
        parsed = []
        for row in self._database.rows(f"SELECT {COLUMNS} FROM snapshots WHERE {AMONG}", wanted):
            try:
                parsed.append(
                    parse_row(row, faces[key := row[0]], events.get(key), corrections[key])
                )
            except UnreadableRowError as error:
                self._leave_out(row[0], f"entry {row[0]} {error}")
        return parsed

    def forget(self, ids: Sequence[int]) -> None:
        """Forget that rows were unreadable: they are removed or written again."""
        for snapshot_id in self.unreadable.keys() & set(ids):
            del self.unreadable[snapshot_id]
            self._database.rows("DELETE FROM temp.unreadable WHERE id = ?", snapshot_id)

    def _leave_out(self, snapshot_id: int, reason: str) -> None:
        if snapshot_id in self.unreadable:
            return
        _log.info("The snapshot log leaves out a row: %s", reason)
        self.unreadable[snapshot_id] = reason
        self._database.rows("INSERT INTO temp.unreadable VALUES (?)", snapshot_id)
