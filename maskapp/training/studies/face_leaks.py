"""Measures how many faces a blurred recording shows, by a slow search in the same clip.

A face leaks in a frame if less than `LEAST_COVERED` of its box is blurred. What is blurred is
measured on noise, recorded in place of the clip's images: each pixel that differs was blurred. What
is blurred beside the faces is measured as well, for all of a picture could be blurred, too.
"""

import json
import time
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from maskapp.files.picture_files import encode_picture
from maskapp.live.preview_size import PreviewSize
from maskapp.live.session.live_session import LiveSession
from maskapp.live.session.swappable_engine import FrameEngine
from maskapp.live.source_thread import Arrived
from maskapp.opencv import cv2
from maskapp.pipeline.blur import blur_faces
from maskapp.pipeline.detect import FaceDetector, LiteRTFaceDetector
from maskapp.pipeline.engine import load_engine
from maskapp.pipeline.sources.source import Source
from maskapp.records import Box, Frame, Image
from maskapp.settings.settings import Settings
from maskapp.training.measuring.text_tables import Cell, Row, Table, as_text, percent
from maskapp.training.studies.careful_faces import CAREFUL_SCORE, find_carefully, open_clip

LEAST_COVERED = 0.8
"""A face of which a smaller share is blurred leaks."""

_RED = (0, 0, 255)
_JPEG_QUALITY = 82
_SETTINGS = Settings(recording_mode="blurred")

Pixels = NDArray[np.bool_]
"""The blurred pixels of an image: (height, width)."""


class LeakCount:
    """The leaks of one clip.

    Attributes:
        by_face: The number of frames in which a face leaked, by the number of the face.
        longest: The largest number of successive frames in which one face leaked.
    """

    def __init__(self) -> None:
        self.by_face: Counter[int] = Counter()
        self.longest = 0
        self._lasting: dict[int, int] = defaultdict(int)

    @property
    def leaked(self) -> int:
        """How many faces leaked, summed over the frames."""
        return self.by_face.total()

    def add(self, number: int, box: Box, blurred: Pixels) -> bool:
        """Count a face of the next frame; return whether a leak begins with it.

        Args:
            number: Whose face it is.
            box: Its box; partly outside the image if the face is.
            blurred: What is blurred in the frame.
        """
        if _share_covered(box, blurred) >= LEAST_COVERED:
            self._lasting[number] = 0
            return False
        self.by_face[number] += 1
        self._lasting[number] += 1
        self.longest = max(self.longest, self._lasting[number])
        return self._lasting[number] == 1


@dataclass(frozen=True, slots=True)
class ClipLeaks:
    """What was measured on one clip.

    Attributes:
        name: Name of the clip.
        frames: Number of its frames.
        faces: How many faces the slow search found, summed over the frames.
        recorded: The leaks of the recording as the program makes it.
        uncovered: The leaks if only the faces shown in the frame itself were blurred, and none
            that were missed or are doubtful.
        beside: Share of the pixels that are blurred beside these faces, mean of the frames.
    """

    name: str
    frames: int
    faces: int
    recorded: LeakCount
    uncovered: LeakCount
    beside: float


def study_leaks(clips: Sequence[Path], output_dir: Path) -> None:
    """Measure each clip with the default settings, print a table and write `leaks.json`.

    Args:
        clips: Videos, or the word "demo".
        output_dir: Also gets a picture of the first frame of each leak, named by clip, frame and
            face. The detector may have taken something else for a face; subtract its frames.

    Raises:
        MaskappError: A clip, the model or the detector cannot be used.
    """
    careful = LiteRTFaceDetector(CAREFUL_SCORE)
    measured = []
    for clip in clips:
        engine = load_engine(_SETTINGS.for_engine, stills=False)
        measured.append(measure_clip(str(clip), careful, engine, output_dir))
        print(as_text([_table(measured[-1:])]), flush=True)
    print("\n" + as_text([_table(measured)]))
    text = json.dumps([_as_json(clip) for clip in measured], indent=2) + "\n"
    (output_dir / "leaks.json").write_text(text, encoding="utf-8")


