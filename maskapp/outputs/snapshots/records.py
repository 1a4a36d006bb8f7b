"""Records of the snapshot log. The module is light, so the window can import it at start."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from maskapp.outputs.figures.records import MinuteFigures
from maskapp.outputs.snapshots.true_label import TrueLabel
from maskapp.outputs.violation_event import EventEnding, EventKey, ViolationEvent
from maskapp.records import Box, Face, Image, MaskLabel

SNAPSHOT_FOLDER = "snapshots"
"""Name of the log's folder inside the data folder."""

LONGEST_TEXT = 100_000
"""Characters of a note or name; more of them would stall the window."""

Kind = Literal["manual", "automatic"]
"""The cause of a snapshot: the user, or a violation."""

KIND_NAMES: Mapping[Kind, str] = MappingProxyType({"manual": "Manual", "automatic": "Automatic"})
"""Display name of each kind."""


class SnapshotSort(StrEnum):
    """Sort order of the listed snapshots. Equal sources or counts are sorted newest first."""

    NEWEST = "newest"
    OLDEST = "oldest"
    VIOLATIONS = "violations"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class SnapshotFilter:
    """Conditions that every listed snapshot meets.

    Attributes:
        labels: At least one face has one of these labels; empty for any.
        kind: Kind of the snapshot; None for any.
        source: Exact name of the source; None for any.
        since: Earliest time, inclusive, timezone-aware; None for no limit.
        until: Latest time, exclusive, timezone-aware; None for no limit.
        text: Part of the note or of the source's name, case-insensitive; empty for any.
    """

    labels: frozenset[MaskLabel] = frozenset()
    kind: Kind | None = None
    source: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    text: str = ""


EVERYTHING = SnapshotFilter()
"""The filter that every snapshot passes."""


@dataclass(frozen=True, slots=True, eq=False)
class NewSnapshot:
    """A snapshot that is not in the log yet.

    Attributes:
        taken_at: Local time, timezone-aware; that at which the event began, if there is one.
        kind: Whether the user or a violation caused it.
        source: Display name of the source.
        faces: All faces of the frame.
        annotated: The image with boxes and labels.
        plain: The image without them.
        is_demo: Whether it shows the demo clip, and thus stays out of the user's log.
        event: The violation that caused it; None if the user did.
        is_blurred: Whether faces are blurred in both images, as the settings asked for it.
    """

    taken_at: datetime
    kind: Kind
    source: str
    faces: tuple[Face, ...]
    annotated: Image
    plain: Image
    is_demo: bool = False
    event: ViolationEvent | None = None
    is_blurred: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class NewClip:
    """The clip of an event, whose snapshot the log has by then.

    Attributes:
        key: See `ViolationEvent.key`.
        content: An MP4 file.
    """

    key: EventKey
    content: bytes


LogEntry = NewSnapshot | ViolationEvent | MinuteFigures | NewClip
"""What a session adds to the log: a snapshot, an event whose snapshot the log has, as it is now, or
its clip, or the figures of a minute."""


@dataclass(frozen=True, slots=True)
class SavedFace:
    """One face of a snapshot, with some of the fields of `Face`.

    Attributes:
        confidence: See `Face.label_confidence`; of a face that is *uncertain*, `Face.confidence`.
    """

    track: int
    label: MaskLabel
    confidence: float
    box: Box

    @classmethod
    def of(cls, face: Face) -> "SavedFace":
        """Return what is saved of a face."""
        confidence = face.label_confidence
        # The label follows the probabilities late: the likeliest one may be another.
        return cls(
            face.track, face.label, face.confidence if confidence is None else confidence, face.box
        )


