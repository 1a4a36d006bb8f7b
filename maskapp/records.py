"""The records that travel; without NumPy, whose import would hold up the window's start."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Image = NDArray[np.uint8]
else:
    Image = Any
"""A picture of shape (height, width, 3), dtype uint8, colour order BGR."""


class MaskLabel(StrEnum):
    """The judgement of one face, spelt as in files and APIs."""

    WITH_MASK = "with_mask"
    WITHOUT_MASK = "without_mask"
    INCORRECT_MASK = "incorrect_mask"
    UNCERTAIN = "uncertain"


CLASS_LABELS = (MaskLabel.WITH_MASK, MaskLabel.WITHOUT_MASK, MaskLabel.INCORRECT_MASK)
"""The labels that a network gives, in the order of its outputs; *uncertain* is not one of them."""

VIOLATION_LABELS = (MaskLabel.WITHOUT_MASK, MaskLabel.INCORRECT_MASK)
"""The labels that make a violation of a track that keeps one of them for long enough."""

LABEL_WORDS: Mapping[MaskLabel, str] = MappingProxyType(
    {
        MaskLabel.WITH_MASK: "Mask",
        MaskLabel.WITHOUT_MASK: "No mask",
        MaskLabel.INCORRECT_MASK: "Worn wrong",
        MaskLabel.UNCERTAIN: "Uncertain",
    }
)
"""What people read for each label."""


class Box(NamedTuple):
    """A rectangle in pixels of the frame; right and bottom are exclusive."""

    x1: float
    y1: float
    x2: float
    y2: float

    @property
    def width(self) -> float:
        """Width in pixels."""
        return self.x2 - self.x1

    @property
    def height(self) -> float:
        """Height in pixels."""
        return self.y2 - self.y1


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture from a source.

    Attributes:
        image: (height, width, 3), uint8, BGR, C-contiguous, upright.
        index: Number of the frame in its source, from 0; dropped frames count.
        time_s: When it is shown, in seconds from the first frame of the source.
        name: File name of the picture, for sources that are made of pictures.
    """

    image: Image
    index: int
    time_s: float
    name: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Detection:
    """One face as the detector found it.

    Attributes:
        box: Clipped to the frame.
        score: The detector's confidence, 0 to 1.
        landmarks: (5, 2), float32, pixels: the eye, the eye, nose tip, mouth corner,
            mouth corner, each pair from the picture's left to its right.
    """

    box: Box
    score: float
    landmarks: "NDArray[np.float32]"


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """One face followed through time.

    Attributes:
        id: Identity, from 1, never used twice in a session.
        box: Smoothed, clipped to the frame.
        landmarks: As in `Detection`, moved along with the box.
        score: Confidence of the newest detection.
        age_s: Time since the face was first seen.
        detected: Whether a detection confirmed it in this frame (else it is carried on).
    """

    id: int
    box: Box
    landmarks: "NDArray[np.float32]"
    score: float
    age_s: float
    detected: bool


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """One judged face of one frame.

    Attributes:
        track: Identity, from 1.
        box: Clipped to the frame.
        label: The judgement; *uncertain* where the track's average does not decide.
        confidence: The average probability of the likeliest label, 0 to 1.
        probabilities: The average probability of each class label.
        score: The detector's confidence that this is a face, 0 to 1.
        landmarks: As in `Detection`.
        age_s: Time since the face was first seen.
    """

    track: int
    box: Box
    label: MaskLabel
    confidence: float
    probabilities: Mapping[MaskLabel, float]
    score: float
    landmarks: "NDArray[np.float32]"
    age_s: float

    def as_report(self) -> dict[str, Any]:
        """The face as one entry of a report line, ready for JSON."""
        return {
            "track": self.track,
            "box": [round(value, 1) for value in self.box],
            "label": self.label.value,
            "confidence": round(self.confidence, 4),
            "probabilities": {
                label.value: round(value, 4) for label, value in self.probabilities.items()
            },
        }


@dataclass(frozen=True, slots=True, eq=False)
class FrameResult:
    """What the engine says of one frame.

    Attributes:
        frame: The frame as it came.
        faces: The judged faces, ordered by track.
        stages_ms: Time spent in each stage, by its name.
    """

    frame: Frame
    faces: tuple[Face, ...]
    stages_ms: Mapping[str, float] = field(default_factory=dict)

    def as_report(self) -> dict[str, Any]:
        """The frame as one line of a report, ready for JSON."""
        line: dict[str, Any] = {
            "frame": self.frame.index,
            "time_s": round(self.frame.time_s, 3),
            "faces": [face.as_report() for face in self.faces],
        }
        if self.frame.name is not None:
            line["file"] = self.frame.name
        return line


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """What a source says of itself.

    Attributes:
        name: For people: a camera's name, a file's name, an address without its password.
        width: Of the upright frames, pixels; 0 where it differs from frame to frame.
        height: As `width`.
        fps: The nominal frame rate; None where there is none.
        frame_count: How many frames there will be; None where unknown.
        is_live: Whether frames not read in time are dropped.
        is_stills: Whether each frame is a picture of its own, unrelated to the one before.
    """

    name: str
    width: int
    height: int
    fps: float | None
    frame_count: int | None
    is_live: bool
    is_stills: bool


class SourceState(StrEnum):
    """What the source in use is doing."""

    IDLE = "idle"
    OPENING = "opening"
    RUNNING = "running"
    PAUSED = "paused"
    LOST = "lost"
    ENDED = "ended"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class CameraSize:
    """A frame size that a camera offers.

    Attributes:
        width: Pixels.
        height: Pixels.
        rates: Frames per second, ascending; empty if unknown.
    """

    width: int
    height: int
    rates: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class CameraInfo:
    """A camera of this computer.

    Attributes:
        index: The number by which it is opened.
        name: The name from its driver.
        path: The system's path of the device; None if unknown.
        sizes: The frame sizes that it offers; empty if unknown.
    """

    index: int
    name: str
    path: str | None
    sizes: tuple[CameraSize, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordingStatus:
    """A recording that is under way.

    Attributes:
        path: The video.
        elapsed_s: Time since it was started.
        size_bytes: Of the file up to now.
        free_bytes: What is free on its disk.
        warning: A sentence for people, such as that the disk is nearly full; None without.
    """

    path: Path
    elapsed_s: float
    size_bytes: int
    free_bytes: int
    warning: str | None
