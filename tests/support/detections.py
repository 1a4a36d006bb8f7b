"""Detections for tests of the tracker."""

import numpy as np

from maskapp.records import Box, Detection

SIZE = (640, 480)
LANDMARKS = np.array([(0.3, 0.4), (0.7, 0.4), (0.5, 0.6), (0.35, 0.8), (0.65, 0.8)])


def detection(cx, cy, width=50.0, height=60.0, score=0.9):
    """Return a detection around a centre, in pixels."""
    x1, y1 = cx - width / 2, cy - height / 2
    points = ((x1, y1) + LANDMARKS * (width, height)).astype(np.float32)
    return Detection(Box(x1, y1, x1 + width, y1 + height), score, points)


def centre(box):
    """Return the centre of a box."""
    return (box.x1 + box.x2) / 2, (box.y1 + box.y2) / 2


def ids(tracks):
    """Return the numbers of tracks, in order."""
    return [track.id for track in tracks]