@dataclass(frozen=True, slots=True)
class SnapshotFacts:
    """Everything about a snapshot except its pictures and its note.

    Every annotated picture carries a copy, so a lost database can be rebuilt from the pictures.

    Attributes:
        taken_at: Timezone-aware, with the UTC offset that applied where it was taken. That of an
            event is when it began; its picture was taken somewhat later.
        kind: Whether the user or a violation caused it.
        source: Display name of the source.
        faces: Sorted by track.
        event: The violation that caused it; None if the user did, or version 0.1.0 took it.
        is_blurred: Whether its faces were blurred; version 0.1.0 did not note it.
    """

    taken_at: datetime
    kind: Kind
    source: str
    faces: tuple[SavedFace, ...]
    event: ViolationEvent | None = field(default=None, kw_only=True)
    is_blurred: bool = field(default=False, kw_only=True)

    def counts(self) -> Counter[MaskLabel]:
        """Return the number of faces per label."""
        return Counter(face.label for face in self.faces)

    def facts_as_json(self) -> dict[str, Any]:
        """Return the facts as JSON values; `facts_from_json` reads them back."""
        facts: dict[str, Any] = {
            "taken_at": self.taken_at.isoformat(timespec="milliseconds"),
            "kind": self.kind,
            "source": self.source,
            "faces": [_face_as_json(face) for face in self.faces],
        }
        if self.event is not None:
            facts["event"] = _event_as_json(self.event)
        if self.is_blurred:
            facts["blurred"] = True
        return facts


@dataclass(frozen=True, slots=True)
class Snapshot(SnapshotFacts):
    """One entry of the log.

    Attributes:
        id: Unique in the log; never reused.
        note: The user's note; may have several lines.
        annotated: Path of the JPEG file with boxes and labels.
        plain: Path of the JPEG file without them.
        has_picture: Whether the annotated picture was there when the entry was read.
        corrections: What faces are in truth, by track, where the user says that they are not what
            the program took them for.
        clip: Path of the video of its event; None if there is none.
    """

    id: int
    note: str
    annotated: Path
    plain: Path
    has_picture: bool = True
    corrections: Mapping[int, TrueLabel] = field(default_factory=dict)
    clip: Path | None = None


def storable(text: str) -> str:
    """Return text as the database can store it.

    File names that are not UTF-8 contain lone surrogates, which SQLite refuses.
    """
    return text.encode("utf-8", "replace").decode("utf-8")


def stored_note(text: str) -> str:
    """Return a note as the log keeps it: trimmed, and at most `LONGEST_TEXT` characters."""
    return storable(text).strip()[:LONGEST_TEXT]


def facts_from_json(content: Any) -> SnapshotFacts:
    """Parse what `SnapshotFacts.facts_as_json` returned.

    Raises:
        KeyError, TypeError, ValueError: The content has a different form.
    """
    taken_at = datetime.fromisoformat(content["taken_at"])
    kind = content["kind"]
    if taken_at.tzinfo is None:
        raise ValueError(f"the time {taken_at} has no UTC offset")
    if kind not in KIND_NAMES:
        raise ValueError(f"unknown kind of snapshot: {kind!r}")
    faces = (
        SavedFace(
            int(face["track"]),
            MaskLabel(face["label"]),
            float(face["confidence"]),
            Box(*map(float, face["box"])),
        )
        for face in content["faces"]
    )
    event = _event_from_json(content["event"], taken_at) if "event" in content else None
    return SnapshotFacts(
        taken_at,
        kind,
        str(content["source"]),
        tuple(faces),
        event=event,
        is_blurred=content.get("blurred", False) is True,
    )


def _face_as_json(face: SavedFace) -> dict[str, Any]:
    # Named and rounded as in the report of `detect --report`, but the confidence is the label's.
    return {
        "track": face.track,
        "box": [round(value, 1) for value in face.box],
        "label": face.label.value,
        "confidence": round(face.confidence, 4),
    }


def _event_as_json(event: ViolationEvent) -> dict[str, Any]:
    # Without its start, which is the time of the snapshot.
    return {
        "person": event.person,
        "label": event.label.value,
        "length_s": round(event.length_s, 3),
        "ended": event.ending and event.ending.value,
    }


def _event_from_json(content: Any, started_at: datetime) -> ViolationEvent:
    ended = content["ended"]
    return ViolationEvent(
        int(content["person"]),
        MaskLabel(content["label"]),
        started_at,
        float(content["length_s"]),
        None if ended is None else EventEnding(ended),
    )


@dataclass(frozen=True, slots=True)
class Listing:
    """The snapshots that pass the filter.

    Attributes:
        ids: Their ids, in the requested order.
        total: Number of snapshots without the filter.
        sources: The names of all sources.
        folder: The folder of the log that they are in.
        is_demo: Whether that is the demo's log.
    """

    ids: list[int]
    total: int
    sources: list[str]
    folder: Path
    is_demo: bool = False
