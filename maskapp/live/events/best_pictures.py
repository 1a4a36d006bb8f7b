"""The best frame of each face that may become an event: the one that shows it large and sharp.

Imports OpenCV, which takes a while: import this module in a worker's thread.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np

from maskapp.opencv import cv2
from maskapp.records import VIOLATION_LABELS, Face, Image

_MOST_IMAGES = 12
"""The images in memory at once: 75 MB of full HD, 300 MB of 4K."""
_CLEARLY_BETTER = 1.05
_SIDE_PX = 64
"""Sharpness is measured at one size, so that noise and enlarged faces do not count as sharp."""


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A frame as the picture of an event.

    Attributes:
        image: (height, width, 3), uint8, BGR.
        faces: The faces in it.
        covered: The faces to blur in it, if the settings ask for it.
    """

    image: Image
    faces: tuple[Face, ...]
    covered: tuple[Face, ...]


class BestPictures:
    """The best frames so far, at most one for each track."""

    def __init__(self) -> None:
        self._best: dict[int, tuple[float, Picture]] = {}

    def add(
        self,
        image: Image,
        faces: tuple[Face, ...],
        wanted: Collection[int],
        covered: Callable[[], Sequence[Face]],
    ) -> None:
        """Add the next frame.

        Args:
            image: (height, width, 3), uint8, BGR; kept, not copied.
            faces: The faces in it.
            wanted: The tracks that need a picture; what is known of others is forgotten.
            covered: Returns the faces to blur in it.
        """
        self._best = {track: best for track, best in self._best.items() if track in wanted}
        for face in faces:
            if face.track not in wanted or face.label not in VIOLATION_LABELS:
                continue
            best = self._best.get(face.track)
            if best is None and len(self._best) >= _MOST_IMAGES:
                continue
            score = picture_score(image, face)
            if best is None or score > _CLEARLY_BETTER * best[0]:
                self._best[face.track] = (score, Picture(image, faces, tuple(covered())))

    def best(self, track: int) -> Picture | None:
        """Return the best frame of a track; None if too many tracks needed one."""
        return self._best[track][1] if track in self._best else None


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
