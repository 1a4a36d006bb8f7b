"""The snapshot log: pictures in a folder, everything else about them in SQLite."""

import contextlib
import json
import time
from collections.abc import Container, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Self

from maskapp.errors import SnapshotLogFullError
from maskapp.files.regular_files import is_regular_file
from maskapp.outputs.snapshots.database import BUSY_TIMEOUT_S, SnapshotDatabase
from maskapp.outputs.snapshots.pictures import SnapshotPictures
from maskapp.outputs.snapshots.queries import AMONG, LISTED, ORDERS, condition
from maskapp.outputs.snapshots.records import (
    EVERYTHING,
    NewSnapshot,
    Snapshot,
    SnapshotFacts,
    SnapshotFilter,
    SnapshotSort,
)
from maskapp.outputs.snapshots.row_reader import RowReader
from maskapp.outputs.snapshots.row_writer import (
    insert_row,
    replace_row,
    set_corrections,
    set_note,
    update_event,
)
from maskapp.outputs.snapshots.rows import UnreadableRowError, parse_stem
from maskapp.outputs.snapshots.true_label import TrueLabel
from maskapp.outputs.violation_event import EventEnding, ViolationEvent

_DATABASE_NAME = "snapshots.sqlite3"
_PICTURES_NAME = "pictures"
_FACT_NAMES = tuple(field.name for field in fields(SnapshotFacts))


def database_path(folder: Path) -> Path:
    """Return the path of the SQLite file in a log's folder."""
    return folder / _DATABASE_NAME


def pictures_of(folder: Path) -> SnapshotPictures:
    """Return the picture files of a log; create their folder if it is missing."""
    return SnapshotPictures(folder / _PICTURES_NAME)


