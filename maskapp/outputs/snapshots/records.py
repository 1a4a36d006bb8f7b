"""What the snapshot log keeps and how it is asked; standard library only, so the window may too."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from maskapp.records import Box, MaskLabel

SNAPSHOT_FOLDER = "snapshots"
"""The log's folder within the data folder."""

Kind = Literal["manual", "automatic"]

KIND_WORDS: Mapping[Kind, str] = MappingProxyType({"manual": "By hand", "automatic": "Automatic"})
"""What people read for who took a snapshot."""


class SnapshotSort(StrEnum):
    """In which order snapshots are listed; equal ones the newest first."""

    NEWEST = "newest"
    OLDEST = "oldest"
    VIOLATIONS = "violations"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class SnapshotFilter:
    """Which snapshots are wanted; every condition has to hold.

    Attributes:
        labels: At least one face has one of these; none given: no condition.
        kind: Who took it.
        source: The source's name, exactly.
        since: Taken then or later; aware.
        until: Taken before; aware.
        text: Is in the note or the source's name, whatever the case.
    """

    labels: frozenset[MaskLabel] = frozenset()
    kind: Kind | None = None
    source: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    text: str = ""


EVERYTHING = SnapshotFilter()


@dataclass(frozen=True, slots=True)
class SavedFace:
    """One face of a snapshot; the attributes are those of `Face`."""

    track: int
    label: MaskLabel
    confidence: float
    box: Box


@dataclass(frozen=True, slots=True)
class SnapshotFacts:
    """What is known of a snapshot apart from its pictures and the note.

    Every annotated picture carries its facts, so that a lost log can be made again.

    Attributes:
        taken_at: Aware, with the offset of the place and day where it was taken.
        kind: Who took it.
        source: The source's name, for people.
        faces: Ordered by track.
    """

    taken_at: datetime
    kind: Kind
    source: str
    faces: tuple[SavedFace, ...]

    def counts(self) -> Counter[MaskLabel]:
        """How many faces have each label."""
        return Counter(face.label for face in self.faces)

    def facts_as_json(self) -> dict[str, Any]:
        """The facts, ready for JSON."""
        return {
            "taken_at": self.taken_at.isoformat(timespec="milliseconds"),
            "kind": self.kind,
            "source": self.source,
            "faces": [_face_as_json(face) for face in self.faces],
        }


@dataclass(frozen=True, slots=True)
class Snapshot(SnapshotFacts):
    """One entry of the log.

    Attributes:
        id: Never used twice in one log.
        note: The user's own words; may have several lines.
        annotated: The JPEG file with boxes and labels.
        plain: The JPEG file without them.
    """

    id: int
    note: str
    annotated: Path
    plain: Path


def facts_from_json(content: Any) -> SnapshotFacts:
    """What `facts_as_json` gave.

    Raises:
        KeyError, TypeError, ValueError: It is something else.
    """
    taken_at = datetime.fromisoformat(content["taken_at"])
    kind = content["kind"]
    if taken_at.tzinfo is None or kind not in KIND_WORDS:
        raise ValueError("no facts of a snapshot")
    faces = (
        SavedFace(
            int(face["track"]),
            MaskLabel(face["label"]),
            float(face["confidence"]),
            Box(*map(float, face["box"])),
        )
        for face in content["faces"]
    )
    return SnapshotFacts(taken_at, kind, str(content["source"]), tuple(faces))


def _face_as_json(face: SavedFace) -> dict[str, Any]:
    """Spelt as in reports."""
    return {
        "track": face.track,
        "box": [round(value, 1) for value in face.box],
        "label": face.label.value,
        "confidence": round(face.confidence, 4),
    }
