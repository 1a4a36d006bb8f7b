"""The records passed between rooms; NumPy, which delays the window, only for type checking."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Image = NDArray[np.uint8]
else:
    Image = Any
"""An array of pixels: (height, width, 3), uint8, BGR."""


class MaskLabel(StrEnum):
    """The label of a face, spelt as in files and APIs."""

    WITH_MASK = "with_mask"
    WITHOUT_MASK = "without_mask"
    INCORRECT_MASK = "incorrect_mask"
    UNCERTAIN = "uncertain"


CLASS_LABELS = (MaskLabel.WITH_MASK, MaskLabel.WITHOUT_MASK, MaskLabel.INCORRECT_MASK)
"""The labels that a model has outputs for, in their default order; not *uncertain*."""

VIOLATION_LABELS = (MaskLabel.WITHOUT_MASK, MaskLabel.INCORRECT_MASK)
"""The labels that make a track a violation if it keeps one of them for long enough."""


class Box(NamedTuple):
    """A rectangle in pixels of the frame; `x2` and `y2` are exclusive."""

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


def intersection_over_union(a: Box, b: Box) -> float:
    """Return the intersection over union of two boxes, 0 to 1."""
    width = min(a.x2, b.x2) - max(a.x1, b.x1)
    height = min(a.y2, b.y2) - max(a.y1, b.y1)
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / (a.width * a.height + b.width * b.height - shared)


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One image of a source.

    Attributes:
        image: (height, width, 3), uint8, BGR, C-contiguous, upright.
        index: Number of the frame in its source, from 0; dropped frames are counted.
        time_s: Time at which it is shown, in seconds after the first frame of the source.
        name: File name of the picture; None unless the source is made of pictures.
    """

    image: Image
    index: int
    time_s: float
    name: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Detection:
    """One face found by the detector.

    Attributes:
        box: Clipped to the frame.
        score: The detector's confidence, 0 to 1.
        landmarks: (5, 2), float32, pixels: eyes, nose tip, mouth corners; in the image, left first.
    """

    box: Box
    score: float
    landmarks: "NDArray[np.float32]"


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """One face followed through time.

    Attributes:
        id: Number from 1, unique within a session.
        box: Smoothed, clipped to the frame.
        landmarks: As in `Detection`, moved with the box.
        score: Score of the latest detection.
        age_s: Time since the face was first seen.
        detected: Whether the detector found it in this frame; otherwise it is predicted.
        missed: Whether the detector did not find it when it last ran.
        is_established: Whether the detector was sure of it for long enough; no other track counts.
    """

    id: int
    box: Box
    landmarks: "NDArray[np.float32]"
    score: float
    age_s: float
    detected: bool
    missed: bool
    is_established: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """A track in one frame, with its label.

    Attributes:
        track: The track's number, from 1.
        box: Clipped to the frame.
        label: The smoothed label; *uncertain* if the confidence is too low.
        confidence: The smoothed probability of the likeliest label, 0 to 1.
        probabilities: The smoothed probability of each of `CLASS_LABELS`.
        score: The detector's confidence that this is a face, 0 to 1.
        landmarks, age_s, detected, missed, is_established: As in `Track`.
    """

    track: int
    box: Box
    label: MaskLabel
    confidence: float
    probabilities: Mapping[MaskLabel, float]
    score: float
    landmarks: "NDArray[np.float32]"
    age_s: float
    detected: bool = True
    missed: bool = False
    is_established: bool = True

    @property
    def label_confidence(self) -> float | None:
        """The smoothed probability of its label, 0 to 1; *uncertain* has none of its own."""
        return self.probabilities.get(self.label)


@dataclass(frozen=True, slots=True, eq=False)
class FrameResult:
    """The engine's result for one frame.

    Attributes:
        frame: The frame, unchanged.
        faces: The faces in it, ordered by track.
        stages_ms: Time spent in each stage, by the stage's name.
        doubtful: Boxes that may be faces, too unclear to be shown; none without a detection.
    """

    frame: Frame
    faces: tuple[Face, ...]
    stages_ms: Mapping[str, float] = field(default_factory=dict)
    doubtful: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """The properties of an open source.

    Attributes:
        name: Display name: a camera's name, a file's name, or an address without its password.
        width, height: Pixels of the upright frames; 0 if frames differ in size.
        fps: The nominal frame rate; None if there is none.
        frame_count: Total number of frames; None if unknown.
        is_live: Whether frames that are not read in time are dropped.
        is_stills: Whether the frames are unrelated pictures.
        is_demo: Whether it is the demo clip.
        key: What identifies it at every start, without secrets; see `maskapp.files.source_keys`.
        own_name: Its display name before the user gave it `name`; "" if the user gave none.
    """

    name: str
    width: int
    height: int
    fps: float | None
    frame_count: int | None
    is_live: bool
    is_stills: bool
    is_demo: bool = False
    key: str = ""
    own_name: str = ""

    @property
    def first_name(self) -> str:
        """Its display name before the user gave it another; a camera's is from its driver."""
        return self.own_name or self.name


@dataclass(frozen=True, slots=True)
class CameraMode:
    """The mode to request from a camera, which picks the nearest one; None keeps its default.

    Attributes:
        width, height, fps: Pixels, and frames per second.
    """

    width: int | None = None
    height: int | None = None
    fps: float | None = None


USUAL_CAMERA_SIZES = ((640, 480), (1280, 720), (1920, 1080), (3840, 2160))
"""Width and height in pixels, offered for cameras that do not list their sizes."""
USUAL_CAMERA_RATES = (15.0, 30.0, 60.0)
"""Frames per second, offered for cameras that do not list their frame rates."""


class SourceState(StrEnum):
    """The state of the source in use; NO_MODEL: it could be opened, but not the model for it."""

    IDLE = "idle"
    OPENING = "opening"
    RUNNING = "running"
    PAUSED = "paused"
    LOST = "lost"
    ENDED = "ended"
    FAILED = "failed"
    NO_MODEL = "without a model"


@dataclass(frozen=True, slots=True)
class CameraSize:
    """A frame size that a camera offers.

    Attributes:
        width, height: Pixels.
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
    """The progress of a recording.

    Attributes:
        elapsed_s, size_bytes: Duration and size of the video so far.
        dropped: Frames that are missing because the disk was too slow.
        waiting: Frames that are yet to be written.
        is_finishing: Whether it takes no more frames and only writes those that are waiting.
        warning: A message for the user, such as that the disk is nearly full; None if none.
    """

    elapsed_s: float = 0.0
    size_bytes: int = 0
    dropped: int = 0
    waiting: int = 0
    is_finishing: bool = False
    warning: str | None = None


@dataclass(frozen=True, slots=True)
class RecordingOutcome:
    """A recording that is over.

    Attributes:
        path: The video file; None if there is none.
        problem: A message for the user about what ended it; empty if the user or its source did.
        dropped: Frames that are missing because the disk was too slow.
        earlier: The files before it, oldest first, if its disk allows no larger ones.
    """

    path: Path | None
    problem: str = ""
    dropped: int = 0
    earlier: tuple[Path, ...] = ()