class SnapshotLog:
    """The log of saved snapshots, which survives a crash at any point.

    `add` writes the pictures to the disk first, then the row. Deleted snapshots can be restored
    until `purge`. Use an object in one thread only; several objects and processes may open the
    same log. Every method raises `SnapshotLogError` if the database fails, and `OutputError` if
    a picture cannot be written or removed.

    Attributes:
        pictures: The picture files.
        database: The SQLite database.
    """

    def __init__(
        self,
        folder: Path,
        busy_timeout_s: float = BUSY_TIMEOUT_S,
        *,
        is_read_only: bool = False,
        is_shared: bool = False,
        name: str = _DATABASE_NAME,
    ) -> None:
        """Open the log; create the folder and an empty log if there is none.

        Args:
            folder: Holds the database and the pictures.
            busy_timeout_s: Time-out while another process writes.
            is_read_only: See `SnapshotDatabase`.
            is_shared: See `SnapshotDatabase`.
            name: Name of the database, which is another one while it is rebuilt.

        Raises:
            OutputError: The log cannot be created.
            SnapshotLogError: The log is damaged or was made by a newer version.
        """
        self.pictures = pictures_of(folder)
        self.database = SnapshotDatabase(
            folder / name, busy_timeout_s, is_read_only=is_read_only, is_shared=is_shared
        )
        self._reader = RowReader(self.database)
        try:
            self._reader.check_all()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the log; deleted snapshots can still be restored."""
        self.database.close()

    def add(self, new: NewSnapshot) -> int:
        """Save a snapshot; it is on the disk when this returns.

        Returns:
            The id of the snapshot.
        """
        return self.add_row(*self.pictures.write_new(new))

    def add_row(self, stem: str, facts: SnapshotFacts) -> int:
        """Add the row of a snapshot whose pictures are already written.

        Args:
            stem: Stem of the picture files.
            facts: Everything else about the snapshot.

        Returns:
            The id of the snapshot.
        """
        with self.database.transaction() as connection:
            return insert_row(connection, stem, facts, self.pictures.size_bytes(stem))

    def id_of(self, stem: str) -> int | None:
        """Return the id of the snapshot with this stem; None if there is none."""
        rows = self.database.rows("SELECT id FROM snapshots WHERE stem = ?", stem)
        return rows[0][0] if rows else None

    def number_from(self, first_id: int) -> None:
        """Give the snapshots of an empty log ids from this one on."""
        with self.database.transaction() as connection:
            connection.execute(
                "INSERT INTO sqlite_sequence VALUES ('snapshots', ?)", (first_id - 1,)
            )

    def rewrite(self, snapshot_id: int, stem: str, facts: SnapshotFacts) -> None:
        """Write an unreadable row again, with the facts that its picture carries.

        The note is kept as far as it is text.
        """
        with self.database.transaction() as connection:
            replace_row(connection, snapshot_id, facts, self.pictures.size_bytes(stem))
        self._reader.forget([snapshot_id])

    def update_event(self, stem: str, event: ViolationEvent) -> None:
        """Write how long an event has lasted, and how it ended if it has.

        Its end is written to its picture, too.

        Args:
            stem: Stem of the picture files of its snapshot, which may be gone.
            event: The event as it is now.
        """
        with self.database.transaction() as connection:
            update_event(connection, stem, event)
        if event.ending is not None:
            self.pictures.write_event(stem, event)

    def end_events(self) -> None:
        """End the events that go on, because the program that followed them has ended."""
        with self.database.transaction() as connection:
            connection.execute(
                "UPDATE events SET ending = ? WHERE ending IS NULL",
                (EventEnding.PROGRAM_ENDED.value,),
            )

    @property
    def unreadable(self) -> Mapping[int, str]:
        """See `RowReader.unreadable`."""
        return self._reader.unreadable

    def find(
        self, wanted: SnapshotFilter = EVERYTHING, sort: SnapshotSort = SnapshotSort.NEWEST
    ) -> list[int]:
        """Return the ids of the snapshots that pass a filter, sorted."""
        where, values = condition(wanted)
        query = f"SELECT id FROM snapshots WHERE {where} ORDER BY {ORDERS[sort]}"
        return [row[0] for row in self.database.rows(query, *values)]

    def count(self) -> int:
        """Return the number of snapshots, without the deleted ones."""
        return int(self.database.rows(f"SELECT count(*) FROM snapshots WHERE {LISTED}")[0][0])

    def sources(self) -> list[str]:
        """Return the names of all sources, sorted."""
        query = (
            f"SELECT DISTINCT source FROM snapshots WHERE {LISTED}"
            " ORDER BY casefold(CAST(source AS BLOB))"
        )
        return [row[0] for row in self.database.rows(query)]

    def read(self, ids: Sequence[int]) -> list[Snapshot]:
        """Return the snapshots with these ids, in the order of `ids`, without missing ones."""
        found = {row.id: row for row in self._reader.read(ids) if not row.is_deleted}
        return [
            Snapshot(
                **{name: getattr(row.facts, name) for name in _FACT_NAMES},
                id=row.id,
                note=row.note,
                annotated=self.pictures.annotated(row.stem),
                plain=self.pictures.plain(row.stem),
                has_picture=is_regular_file(self.pictures.annotated(row.stem)),
                corrections=row.corrections,
                clip=self.pictures.found_clip(row.stem),
            )
            for row in (found[snapshot_id] for snapshot_id in ids if snapshot_id in found)
        ]

    def set_note(self, snapshot_id: int, note: str) -> None:
        """Set a snapshot's note, which is kept as `stored_note` returns it."""
        with self.database.transaction() as connection:
            set_note(connection, snapshot_id, note)

    def add_clip(self, stem: str, content: bytes) -> None:
        """Add the clip of an event, an MP4 file, to its snapshot."""
        self.pictures.write_clip(stem, content)
        with self.database.transaction() as connection:
            connection.execute(
                "UPDATE snapshots SET size_bytes = ? WHERE stem = ?",
                (self.pictures.size_bytes(stem), stem),
            )

    def correct(self, snapshot_id: int, labels: Mapping[int, TrueLabel | None]) -> None:
        """Note what faces of a snapshot are in truth; see `set_corrections`."""
        with self.database.transaction() as connection:
            set_corrections(connection, snapshot_id, labels)

    def delete(self, ids: Sequence[int]) -> None:
        """Mark snapshots as deleted; their pictures stay until `purge`."""
        if ids:
            self.database.reserve.give_up()
        self._set_deleted(ids, time.time_ns() // 1_000_000)

    def restore(self, ids: Sequence[int]) -> int:
        """Restore deleted snapshots; return how many there still were."""
        return self._set_deleted(ids, None)

    def _set_deleted(self, ids: Sequence[int], deleted_at_ms: int | None) -> int:
        statement = f"UPDATE snapshots SET deleted_at_ms = ? WHERE {AMONG}"
        with self.database.transaction() as connection:
            return connection.execute(statement, (deleted_at_ms, json.dumps(list(ids)))).rowcount

    def remove(self, ids: Sequence[int]) -> None:
        """Remove snapshots and their pictures permanently; some pictures may already be gone."""
        # Marked first: if this is interrupted, the next `purge` goes on. Then the pictures: at the
        # next start, pictures without a row would be added again. On a full disk, they make room.
        with contextlib.suppress(SnapshotLogFullError):
            self.delete(ids)
        self.pictures.remove(self._stems(f"WHERE {AMONG}", json.dumps(list(ids))))
        self.remove_rows(ids)

    def remove_rows(self, ids: Sequence[int]) -> None:
        """Remove rows, but no picture."""
        with self.database.transaction() as connection:
            connection.execute(f"DELETE FROM snapshots WHERE {AMONG}", (json.dumps(list(ids)),))
        self.database.forget_changes()
        self._reader.forget(ids)

    def purge(self, among: Container[int] | None = None) -> None:
        """Remove the deleted snapshots and their pictures permanently: all, or some.

        Does nothing while there is no picture at all: their folder may be on a disk that is not
        connected, and pictures that come back without their row would be listed again.
        """
        if self.pictures.has_any():
            rows = self.database.rows(
                "SELECT id FROM snapshots WHERE deleted_at_ms IS NOT NULL"
                " AND id NOT IN (SELECT id FROM temp.unreadable)"
            )
            self.remove([row[0] for row in rows if among is None or row[0] in among])

    def stems(self, *, listed: bool = False) -> dict[str, int]:
        """Return the ids of the snapshots by the stem of their files.

        Args:
            listed: Whether to leave out the deleted and the unreadable ones.
        """
        return self._stems(f"WHERE {LISTED}" if listed else "")

    def _stems(self, where: str, *values: object) -> dict[str, int]:
        stems = {}
        rows = self.database.rows(f"SELECT stem, id FROM snapshots {where}", *values)
        for value, snapshot_id in rows:
            with contextlib.suppress(UnreadableRowError):  # it names no file of the log's
                stems[parse_stem(value)] = snapshot_id
        return stems

    def is_whole(self) -> bool:
        """Return whether the database is undamaged; reads all of it.

        Values that the tables do not allow are no damage: such rows are left out one by one.
        """
        self.database.rows("PRAGMA ignore_check_constraints = ON")
        found = self.database.rows("PRAGMA quick_check")
        self.database.rows("PRAGMA ignore_check_constraints = OFF")
        return all(row == ("ok",) or str(row[0]).startswith("NULL value in ") for row in found)
