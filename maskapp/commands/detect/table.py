"""The table that `maskapp detect` prints at its end."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Self

from maskapp.display_names import printable
from maskapp.label_style import LABEL_WORDS
from maskapp.records import FrameResult, MaskLabel

_MAX_ROWS = 100
_HEADER = ("input", "frames", "dropped", "frames/s", "tracks", "faces")


@dataclass(slots=True)
class Summary:
    """The counts of one input.

    Attributes:
        name: Name of the source.
        frames: Number of frames processed.
        dropped: Number of frames of a live source that were lost.
        elapsed_s: Time that it took.
        tracks: Number of tracks that were established.
        labels: How often each label was given.
        outcome: What became of its annotated output, such as "written: a.mp4"; "" for nothing.
    """

    name: str
    frames: int = 0
    dropped: int = 0
    elapsed_s: float = 0.0
    tracks: int = 0
    labels: Counter[MaskLabel] = field(default_factory=Counter)
    outcome: str = ""
    _seen: set[int] = field(default_factory=set, repr=False)

    def add(self, result: FrameResult) -> None:
        """Count a frame."""
        self.frames += 1
        self._seen.update(face.track for face in result.faces if face.is_established)
        self.tracks = len(self._seen)
        self.labels.update(face.label for face in result.faces)

    def include(self, other: "Summary") -> None:
        """Add the counts of another input."""
        self.frames += other.frames
        self.dropped += other.dropped
        self.elapsed_s += other.elapsed_s
        self.tracks += other.tracks
        self.labels.update(other.labels)

    def as_json(self) -> dict[str, Any]:
        """Return the counts as JSON values."""
        return {
            "name": self.name,
            "frames": self.frames,
            "dropped": self.dropped,
            "elapsed_s": self.elapsed_s,
            "tracks": self.tracks,
            "labels": {label.value: count for label, count in self.labels.items()},
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        """Return the counts that `as_json` returned."""
        labels = Counter({MaskLabel(name): count for name, count in values["labels"].items()})
        return cls(**{**values, "labels": labels})


class SummaryTable:
    """A row for each of the first hundred inputs, and one for all the others."""

    def __init__(self) -> None:
        self._rows: list[Summary] = []
        self._more = Summary("")
        self._more_count = 0
        self._outcomes: dict[str, None] = {}
        self._more_outcomes = 0
        self.has_frames = False
        """Whether any input had a frame."""

    def add(self, summary: Summary) -> None:
        """Add an input that is over."""
        self.has_frames = self.has_frames or summary.frames > 0
        if len(self._rows) < _MAX_ROWS:
            self._rows.append(summary)
        else:
            self._more.include(summary)
            self._more_count += 1
        if summary.outcome and summary.outcome not in self._outcomes:
            if len(self._outcomes) < _MAX_ROWS:
                self._outcomes[summary.outcome] = None
            else:
                self._more_outcomes += 1

    def text(self) -> str:
        """Return the table, and what was written, once each."""
        rows = [[*_HEADER, *LABEL_WORDS.values()], *map(_cells, self._rows)]
        if self._more_count:
            self._more.name = f"{self._more_count:,} more inputs"
            rows.append(_cells(self._more))
        widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
        lines = [
            "  ".join(
                cell.ljust(width) if i == 0 else cell.rjust(width)
                for i, (cell, width) in enumerate(zip(row, widths, strict=True))
            )
            for row in rows
        ]
        lines += map(printable, self._outcomes)
        if self._more_outcomes:
            lines.append(f"and {self._more_outcomes:,} more")
        return "\n".join(lines)


def _cells(summary: Summary) -> list[str]:
    faces = sum(summary.labels.values())
    rate = summary.frames / summary.elapsed_s if summary.elapsed_s else 0.0
    counts = [summary.frames, summary.dropped, f"{rate:.1f}", summary.tracks, faces]
    shares = [f"{summary.labels[label] / max(faces, 1):.1%}" for label in LABEL_WORDS]
    return [summary.name, *map(str, counts), *shares]
