"""Rows of the database, checked before anything uses them.

Anyone can edit the file. This is the only place where a row becomes a `LoggedRow`, and where the
name of a picture is taken from one: a name that the log would not give is never turned into a path.
"""

import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from maskapp.outputs.snapshots.queries import EPOCH, as_ms
from maskapp.outputs.snapshots.records import KIND_NAMES, LONGEST_TEXT, SavedFace, SnapshotFacts
from maskapp.outputs.snapshots.true_label import TrueLabel
from maskapp.outputs.violation_event import EventEnding, ViolationEvent
from maskapp.records import VIOLATION_LABELS, Box, MaskLabel

STEM_PATTERN = r"\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d\.\d{3}(?:-\d{1,9})?"
"""The form of the stems of picture files, as a regular expression with the flag ASCII."""

COLUMNS = (
    "id, taken_at_ms, utc_offset_s, kind, source, note, stem, size_bytes, deleted_at_ms, is_blurred"
)
"""The columns of a row of `snapshots`, in the order that `parse_row` expects."""

FACE_COLUMNS = "track, label, confidence, x1, y1, x2, y2"
"""The columns of a row of `faces`, likewise."""

EVENT_COLUMNS = "person, label, length_ms, ending"
"""The columns of a row of `events`, likewise."""

CORRECTION_COLUMNS = "track, label"
"""The columns of a row of `corrections`, likewise."""

LARGEST_ID = 10**12 - 1
"""More than the snapshots of a log; the ids above are free for another log beside it."""

FIRST_DEMO_ID = LARGEST_ID + 1
"""Ids of the demo's snapshots start here, so that an id tells which log it belongs to."""

_LARGEST_BYTES = 1_000_000_000
"""More than two pictures can take; a larger figure would make the size limit remove all others."""
_LONGEST_EVENT_MS = 10**12 - 1  # 30 years
_ROUNDING = 1e-3
_SURROGATE = re.compile("[\ud800-\udfff]")  # no character; SQLite and files refuse it
_LARGEST_INTEGER = 2**63 - 1  # of SQLite


def is_of_demo(snapshot_id: int) -> bool:
    """Return whether a snapshot is in the demo's log."""
    return snapshot_id >= FIRST_DEMO_ID


class UnreadableRowError(ValueError):
    """A row that this program did not write; the message is a clause such as "has no source"."""


@dataclass(frozen=True, slots=True)
class LoggedRow:
    """A row that can be used.

    Attributes:
        id: Unique in the log.
        facts: Everything about the snapshot except its pictures and its note.
        note: The user's note.
        stem: Stem of its picture files.
        is_deleted: Whether it is deleted, but can still be restored.
        corrections: See `Snapshot`.
    """

    id: int
    facts: SnapshotFacts
    note: str
    stem: str
    is_deleted: bool
    corrections: Mapping[int, TrueLabel]


def parse_row(
    row: Sequence[Any],
    faces: Iterable[Sequence[Any]],
    event: Sequence[Any] | None = None,
    corrections: Iterable[Sequence[Any]] = (),
) -> LoggedRow:
    """Check a row and the rows of its faces, its event and its corrections.

    Corrections that cannot be used are left out: nothing else depends on them.

    Args:
        row: The values of `COLUMNS`; text that is not UTF-8 as bytes.
        faces: The values of `FACE_COLUMNS` of each face, likewise.
        event: The values of `EVENT_COLUMNS`, likewise; None if it has no event.
        corrections: The values of `CORRECTION_COLUMNS` of each corrected face, likewise.

    Raises:
        UnreadableRowError: A value has the wrong type, or is one that the log never writes.
    """
    row_id, taken_at_ms, utc_offset_s, kind, source, note, stem, size_bytes, deleted_at_ms = row[:9]
    if kind not in KIND_NAMES:
        raise UnreadableRowError(f"has the unknown kind {_shown(kind)}")
    if not 0 <= _whole_number(size_bytes, "size") <= _LARGEST_BYTES:
        raise UnreadableRowError(f"has the size {_shown(size_bytes)}")
    if deleted_at_ms is not None:
        _whole_number(deleted_at_ms, "time of deletion")
    try:
        zone = timezone(timedelta(seconds=_whole_number(utc_offset_s, "UTC offset")))
        moment = EPOCH + timedelta(milliseconds=_whole_number(taken_at_ms, "time"))
        taken_at = moment.astimezone(zone)
    except (ValueError, OverflowError) as error:
        if isinstance(error, UnreadableRowError):
            raise
        raise UnreadableRowError(f"has the time {_shown(taken_at_ms)}, which is none") from error
    saved = tuple(_parse_face(face) for face in faces)
    shown = None if event is None else _parse_event(event, taken_at)
    is_blurred = bool(_whole_number(row[9], "mark of blurred faces"))
    named = _text(source, "source")
    facts = SnapshotFacts(taken_at, kind, named, saved, event=shown, is_blurred=is_blurred)
    is_deleted = deleted_at_ms is not None
    known = _parse_corrections(corrections, {face.track for face in saved})
    return LoggedRow(row_id, facts, _text(note, "note"), parse_stem(stem), is_deleted, known)


