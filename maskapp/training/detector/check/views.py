"""Views of a picture, as a webcam would show it, in which the detector is tried."""

from typing import NamedTuple

import numpy as np

from maskapp.records import Image
from maskapp.training.data.webcam_frame import in_frame
from maskapp.training.detector.pictures import AnnotatedPicture, Floats
from maskapp.training.detector.teaching import shares_inside

_SMALLEST_SIDE = 0.5  # of a zoomed view, relative to the picture
_MIN_SHARE_IN_VIEW = 0.5  # of an annotated face; a detector need not find less of it


class Areas(NamedTuple):
    """What is known of a picture's places, each (n, 4), float32, x1, y1, x2, y2 in pixels.

    Attributes:
        annotated: The annotated faces.
        added: Faces that only the teacher has found.
        ignored: Where there may be faces.
    """

    annotated: Floats
    added: Floats
    ignored: Floats


class View(NamedTuple):
    """A frame, (480, 640, 3), uint8, BGR, and the areas in it."""

    frame: Image
    areas: Areas


def areas_of(picture: AnnotatedPicture) -> Areas:
    """Return the areas of a picture."""
    annotated, added = np.split(picture.boxes, [len(picture.labels)])
    return Areas(annotated, added, picture.ignored)


def plain_view(image: Image, areas: Areas) -> View:
    """Fit a whole picture into a frame."""
    frame, moved = in_frame(image, np.concatenate(areas))
    return View(frame, Areas(*np.split(moved, np.cumsum([len(area) for area in areas[:2]]))))


def views(image: Image, areas: Areas, rng: np.random.Generator) -> list[View]:
    """Return the plain view and two random zooms, the first of them mirrored."""
    width = image.shape[1]
    mirrored = Areas(*(_mirrored(boxes, width) for boxes in areas))
    return [
        plain_view(image, areas),
        _zoomed(np.ascontiguousarray(image[:, ::-1]), mirrored, rng),
        _zoomed(image, areas, rng),
    ]


def _mirrored(boxes: Floats, width: int) -> Floats:
    x1, y1, x2, y2 = boxes.T
    return np.stack([width - x2, y1, width - x1, y2], axis=1)


def _zoomed(image: Image, areas: Areas, rng: np.random.Generator) -> View:
    height, width = image.shape[:2]
    share = rng.uniform(_SMALLEST_SIDE, 1)
    across, down = max(1, round(width * share)), max(1, round(height * share))
    left, top = int(rng.integers(width - across + 1)), int(rng.integers(height - down + 1))
    part = np.array([left, top, left + across, top + down], np.float32)
    is_in_view = shares_inside(areas.annotated, part[np.newaxis])[:, 0] >= _MIN_SHARE_IN_VIEW
    ignored = np.concatenate([areas.ignored, areas.annotated[~is_in_view]])
    shown = Areas(areas.annotated[is_in_view], areas.added, ignored)
    corner, low, high = np.tile(part[:2], 2), np.tile(part[:2], 2), np.tile(part[2:], 2)
    cut = Areas(*(np.clip(boxes, low, high) - corner for boxes in shown))
    return plain_view(image[top : top + down, left : left + across], cut)
