"""What detections show in truth, by the annotations and the teacher."""

import numpy as np
from numpy.typing import NDArray

from maskapp.training.detector.check.views import Areas
from maskapp.training.detector.pictures import Floats
from maskapp.training.detector.teaching import overlaps, shares_inside

_FACE_IOU = 0.35  # some collections have loose boxes
_NONE_IOU = 0.3

Flags = NDArray[np.bool_]


def shows_annotated(found: Floats, annotated: Floats) -> Flags:
    """Return for each detection (n, 4), best first, whether it shows an annotated face (m, 4).

    Each face is taken by one detection only.
    """
    shared = overlaps(found, annotated)
    flags = np.zeros(len(found), np.bool_)
    for place, row in enumerate(shared):
        if len(annotated) and row.max() >= _FACE_IOU:
            flags[place] = True
            shared[:, row.argmax()] = 0
    return flags


def shows_nothing(found: Floats, areas: Areas) -> Flags:
    """Return for each detection (n, 4) whether it is clear of all faces and of all ignored areas.

    Of an ignored area, which may be a crowd, it may not have a large part inside.
    """
    faces = np.concatenate([areas.annotated, areas.added])
    is_off_faces = overlaps(found, faces).max(axis=1, initial=0) < _NONE_IOU
    return np.asarray(is_off_faces & ~is_ignored(found, areas.ignored, _NONE_IOU))


def is_ignored(found: Floats, ignored: Floats, least: float = _FACE_IOU) -> Flags:
    """Return for each detection (n, 4) whether at least this share of it is in an ignored area."""
    return np.asarray(shares_inside(found, ignored).max(axis=1, initial=0) >= least)
