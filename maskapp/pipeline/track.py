"""Tracking: detections of single frames become tracks, each with a number of its own.

Compared with norfair 2.3 and with ByteTrack and OC-SORT of trackers 2.6, on simulated faces and
panned pictures. On the simulated faces this tracker switched fewest (40 tracks in 96 clips; OC-SORT
57, ByteTrack 147, norfair 157), but broke more (534 against 270 to 367). On the panned pictures
OC-SORT switched fewest (11 against 14). The libraries add 88 to 100 MB. ByteTrack and OC-SORT show
a face only after two detections, and thus never in a still; norfair cannot be installed with NumPy
2.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import lap
import numpy as np

from maskapp.pipeline.track_motion import Floats, Motion, Rows
from maskapp.records import Box, Detection, Track

# Chosen on simulated faces and panned pictures, checked on others.
REACH, REACH_GROWTH, REACH_MAX = 1.2, 1.0, 1.5
"""Largest distance of a detection from the prediction, in face sizes: at first, its growth per
second undetected, and its limit, so that after a cut no distant face inherits a track."""
SIZE_WEIGHT = 2.0
"""Distance, in face sizes, that a change of size by the factor e counts as."""
SHAPE_GAIN = 0.5
"""Weight of a new detection in the smoothed positions of the landmarks within the box."""
MIN_VISIBLE = 0.2
"""Smallest share of a box that must be inside the frame."""

_LEAST_PX, _MOST_PX = 0.01, 1e6
"""Smallest side of a box and largest coordinate: what lies beyond is no face of any picture."""


@dataclass(slots=True)
class _TrackState:
    """The state of one track besides its motion.

    Attributes:
        id: The track's number; 0 until it is confirmed.
        shape: (5, 2) landmarks relative to the box's centre, in widths and heights.
        score: Score of the latest detection.
        age_s: Time since the first detection.
        unseen_s: Time since the latest detection.
        missed: Whether the detector has run since then without finding it.
    """

    id: int
    shape: Floats
    score: float
    age_s: float = 0.0
    unseen_s: float = 0.0
    missed: bool = False


class _Found:
    """The usable detections of one frame, as arrays.

    Attributes:
        places: (n, 4) centre x, centre y, log width, log height.
        shapes: (n, 5, 2) landmarks relative to the box's centre, in widths and heights.
        scores: (n,) scores.
        free: (n,) whether the detection is not matched with a track yet.
    """

    def __init__(self, detections: Sequence[Detection]) -> None:
        boxes = np.array([d.box for d in detections], dtype=np.float64).reshape(-1, 4)
        points = np.array([d.landmarks for d in detections], dtype=np.float64).reshape(-1, 5, 2)
        scores = np.array([d.score for d in detections], dtype=np.float64)
        within = np.clip(boxes, -_MOST_PX, _MOST_PX)  # the difference of larger ones may overflow
        sides = within[:, 2:] - within[:, :2]
        # Written so that NaN is not usable either.
        usable = (abs(boxes) <= _MOST_PX).all(axis=1) & (abs(points) <= _MOST_PX).all(axis=(1, 2))
        usable &= (sides >= _LEAST_PX).all(axis=1)
        boxes, points, sides = boxes[usable], points[usable], sides[usable]
        centres = boxes[:, :2] + sides / 2
        self.places: Floats = np.concatenate((centres, np.log(sides)), axis=1)
        self.shapes: Floats = (points - centres[:, None]) / sides[:, None]
        self.scores: Floats = scores[usable]
        self.free = np.ones(len(centres), dtype=bool)


class Tracker:
    """A tracker that follows faces through time and gives each a number and a smoothed box.

    A detection with a score of at least `sure_score` starts a visible track; one with a lower
    score must be found again by the next detection. In the first frame, and after a gap in time
    or a change of the frame size, every detection is visible, so that a still shows all faces.

    A face that is not detected is predicted for at most `predict_s`, and no longer than it had
    been seen; then it is hidden, but recognised again within `max_missing_s`.

    Args:
        max_missing_s: A track ends when its face is not detected for longer.
        predict_s: A face stays visible for this long after its latest detection.
        sure_score: Detections with at least this score are matched first and are visible
            immediately.
    """

    def __init__(
        self, *, max_missing_s: float = 1.5, predict_s: float = 0.4, sure_score: float = 0.65
    ) -> None:
        self._max_missing_s = max_missing_s
        self._predict_s = predict_s
        self._sure_score = sure_score
        self._last_id = 0
        self._time_s = math.nan
        self._frame_size = (0, 0)
        self.reset()

    def reset(self) -> None:
        """Forget all faces, as between stills; the numbers of new tracks continue."""
        self._fresh = True
        self._motion = Motion()
        self._faces: list[_TrackState] = []

    def update(
        self, detections: Sequence[Detection], time_s: float, frame_size: tuple[int, int]
    ) -> tuple[Track, ...]:
        """Advance to a frame in which the detector ran.

        Args:
            detections: The detections; those with an empty box or a coordinate that no picture
                has are ignored.
            time_s: The frame's time. A step by more than `max_missing_s` in either direction
                forgets all faces; a smaller step back counts as none.
            frame_size: (width, height), pixels; a change forgets all faces.

        Returns:
            The visible tracks, ordered by number.
        """
        self._advance(time_s, frame_size)
        found = _Found(detections)
        for face in self._faces:
            face.missed = True
        sure = found.scores >= self._sure_score
        for group in (sure, ~sure):
            self._match(found, np.flatnonzero(group))
        # An occluder often cuts the last boxes of a face short: do not shrink it further.
        self._motion.speed[self._missed_rows(), 2:] = 0
        self._start(found)
        self._fresh = False
        return self._shown(detector_ran=True)

    def predict(self, time_s: float, frame_size: tuple[int, int]) -> tuple[Track, ...]:
        """Predict the tracks of a frame in which the detector did not run.

        Args:
            time_s: See `update`.
            frame_size: See `update`.

        Returns:
            See `update`.
        """
        self._advance(time_s, frame_size)
        return self._shown(detector_ran=False)

    def _advance(self, time_s: float, frame_size: tuple[int, int]) -> None:
        elapsed_s = time_s - self._time_s
        # Written so that NaN also resets the tracker.
        if frame_size != self._frame_size or not abs(elapsed_s) <= self._max_missing_s:
            self.reset()
        self._time_s, self._frame_size = time_s, frame_size
        if self._faces:
            elapsed_s = max(elapsed_s, 0.0)
            self._motion.advance(elapsed_s)
            for face in self._faces:
                face.age_s += elapsed_s
                face.unseen_s += elapsed_s
            self._forget()

    def _forget(self) -> None:
        """Drop tracks that have been missing for too long, left the frame or were not confirmed."""
        known = [
            face.unseen_s <= self._max_missing_s and (face.id > 0 or not face.missed)
            for face in self._faces
        ]
        kept = np.array(known) & (self._clipped_boxes()[1] >= MIN_VISIBLE)
        self._faces = [face for face, keep in zip(self._faces, kept, strict=True) if keep]
        self._motion.keep(kept)

    def _missed_rows(self) -> Rows:
        return np.flatnonzero([face.missed for face in self._faces])

    def _match(self, found: _Found, candidates: Rows) -> None:
        """Match the detections at `candidates` with the tracks that have none yet."""
        tracks = self._missed_rows()
        unseen_s = np.array([self._faces[row].unseen_s for row in tracks])
        costs = _costs(self._motion.place[tracks], found.places[candidates], unseen_s)
        _, given, _ = lap.lapjv(costs, extend_cost=True)
        first = np.flatnonzero(given >= 0)
        second = given[first]
        near = costs[first, second] < REACH_MAX
        rows, columns = tracks[first[near]], candidates[second[near]]
        found.free[columns] = False
        self._motion.correct(rows, found.places[columns])
        for row, column in zip(rows, columns, strict=True):
            face = self._faces[row]
            face.shape = face.shape + SHAPE_GAIN * (found.shapes[column] - face.shape)
            face.score, face.unseen_s, face.missed = float(found.scores[column]), 0.0, False
            face.id = face.id or self._next_id()

    def _start(self, found: _Found) -> None:
        """Start tracks with the detections that are still free."""
        self._motion.append(found.places[found.free])
        for row in np.flatnonzero(found.free):
            score = float(found.scores[row])
            confirmed = self._fresh or score >= self._sure_score
            face_id = self._next_id() if confirmed else 0
            self._faces.append(_TrackState(face_id, found.shapes[row], score))

    def _next_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def _shown(self, *, detector_ran: bool) -> tuple[Track, ...]:
        if not self._faces:
            return ()
        boxes = self._clipped_boxes()[0]
        place = self._motion.place[:, None]
        shapes = np.stack([face.shape for face in self._faces])
        landmarks = (place[..., :2] + shapes * np.exp(place[..., 2:])).astype(np.float32)
        tracks = [
            Track(
                face.id, Box(*box), points, face.score, face.age_s, detector_ran and not face.missed
            )
            for face, box, points in zip(self._faces, boxes.tolist(), landmarks, strict=True)
            if face.id > 0 and self._is_current(face)
        ]
        return tuple(sorted(tracks, key=lambda track: track.id))

    def _is_current(self, face: _TrackState) -> bool:
        seen_for_s = face.age_s - face.unseen_s
        return not face.missed or face.unseen_s <= min(self._predict_s, seen_for_s)

    def _clipped_boxes(self) -> tuple[Floats, Floats]:
        """Return boxes (n, 4) x1 y1 x2 y2 clipped to the frame, and the share (n,) inside it."""
        centre, half = self._motion.place[:, :2], np.exp(self._motion.place[:, 2:]) / 2
        limit = np.array(self._frame_size, dtype=np.float64)
        low, high = np.clip(centre - half, 0, limit), np.clip(centre + half, 0, limit)
        share: Floats = np.prod((high - low) / (2 * half), axis=1)
        return np.concatenate((low, high), axis=1), share


def _costs(places: Floats, seen: Floats, unseen_s: Floats) -> Floats:
    """Return distances (tracks, detections) in face sizes; `REACH_MAX` if out of reach."""
    log_size, seen_log_size = places[:, 2:].mean(axis=1), seen[:, 2:].mean(axis=1)
    sizes = np.exp(np.add.outer(log_size, seen_log_size) / 2)
    apart = places[:, np.newaxis, :2] - seen[:, :2]
    distance = np.hypot(apart[..., 0], apart[..., 1]) / sizes
    growth = np.subtract.outer(log_size, seen_log_size)
    reach = np.minimum(REACH + REACH_GROWTH * unseen_s, REACH_MAX)[:, None]
    cost: Floats = np.hypot(distance, SIZE_WEIGHT * growth)
    return np.where(cost < reach, cost, REACH_MAX)