def checked_facts(facts: SnapshotFacts) -> SnapshotFacts:
    """Check facts that were read from elsewhere, as if they came from a row.

    Raises:
        UnreadableRowError: The log would never write them.
    """
    offset = facts.taken_at.utcoffset() or timedelta()
    moment = (as_ms(facts.taken_at), int(offset.total_seconds()))
    row = (0, *moment, facts.kind, facts.source, "", "0000-00-00_00-00-00.000", 0, None)
    faces = [(face.track, face.label, face.confidence, *face.box) for face in facts.faces]
    event = None if facts.event is None else event_values(facts.event)
    return parse_row((*row, int(facts.is_blurred)), faces, event).facts


def event_values(event: ViolationEvent) -> tuple[object, ...]:
    """Return the values of `EVENT_COLUMNS` for an event."""
    ending = event.ending and event.ending.value
    return event.person, event.label.value, round(event.length_s * 1000), ending


def parse_stem(value: object) -> str:
    """Check the stem of a snapshot's picture files.

    Raises:
        UnreadableRowError: It is none that the log gives, and might leave the folder.
    """
    if isinstance(value, str) and re.fullmatch(STEM_PATTERN, value, re.ASCII):
        return value
    raise UnreadableRowError(f"names the picture {_shown(value)}, which is none of the log's")


def _parse_face(face: Sequence[Any]) -> SavedFace:
    track, label, confidence, *box = face
    try:
        known = MaskLabel(label)
    except ValueError as error:
        raise UnreadableRowError(f"has the unknown label {_shown(label)}") from error
    if not -_ROUNDING <= _number(confidence, "confidence") <= 1 + _ROUNDING:
        raise UnreadableRowError(f"has the confidence {_shown(confidence)}")
    sides = Box(*(_number(side, "box") for side in box))
    return SavedFace(_whole_number(track, "track"), known, float(confidence), sides)


def _parse_event(event: Sequence[Any], started_at: datetime) -> ViolationEvent:
    person, label, length_ms, ending = event
    if label not in VIOLATION_LABELS:
        raise UnreadableRowError(f"has an event with the label {_shown(label)}")
    if not 0 <= _whole_number(length_ms, "length") <= _LONGEST_EVENT_MS:
        raise UnreadableRowError(f"has an event of {_shown(length_ms)} ms")
    try:
        known = None if ending is None else EventEnding(ending)
    except ValueError as error:
        raise UnreadableRowError(f"has the unknown ending {_shown(ending)}") from error
    number = _whole_number(person, "person")
    return ViolationEvent(number, MaskLabel(label), started_at, length_ms / 1000, known)


def _parse_corrections(
    rows: Iterable[Sequence[Any]], tracks: Collection[int]
) -> dict[int, TrueLabel]:
    return {
        track: TrueLabel(label)
        for track, label in rows
        if track in tracks and label in list(TrueLabel)
    }


def _text(value: object, name: str) -> str:
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        raise UnreadableRowError(f"has a {name} that is too long")
    if isinstance(value, str) and not _SURROGATE.search(value):
        return value
    problem = "is missing" if value is None else "is not readable text"
    raise UnreadableRowError(f"has a {name} that {problem}")


def _whole_number(value: object, name: str) -> int:
    if isinstance(value, int) and abs(value) <= _LARGEST_INTEGER:
        return value
    raise UnreadableRowError(f"has the {name} {_shown(value)}, which is no whole number")


def _number(value: object, name: str) -> float:
    if isinstance(value, int | float) and math.isfinite(value):
        return float(value)
    raise UnreadableRowError(f"has the {name} {_shown(value)}, which is no number")


def _shown(value: object) -> str:
    """Return a foreign value as short, printable text."""
    text = ascii(value)
    return text if len(text) <= 40 else f"{text[:40]}…"