def measure_clip(
    text: str, careful: FaceDetector, engine: FrameEngine, output_dir: Path
) -> ClipLeaks:
    """Find the faces of a clip slowly, record it with blurred faces, and count what leaks.

    Args:
        text: The clip, as `open_source` takes it.
        careful: See `find_carefully`.
        engine: Processes the clip as it is recorded; loaded for a video.
        output_dir: See `study_leaks`.

    Raises:
        MaskappError: It is not a video, or cannot be read.
    """
    with open_clip(text) as source:
        faces = find_carefully(iter(source.read, None), careful)
    recorded, uncovered = LeakCount(), LeakCount()
    beside = []
    with open_clip(text) as source:
        name = source.info.name
        blurred = _record(source, engine)
        for found, (frame, covered, direct) in zip(faces, blurred, strict=True):
            beside.append(_share_beside(covered, list(found.values())))
            for number, box in found.items():
                uncovered.add(number, box, direct)
                if recorded.add(number, box, covered):
                    picture = output_dir / f"{Path(name).stem}-{frame.index:05}-{number}.jpg"
                    _write_leak(picture, frame.image, box)
    found_faces = sum(map(len, faces))
    return ClipLeaks(name, len(faces), found_faces, recorded, uncovered, float(np.mean(beside)))


def _record(source: Source, engine: FrameEngine) -> Iterator[tuple[Frame, Pixels, Pixels]]:
    """Yield each frame with what is blurred in its recording, and by its own faces alone."""
    session = LiveSession(source.info, engine, _SETTINGS, PreviewSize())
    waiting: deque[tuple[Frame, Pixels]] = deque()
    for frame in iter(source.read, None):
        noise = _noise(frame.image.shape)
        live = session.process(Arrived(frame, time.monotonic(), 0), frame.time_s)
        waiting.append((frame, _blurred(blur_faces(noise, [face.box for face in live.faces]))))
        for image, _ in session.recorded.add(replace(live, image=noise), frame.time_s):
            first, direct = waiting.popleft()
            yield first, _blurred(image), direct
    for image, _ in session.recorded.take_all():
        first, direct = waiting.popleft()
        yield first, _blurred(image), direct


@lru_cache(maxsize=4)
def _noise(shape: tuple[int, ...]) -> Image:
    return np.random.default_rng(1).integers(0, 256, shape, np.uint8)


def _blurred(image: Image) -> Pixels:
    return np.asarray((image != _noise(image.shape)).any(axis=2), np.bool_)


def _share_beside(blurred: Pixels, boxes: Sequence[Box]) -> float:
    """Return the share of the image's pixels that are blurred, but not to blur these boxes."""
    noise = _noise((*blurred.shape, 3))
    return float((blurred & ~_blurred(blur_faces(noise, boxes))).mean())


def _share_covered(box: Box, blurred: Pixels) -> float:
    """Return the blurred share of a box's pixels that are in the image; 1 if none is."""
    height, width = blurred.shape
    left, top = max(0, round(box.x1)), max(0, round(box.y1))
    right, bottom = min(width, round(box.x2)), min(height, round(box.y2))
    inside = blurred[top : max(top, bottom), left : max(left, right)]
    return float(inside.mean()) if inside.size else 1.0


def _write_leak(path: Path, image: Image, box: Box) -> None:
    drawn = image.copy()
    left, top, right, bottom = map(round, box)
    cv2.rectangle(drawn, (left, top), (right, bottom), _RED, 2)
    path.write_bytes(encode_picture(drawn, path, jpeg_quality=_JPEG_QUALITY))


def _table(clips: Sequence[ClipLeaks]) -> Table:
    rows = []
    for clip in clips:
        counts = [
            cell
            for count in (clip.recorded, clip.uncovered)
            for cell in (
                Cell(f"{count.leaked:,}"),
                Cell(percent(count.leaked / clip.faces if clip.faces else None)),
                Cell(f"{count.longest:,}"),
            )
        ]
        sizes = (Cell(f"{clip.frames:,}"), Cell(f"{clip.faces:,}"))
        rows.append(Row(clip.name, (*sizes, *counts, Cell(percent(clip.beside)))))
    return Table(
        f"Faces of which less than {LEAST_COVERED:.0%} is blurred",
        (
            *("clip", "frames", "faces", "leaked", "share", "longest"),
            *("leaked if uncovered", "share", "longest", "blurred beside"),
        ),
        tuple(rows),
        "Uncovered: without what was found in other frames only, or is doubtful.",
    )


def _as_json(clip: ClipLeaks) -> dict[str, object]:
    return {
        "clip": clip.name,
        "frames": clip.frames,
        "faces": clip.faces,
        "blurred_beside": clip.beside,
        **{
            name: {
                "leaked": count.leaked,
                "longest_frames": count.longest,
                "leaked_by_face": count.by_face,
            }
            for name, count in (("recorded", clip.recorded), ("uncovered", clip.uncovered))
        },
    }
