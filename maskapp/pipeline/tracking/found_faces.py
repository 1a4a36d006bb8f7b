"""The detections of a frame as the tracker compares them, whole where a nearer face covers a side.

A face half behind a nearer one has a box around what is left of it. Followed as it is, it would
seem to move away from the one that covers it, and would be looked for in the wrong place.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from maskapp.pipeline.tracking.motion import Floats, Rows
from maskapp.pipeline.tracking.turns import Fix
from maskapp.records import Detection

MOST_HIDDEN = 3.0
"""Largest width of a whole face in widths of its box: the detector finds no face of which less is
visible."""
BESIDE_BOX = 0.3
"""How far hair and ears of a nearer face reach beside its box, in its widths."""
NEARER = 1.15
"""A face so many times as high as another is nearer to the camera."""
AT_EDGE = 0.1
"""A box ends at the edge of the frame if it ends so near to it, in its longer sides."""

_LEAST_PX, _MOST_PX = 0.01, 1e6
"""Smallest side of a box and largest coordinate: what lies beyond is no face of any picture."""


class FoundFaces:
    """The usable detections of one frame, as arrays.

    Args:
        detections: The detections.
        frame_size: (width, height), pixels.

    Attributes:
        scores: (n,) scores.
        free: (n,) whether the detection is not matched with a track yet.
    """

    def __init__(self, detections: Sequence[Detection], frame_size: tuple[int, int]) -> None:
        boxes = np.array([d.box for d in detections], dtype=np.float64).reshape(-1, 4)
        points = np.array([d.landmarks for d in detections], dtype=np.float64).reshape(-1, 5, 2)
        scores = np.array([d.score for d in detections], dtype=np.float64)
        within = np.clip(boxes, -_MOST_PX, _MOST_PX)  # the difference of larger ones may overflow
        sides = within[:, 2:] - within[:, :2]
        # Written so that NaN is not usable either.
        usable = (abs(boxes) <= _MOST_PX).all(axis=1) & (abs(points) <= _MOST_PX).all(axis=(1, 2))
        usable &= (sides >= _LEAST_PX).all(axis=1)
        self._low, self._high = boxes[usable, :2], boxes[usable, 2:]
        self._points, self._sides = points[usable], sides[usable]
        # At its edge, the frame cuts the face.
        is_whole = ~are_at_edge(self._low, self._high, frame_size)
        self._is_left_hidden, self._is_right_hidden = self._covered_sides() & is_whole
        self.scores: Floats = scores[usable]
        self.free = np.ones(len(self.scores), dtype=bool)

    def as_seen_by(self, tracks: Floats, rows: Rows) -> Floats:
        """Return the places of the detections at `rows` as the tracks would have them.

        Args:
            tracks: (t, 4) places of tracks: centre x, centre y, log width, log height.
            rows: (n,) detections.

        Returns:
            (t, n, 4) places; a face with one side covered is as wide as the track's.
        """
        seen, low = self._sides[rows], self._low[rows]
        left, right = self._is_left_hidden[rows], self._is_right_hidden[rows]
        whole = np.clip(np.exp(tracks[:, None, 2]), seen[:, 0], MOST_HIDDEN * seen[:, 0])
        sides = np.broadcast_to(seen, (len(tracks), *seen.shape)).copy()
        sides[..., 0] = np.where(left ^ right, whole, seen[:, 0])
        centres = low + sides / 2
        centres[..., 0] -= np.where(left & ~right, sides[..., 0] - seen[:, 0], 0.0)
        return np.concatenate((centres, np.log(sides)), axis=-1)

    def places(self, rows: Rows) -> Floats:
        """Return the places (n, 4) of the detections at `rows`: of their boxes as they are."""
        sides = self._sides[rows]
        return np.concatenate((self._low[rows] + sides / 2, np.log(sides)), axis=1)

    def fix(self, row: int, time_s: float) -> Fix:
        """Return where the detection at `row` is, in a frame at `time_s`."""
        left, right = self._low[row, 0], self._high[row, 0]
        return Fix(time_s, float(left), float(right), float(self._sides[row, 1]))

    def shape(self, row: int, place: Floats) -> Floats:
        """Return landmarks (5, 2) relative to a place's centre, in its widths and heights."""
        shape: Floats = (self._points[row] - place[:2]) / np.exp(place[2:])
        return shape

    def _covered_sides(self) -> NDArray[np.bool_]:
        """Return whether a nearer face covers the left and the right side of each, (2, n)."""
        x1, x2 = self._low[:, 0], self._high[:, 0]
        width, height = self._sides.T
        x, y = ((self._low + self._high) / 2).T
        beside = BESIDE_BOX * width
        # Of each face (row), which others (columns) are nearer and as high in the picture.
        nearer = np.less.outer(NEARER * height, height)
        nearer &= abs(np.subtract.outer(y, y)) < np.add.outer(height, height) / 2
        left = nearer & np.greater.outer(x, x) & np.less.outer(x1, x2 + beside)
        right = nearer & np.less.outer(x, x) & np.greater.outer(x2, x1 - beside)
        return np.stack((left.any(axis=1), right.any(axis=1)))


def are_at_edge(
    low: Floats, high: Floats, frame_size: tuple[int, int], margin: float = AT_EDGE
) -> NDArray[np.bool_]:
    """Return whether boxes (n,) end at the edge of the frame.

    Args:
        low: (n, 2) left and upper sides, pixels.
        high: (n, 2) right and lower sides.
        frame_size: (width, height), pixels.
        margin: How near to the edge a box ends there, in its longer sides.
    """
    near = margin * (high - low).max(axis=1, keepdims=True, initial=0.0)
    touched: NDArray[np.bool_] = ((low <= near) | (high >= np.array(frame_size) - near)).any(axis=1)
    return touched
