"""The snapshot log: pictures in a folder, everything else about them in SQLite."""

import json
import time
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from maskapp.outputs.snapshots.database import BUSY_TIMEOUT_S, SnapshotDatabase
from maskapp.outputs.snapshots.pictures import SnapshotPictures
from maskapp.outputs.snapshots.queries import AMONG, EPOCH, ORDERS, as_ms, condition
from maskapp.outputs.snapshots.records import (
    EVERYTHING,
    NewSnapshot,
    SavedFace,
    Snapshot,
    SnapshotFacts,
    SnapshotFilter,
    SnapshotSort,
)
from maskapp.records import Box, MaskLabel

_DATABASE_NAME = "snapshots.sqlite3"
_PICTURES_NAME = "pictures"


def database_path(folder: Path) -> Path:
    """Return the path of the SQLite file in a log's folder."""
    return folder / _DATABASE_NAME


class SnapshotLog:
    """The log of saved snapshots, which survives a crash at any point.

    `add` writes the pictures to the disk first, then the row. Deleted snapshots can be restored
    until `purge`. Use an object in one thread only; several objects and processes may open the
    same log. Every method raises `SnapshotLogError` if the database fails, and `OutputError` if
    a picture cannot be written or removed.

    Attributes:
        pictures: The picture files.
    """

    def __init__(self, folder: Path, busy_timeout_s: float = BUSY_TIMEOUT_S) -> None:
        """Open the log; create the folder and an empty log if there is none.

        Args:
            folder: Holds the database and the pictures.
            busy_timeout_s: Time-out while another process writes.

        Raises:
            OutputError: The log cannot be created.
            SnapshotLogError: The log is damaged or was made by a newer version.
        """
        self.pictures = SnapshotPictures(folder / _PICTURES_NAME)
        self._database = SnapshotDatabase(database_path(folder), busy_timeout_s)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the log; deleted snapshots can still be restored."""
        self._database.close()

    def add(self, new: NewSnapshot) -> int:
        """Save a snapshot; it is on the disk when this returns.

        Returns:
            The id of the snapshot.
        """
        faces = tuple(
            SavedFace(face.track, face.label, face.confidence, face.box) for face in new.faces
        )
        facts = SnapshotFacts(new.taken_at, new.kind, _storable(new.source), faces)
        stem = self.pictures.write(facts, new.annotated, new.plain)
        return self.add_row(stem, facts)

    def add_row(self, stem: str, facts: SnapshotFacts) -> int:
        """Add the row of a snapshot whose pictures are already written.

        Args:
            stem: Stem of the picture files.
            facts: Everything else about the snapshot.

        Returns:
            The id of the snapshot.
        """
        offset = facts.taken_at.utcoffset() or timedelta()
        with self._database.transaction() as connection:
            cursor = connection.execute(
                "INSERT INTO snapshots (taken_at_ms, utc_offset_s, kind, source, stem, size_bytes)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (
                    as_ms(facts.taken_at),
                    int(offset.total_seconds()),
                    facts.kind,
                    facts.source,
                    stem,
                    self.pictures.size_bytes(stem),
                ),
            )
            snapshot_id = cursor.lastrowid
            assert snapshot_id is not None  # always set after an INSERT
            connection.executemany(
                "INSERT INTO faces VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (snapshot_id, face.track, face.label.value, face.confidence, *face.box)
                    for face in facts.faces
                ],
            )
        return snapshot_id

    def find(
        self, wanted: SnapshotFilter = EVERYTHING, sort: SnapshotSort = SnapshotSort.NEWEST
    ) -> list[int]:
        """Return the ids of the snapshots that pass a filter, sorted."""
        where, values = condition(wanted)
        return [
            row[0]
            for row in self._database.rows(
                f"SELECT id FROM snapshots WHERE {where} ORDER BY {ORDERS[sort]}", *values
            )
        ]

    def count(self) -> int:
        """Return the number of snapshots, without the deleted ones."""
        return int(
            self._database.rows("SELECT count(*) FROM snapshots WHERE deleted_at_ms IS NULL")[0][0]
        )

    def sources(self) -> list[str]:
        """Return the names of all sources, sorted."""
        return [
            row[0]
            for row in self._database.rows(
                "SELECT DISTINCT source FROM snapshots WHERE deleted_at_ms IS NULL"
                " ORDER BY casefold(source)"
            )
        ]

    def read(self, ids: Sequence[int]) -> list[Snapshot]:
        """Return the snapshots with these ids, in the order of `ids`, without missing ones."""
        wanted = json.dumps(list(ids))
        faces: defaultdict[int, list[SavedFace]] = defaultdict(list)
        for snapshot_id, track, label, confidence, *box in self._database.rows(
            "SELECT snapshot_id, track, label, confidence, x1, y1, x2, y2 FROM faces"
            f" WHERE snapshot_{AMONG} ORDER BY track",
            wanted,
        ):
            faces[snapshot_id].append(SavedFace(track, MaskLabel(label), confidence, Box(*box)))
        found = {
            row[0]: self._snapshot(row, tuple(faces[row[0]]))
            for row in self._database.rows(
                "SELECT id, taken_at_ms, utc_offset_s, kind, source, note, stem FROM snapshots"
                f" WHERE {AMONG} AND deleted_at_ms IS NULL",
                wanted,
            )
        }
        return [found[snapshot_id] for snapshot_id in ids if snapshot_id in found]

    def set_note(self, snapshot_id: int, note: str) -> None:
        """Set a snapshot's note."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE snapshots SET note = ? WHERE id = ?", (_storable(note).strip(), snapshot_id)
            )

    def delete(self, ids: Sequence[int]) -> None:
        """Mark snapshots as deleted; their pictures stay until `purge`."""
        self._set_deleted(ids, time.time_ns() // 1_000_000)

    def restore(self, ids: Sequence[int]) -> None:
        """Restore deleted snapshots, unless they were purged."""
        self._set_deleted(ids, None)

    def _set_deleted(self, ids: Sequence[int], deleted_at_ms: int | None) -> None:
        with self._database.transaction() as connection:
            connection.execute(
                f"UPDATE snapshots SET deleted_at_ms = ? WHERE {AMONG}",
                (deleted_at_ms, json.dumps(list(ids))),
            )

    def remove(self, ids: Sequence[int]) -> None:
        """Remove snapshots and their pictures permanently; some pictures may already be gone."""
        wanted = json.dumps(list(ids))
        stems = [
            row[0]
            for row in self._database.rows(f"SELECT stem FROM snapshots WHERE {AMONG}", wanted)
        ]
        # Pictures first: at the next start, pictures without a row would be added again.
        self.pictures.remove(stems)
        with self._database.transaction() as connection:
            connection.execute(f"DELETE FROM snapshots WHERE {AMONG}", (wanted,))

    def purge(self) -> None:
        """Remove the deleted snapshots and their pictures permanently."""
        rows = self._database.rows("SELECT id FROM snapshots WHERE deleted_at_ms IS NOT NULL")
        self.remove([row[0] for row in rows])

    def apply_retention(self, days: int, megabytes: int, now: datetime) -> int:
        """Permanently remove snapshots beyond the limits, oldest first, but never the newest.

        Args:
            days: Maximum age; 0 for no limit.
            megabytes: Maximum size of all pictures together, in units of 10⁶ bytes; 0 for no
                limit.
            now: Timezone-aware.

        Returns:
            The number of removed snapshots.
        """
        conditions, values = [], []
        if days:
            conditions.append("taken_at_ms < ?")
            values.append(as_ms(now - timedelta(days=days)))
        if megabytes:
            conditions.append("total_bytes > ?")
            values.append(megabytes * 1_000_000)
        if not conditions:
            return 0
        rows = self._database.rows(
            "SELECT id FROM (SELECT id, taken_at_ms,"
            " row_number() OVER newest_first AS place,"
            " sum(size_bytes) OVER newest_first AS total_bytes"
            " FROM snapshots WHERE deleted_at_ms IS NULL"
            " WINDOW newest_first AS (ORDER BY taken_at_ms DESC, id DESC"
            " ROWS UNBOUNDED PRECEDING))"
            f" WHERE place > 1 AND ({' OR '.join(conditions)})",
            *values,
        )
        self.remove([row[0] for row in rows])
        return len(rows)

    def stems(self) -> dict[str, int]:
        """Return the ids of all snapshots, including deleted ones, by the stem of their files."""
        return dict(self._database.rows("SELECT stem, id FROM snapshots"))

    def is_whole(self) -> bool:
        """Return whether the database is undamaged; reads all of it."""
        return self._database.rows("PRAGMA quick_check(1)") == [("ok",)]

    def _snapshot(self, row: tuple[Any, ...], faces: tuple[SavedFace, ...]) -> Snapshot:
        snapshot_id, taken_at_ms, utc_offset_s, kind, source, note, stem = row
        zone = timezone(timedelta(seconds=utc_offset_s))
        return Snapshot(
            taken_at=(EPOCH + timedelta(milliseconds=taken_at_ms)).astimezone(zone),
            kind=kind,
            source=source,
            faces=faces,
            id=snapshot_id,
            note=note,
            annotated=self.pictures.annotated(stem),
            plain=self.pictures.plain(stem),
        )


def _storable(text: str) -> str:
    # File names that are not UTF-8 contain lone surrogates, which SQLite refuses.
    return text.encode("utf-8", "replace").decode("utf-8")
