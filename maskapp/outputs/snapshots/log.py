"""The snapshot log: pictures in a folder, and what is known of them in SQLite."""

import json
import time
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from maskapp.outputs.snapshots.database import SnapshotDatabase
from maskapp.outputs.snapshots.pictures import SnapshotPictures
from maskapp.outputs.snapshots.queries import AMONG, EPOCH, ORDERS, as_ms, condition
from maskapp.outputs.snapshots.records import (
    EVERYTHING,
    SavedFace,
    Snapshot,
    SnapshotFacts,
    SnapshotFilter,
    SnapshotSort,
)
from maskapp.records import Box, MaskLabel, SnapshotShot

_DATABASE_NAME = "snapshots.sqlite3"
_PICTURES_NAME = "pictures"


def database_path(folder: Path) -> Path:
    """The SQLite file of a log's folder."""
    return folder / _DATABASE_NAME


class SnapshotLog:
    """Snapshots that outlast crashes: the pictures are written first and for good, then the row.

    Deleted ones can be restored until `purge`. Use one object in one thread; several objects
    and processes may have the same log open. Every method raises `SnapshotLogError` where the
    database fails and `OutputError` where a picture cannot be written or removed.
    """

    def __init__(self, folder: Path) -> None:
        """Opens the log; makes the folder and an empty log if there is none.

        Args:
            folder: Holds the database and the pictures.

        Raises:
            OutputError: It cannot be made.
            SnapshotLogError: It is damaged or of a newer version.
        """
        self.pictures = SnapshotPictures(folder / _PICTURES_NAME)
        self._database = SnapshotDatabase(database_path(folder))

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
        """Closes the log; deleted snapshots stay restorable."""
        self._database.close()

    def add(self, shot: SnapshotShot) -> int:
        """Keeps a snapshot; it is on the disk when this returns.

        Returns:
            Its id.
        """
        faces = tuple(
            SavedFace(face.track, face.label, face.confidence, face.box) for face in shot.faces
        )
        facts = SnapshotFacts(shot.taken_at, shot.kind, _storable(shot.source), faces)
        stem = self.pictures.write(facts, shot.annotated, shot.plain)
        return self.add_row(stem, facts)

    def add_row(self, stem: str, facts: SnapshotFacts) -> int:
        """Adds what is known of a snapshot whose pictures are there already.

        Returns:
            Its id.
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
            assert snapshot_id is not None  # it is after an INSERT
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
        """The ids of the snapshots that are wanted, in order."""
        where, values = condition(wanted)
        return [
            row[0]
            for row in self._database.rows(
                f"SELECT id FROM snapshots WHERE {where} ORDER BY {ORDERS[sort]}", *values
            )
        ]

    def count(self) -> int:
        """How many snapshots there are, without the deleted ones."""
        return int(
            self._database.rows("SELECT count(*) FROM snapshots WHERE deleted_at_ms IS NULL")[0][0]
        )

    def sources(self) -> list[str]:
        """The names of all sources, in order."""
        return [
            row[0]
            for row in self._database.rows(
                "SELECT DISTINCT source FROM snapshots WHERE deleted_at_ms IS NULL"
                " ORDER BY casefold(source)"
            )
        ]

    def read(self, ids: Sequence[int]) -> list[Snapshot]:
        """The snapshots with these ids, in their order; those that are gone are left out."""
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
        """Puts the user's own words to a snapshot."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE snapshots SET note = ? WHERE id = ?", (_storable(note).strip(), snapshot_id)
            )

    def delete(self, ids: Sequence[int]) -> None:
        """Takes snapshots out of the log; their pictures stay until `purge`."""
        self._set_deleted(ids, time.time_ns() // 1_000_000)

    def restore(self, ids: Sequence[int]) -> None:
        """Puts deleted snapshots back, unless they were purged."""
        self._set_deleted(ids, None)

    def _set_deleted(self, ids: Sequence[int], deleted_at_ms: int | None) -> None:
        with self._database.transaction() as connection:
            connection.execute(
                f"UPDATE snapshots SET deleted_at_ms = ? WHERE {AMONG}",
                (deleted_at_ms, json.dumps(list(ids))),
            )

    def remove(self, ids: Sequence[int]) -> None:
        """Removes snapshots and their pictures for good; some pictures may be gone already."""
        wanted = json.dumps(list(ids))
        stems = [
            row[0]
            for row in self._database.rows(f"SELECT stem FROM snapshots WHERE {AMONG}", wanted)
        ]
        # Pictures first: those of a row that is gone would be taken in again at the next start.
        self.pictures.remove(stems)
        with self._database.transaction() as connection:
            connection.execute(f"DELETE FROM snapshots WHERE {AMONG}", (wanted,))

    def purge(self) -> None:
        """Removes the deleted snapshots and their pictures for good."""
        rows = self._database.rows("SELECT id FROM snapshots WHERE deleted_at_ms IS NOT NULL")
        self.remove([row[0] for row in rows])

    def apply_retention(self, days: int, megabytes: int, now: datetime) -> int:
        """Removes what is too old or too much, oldest first and for good; never the newest.

        Args:
            days: Snapshots older than this go; 0 keeps them.
            megabytes: All pictures together stay below this, in units of 10⁶ bytes; 0: no limit.
            now: Aware.

        Returns:
            How many were removed.
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
        """The ids of all snapshots, deleted ones too, by the stem of their pictures."""
        return dict(self._database.rows("SELECT stem, id FROM snapshots"))

    def is_whole(self) -> bool:
        """Whether the database is undamaged."""
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
    """File names that are not UTF-8 come with lone surrogates, which SQLite refuses."""
    return text.encode("utf-8", "replace").decode("utf-8")
