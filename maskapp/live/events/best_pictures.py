"""The best frame of each face that may become an event: the one that shows it large and sharp.

Imports OpenCV, which takes a while: import this module in a worker's thread.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from maskapp.opencv import cv2
from maskapp.records import VIOLATION_LABELS, Box, Face, Image

_MOST_IMAGES = 12
"""The images in memory at once: 75 MB of full HD, 300 MB of 4K."""
_CLEARLY_BETTER = 1.05
_UNSURE = 0.1
"""What a frame counts for that may show the face otherwise than its label says: a label follows the
face some tenths of a second late, so that a mask just put on is seen under *no mask*."""
_STILL_SURE = 0.8
"""Share of a label's probability that has to be left in the next frame."""
_SIDE_PX = 64
"""Sharpness is measured at one size, so that noise and enlarged faces do not count as sharp."""


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A frame as the picture of an event.

    Attributes:
        image: (height, width, 3), uint8, BGR.
        faces: The faces in it.
        covered: The boxes to blur in it, if the settings ask for it.
    """

    image: Image
    faces: tuple[Face, ...]
    covered: tuple[Box, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Scored:
    """A picture with its score, and how probable the label of its face was."""

    score: float
    probability: float
    picture: Picture


class BestPictures:
    """The best frames so far, at most one for each track.

    A frame is believed once the next one confirms the label of the face.
    """

    def __init__(self) -> None:
        self._best: dict[int, _Scored] = {}
        self._unconfirmed: dict[int, _Scored] = {}  # of the newest frame

    def add(
        self,
        image: Image,
        faces: tuple[Face, ...],
        wanted: Collection[int],
        covered: Callable[[], Sequence[Box]],
    ) -> None:
        """Add the next frame.

        Args:
            image: (height, width, 3), uint8, BGR; kept, not copied.
            faces: The faces in it.
            wanted: The tracks that need a picture; what is known of others is forgotten.
            covered: Returns the boxes to blur in it.
        """
        violating = [
            face for face in faces if face.track in wanted and face.label in VIOLATION_LABELS
        ]
        self._confirm({face.track: _probability(face) for face in violating})
        self._best = {track: best for track, best in self._best.items() if track in wanted}
        for face in violating:
            best = self._best.get(face.track)
            if best is None and len(self._best | self._unconfirmed) >= _MOST_IMAGES:
                continue
            probability = _probability(face)
            is_sure = probability >= max(face.probabilities.values())
            score = picture_score(image, face) * (1.0 if is_sure else _UNSURE)
            if best is None or score > _CLEARLY_BETTER * best.score:
                picture = Picture(image, faces, tuple(covered()))
                self._unconfirmed[face.track] = _Scored(score, probability, picture)

    def best(self, track: int) -> Picture | None:
        """Return the best frame of a track; None if too many tracks needed one."""
        found = self._best.get(track) or self._unconfirmed.get(track)
        return found.picture if found is not None else None

    def _confirm(self, probabilities: Mapping[int, float]) -> None:
        """Rank the pictures of the frame before, by what the labels are now."""
        for track, new in self._unconfirmed.items():
            is_confirmed = probabilities.get(track, 0.0) >= _STILL_SURE * new.probability
            score = new.score * (1.0 if is_confirmed else _UNSURE)
            best = self._best.get(track)
            if best is None or score > best.score:
                self._best[track] = replace(new, score=score)
        self._unconfirmed = {}


def _probability(face: Face) -> float:
    """Return how probable the face's label is, 0 to 1."""
    return face.probabilities.get(face.label, 0.0)


def picture_score(image: Image, face: Face) -> float:
    """Return how well a frame shows a face: its height in pixels times its sharpness.

    Sharpness is the standard deviation of the Laplacian (Pech-Pacheco et al. 2000) at one size. A
    face that the detector missed, so that its place is only predicted, counts half.

    Args:
        image: (height, width, 3), uint8, BGR.
        face: The face, in pixels of the image.
    """
    height, width = image.shape[:2]
    left, right = np.clip((face.box.x1, face.box.x2), 0, width).astype(int)
    top, bottom = np.clip((face.box.y1, face.box.y2), 0, height).astype(int)
    if left >= right or top >= bottom:
        return 0.0
    crop = cv2.cvtColor(image[top:bottom, left:right], cv2.COLOR_BGR2GRAY)
    crop = cv2.resize(crop, (_SIDE_PX, _SIDE_PX), interpolation=cv2.INTER_AREA)
    sharpness = float(cv2.Laplacian(crop, cv2.CV_32F).std())
    return float(bottom - top) * sharpness * (1.0 if face.detected else 0.5)
