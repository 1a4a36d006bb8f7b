"""The faces of a clip, found slowly: in every frame, at the sizes for stills, with a low threshold.

They are what a live search, which has no time and does not know the next frames, is measured by.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from maskapp.errors import SourceError
from maskapp.pipeline.detect import FaceDetector, detect_in_still
from maskapp.pipeline.sources.source import Source, open_source
from maskapp.pipeline.tracking.tracker import Tracker
from maskapp.records import Box, Detection, Frame
from maskapp.training.detector.teaching import overlaps

CAREFUL_SCORE = 0.2
"""Detections with a lower score are ignored."""

_SURE_SCORE = 0.5
_LEAST_SURE = 3
"""A track counts if it has that score in so many frames, and in half of those in which it was
detected; other things rarely have."""
_LONGEST_GAP_S = 3.0
"""A face that is not detected for longer may have left."""
_LEAST_HEIGHT_PX = 20


@dataclass(frozen=True, slots=True)
class _Sight:
    """One detection of a track."""

    index: int
    time_s: float
    box: Box
    score: float


def open_clip(text: str) -> Source:
    """Open a video, or the demo by its name.

    Raises:
        SourceError: It is not a video, or cannot be opened.
    """
    source = open_source(text)
    if source.info.is_live or source.info.is_stills:
        source.close()
        raise SourceError(f"{source.info.name} is not a video; name video files, or demo")
    return source


def find_carefully(frames: Iterable[Frame], detector: FaceDetector) -> list[dict[int, Box]]:
    """Return the boxes of the faces of each frame, by a number for each person.

    A face that is detected before and after some frames, but not in them, counts in them too: its
    box is interpolated. Faces that are mostly under 20 px high do not count.

    Args:
        frames: A clip from its beginning; the images are not kept.
        detector: Returns detections with a score of `CAREFUL_SCORE` or more.
    """
    times_s, tracks = _track(frames, detector)
    faces: list[dict[int, Box]] = [{} for _ in times_s]
    for number, sights in tracks.items():
        sure = sum(sight.score >= _SURE_SCORE for sight in sights)
        height = np.median([sight.box.height for sight in sights])
        if sure < max(_LEAST_SURE, len(sights) / 2) or height < _LEAST_HEIGHT_PX:
            continue
        for sight in sights:
            faces[sight.index][number] = sight.box
        for before, after in pairwise(sights):
            for index in range(before.index + 1, after.index):
                faces[index][number] = _interpolated(before, after, times_s[index])
    return faces


def _track(
    frames: Iterable[Frame], detector: FaceDetector
) -> tuple[list[float], dict[int, list[_Sight]]]:
    """Return the times of the frames, and the detections of each track."""
    tracker = Tracker(max_missing_s=_LONGEST_GAP_S, shown_score=0.0)
    times_s: list[float] = []
    tracks: dict[int, list[_Sight]] = defaultdict(list)
    for index, frame in enumerate(frames):
        times_s.append(frame.time_s)
        found = detect_in_still(detector, frame.image)
        for track in tracker.update(found, frame.time_s, frame.image.shape[1::-1]):
            if track.detected:
                box = _nearest(found, track.box)  # not smoothed, so that it does not lag behind
                tracks[track.id].append(_Sight(index, frame.time_s, box, track.score))
    return times_s, tracks


def _nearest(found: Sequence[Detection], box: Box) -> Box:
    boxes = np.array([face.box for face in found], np.float32)
    return found[int(overlaps(boxes, np.array([box], np.float32)).argmax())].box


def _interpolated(before: _Sight, after: _Sight, time_s: float) -> Box:
    share = (time_s - before.time_s) / (after.time_s - before.time_s)
    pairs = zip(before.box, after.box, strict=True)
    return Box(*(first + share * (second - first) for first, second in pairs))
