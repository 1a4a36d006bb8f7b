"""Writing of rows; call these functions inside a transaction."""

import sqlite3
from collections.abc import Mapping
from datetime import timedelta

from maskapp.outputs.snapshots.queries import as_ms
from maskapp.outputs.snapshots.records import LONGEST_TEXT, SnapshotFacts, stored_note
from maskapp.outputs.snapshots.rows import (
    CORRECTION_COLUMNS,
    EVENT_COLUMNS,
    event_values,
)
from maskapp.outputs.snapshots.true_label import TrueLabel
from maskapp.outputs.violation_event import ViolationEvent

_COLUMNS = "taken_at_ms, utc_offset_s, kind, source, size_bytes, is_blurred"


def insert_row(
    connection: sqlite3.Connection, stem: str, facts: SnapshotFacts, size_bytes: int
) -> int:
    """Add a snapshot with its faces and its event.

    Args:
        connection: Connection in a transaction.
        stem: Stem of the picture files.
        facts: Everything else about the snapshot.
        size_bytes: Size of the picture files together.

    Returns:
        The id of the snapshot.
    """
    cursor = connection.execute(
        f"INSERT INTO snapshots ({_COLUMNS}, stem) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (*_values(facts, size_bytes), stem),
    )
    snapshot_id = cursor.lastrowid
    assert snapshot_id is not None  # always set after an INSERT
    _add_parts(connection, snapshot_id, facts)
    return snapshot_id


def replace_row(
    connection: sqlite3.Connection, snapshot_id: int, facts: SnapshotFacts, size_bytes: int
) -> None:
    """Write an unreadable row again; its note is kept as far as it is text.

    Args:
        connection: Connection in a transaction.
        snapshot_id: Id of the row.
        facts: The facts that its picture carries.
        size_bytes: Size of the picture files together.
    """
    names = ", ".join(f"{name} = ?" for name in _COLUMNS.split(", "))
    note, deleted_at_ms = connection.execute(
        "SELECT note, deleted_at_ms FROM snapshots WHERE id = ?", (snapshot_id,)
    ).fetchone()
    if isinstance(note, bytes):
        note = note.decode("utf-8", "replace")
    connection.execute(
        f"UPDATE snapshots SET {names}, note = ?, deleted_at_ms = ? WHERE id = ?",
        (
            *_values(facts, size_bytes),
            note[:LONGEST_TEXT] if isinstance(note, str) else "",
            deleted_at_ms if isinstance(deleted_at_ms, int) else None,
            snapshot_id,
        ),
    )
    for table in ("faces", "events"):
        connection.execute(f"DELETE FROM {table} WHERE snapshot_id = ?", (snapshot_id,))
    _add_parts(connection, snapshot_id, facts)


def update_event(connection: sqlite3.Connection, stem: str, event: ViolationEvent) -> None:
    """Write the present state of an event.

    Args:
        connection: Connection in a transaction.
        stem: Stem of the picture files of its snapshot.
        event: The event.
    """
    names = ", ".join(f"{name} = ?" for name in EVENT_COLUMNS.split(", "))
    connection.execute(
        f"UPDATE events SET {names} WHERE snapshot_id = (SELECT id FROM snapshots WHERE stem = ?)",
        (*event_values(event), stem),
    )


def set_note(connection: sqlite3.Connection, snapshot_id: int, note: str) -> None:
    """Write a snapshot's note as `stored_note` returns it.

    Args:
        connection: Connection in a transaction.
        snapshot_id: Id of the row.
        note: The note.
    """
    connection.execute(
        "UPDATE snapshots SET note = ? WHERE id = ?",
        (stored_note(note), snapshot_id),
    )


def set_corrections(
    connection: sqlite3.Connection, snapshot_id: int, labels: Mapping[int, TrueLabel | None]
) -> None:
    """Write what faces of a snapshot are in truth.

    Args:
        connection: Connection in a transaction.
        snapshot_id: Id of the row.
        labels: The right label by track; None if the face is what the program took it for.
    """
    for track, label in labels.items():
        connection.execute(
            "DELETE FROM corrections WHERE snapshot_id = ? AND track = ?", (snapshot_id, track)
        )
        if label is not None:
            connection.execute(
                f"INSERT INTO corrections (snapshot_id, {CORRECTION_COLUMNS}) VALUES (?, ?, ?)",
                (snapshot_id, track, label.value),
            )


def _values(facts: SnapshotFacts, size_bytes: int) -> tuple[object, ...]:
    """Return the values of `_COLUMNS`."""
    offset_s = (facts.taken_at.utcoffset() or timedelta()).total_seconds()
    moment = (as_ms(facts.taken_at), int(offset_s))
    return *moment, facts.kind, facts.source, size_bytes, int(facts.is_blurred)


def _add_parts(connection: sqlite3.Connection, snapshot_id: int, facts: SnapshotFacts) -> None:
    connection.executemany(
        "INSERT INTO faces VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (snapshot_id, face.track, face.label.value, face.confidence, *face.box)
            for face in facts.faces
        ],
    )
    if facts.event is not None:
        connection.execute(
            f"INSERT INTO events (snapshot_id, {EVENT_COLUMNS}) VALUES (?, ?, ?, ?, ?)",
            (snapshot_id, *event_values(facts.event)),
        )
