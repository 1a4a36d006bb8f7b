"""Follows faces through time: detections of single frames become tracks with an identity.

Compared with norfair 2.3 and with ByteTrack and OC-SORT of trackers 2.6 on simulated faces and
panned pictures. On the simulated ones this switched least (40 identities in 96 clips; OC-SORT
57, ByteTrack 147, norfair 157), though it broke more tracks (534 against 270 to 367); on the
panned ones OC-SORT switched least (11, this 14). The libraries want 88 to 100 MB more;
ByteTrack and OC-SORT show a face only once it is found twice, so none in a still picture;
norfair does not install beside NumPy 2.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import lap
import numpy as np

from maskapp.pipeline.track_motion import Floats, Motion, Rows
from maskapp.records import Box, Detection, Track

# Chosen on simulated faces and on panned pictures, checked on others.
REACH, REACH_GROWTH, REACH_MAX = 1.2, 1.0, 1.5
"""How far from its prediction a face is looked for, in face sizes: at once, more per s unseen,
and at most, so that a cut to another scene does not hand identities to far faces."""
SIZE_WEIGHT = 2.0
"""Face sizes of distance that a factor e in size is worth."""
SHAPE_GAIN = 0.5
"""Share of a detection in the landmarks' place within the box."""
MIN_VISIBLE = 0.2
"""Share of a box that has to be inside the frame."""


@dataclass(slots=True)
class _Identity:
    """What is known of one face beside its motion.

    Attributes:
        id: 0 until confirmed.
        shape: (5, 2) landmarks from the box's centre, in widths and heights.
        score: Of the newest detection.
        age_s: Time since first seen.
        unseen_s: Time since last seen.
        missed: Whether the detector looked for it in vain since then.
    """

    id: int
    shape: Floats
    score: float
    age_s: float = 0.0
    unseen_s: float = 0.0
    missed: bool = False


class _Found:
    """The detections of one frame as arrays, without the unusable.

    Attributes:
        places: (n, 4) centre x, centre y, log width, log height.
        shapes: (n, 5, 2) landmarks from the box's centre, in widths and heights.
        scores: (n,) confidences.
        free: (n,) whether no track has taken the detection yet.
    """

    def __init__(self, detections: Sequence[Detection]) -> None:
        boxes = np.array([d.box for d in detections], dtype=np.float64).reshape(-1, 4)
        points = np.array([d.landmarks for d in detections], dtype=np.float64).reshape(-1, 5, 2)
        scores = np.array([d.score for d in detections], dtype=np.float64)
        sides = boxes[:, 2:] - boxes[:, :2]
        usable = np.isfinite(boxes).all(axis=1) & np.isfinite(points).all(axis=(1, 2))
        usable &= (sides > 0).all(axis=1)
        boxes, points, sides = boxes[usable], points[usable], sides[usable]
        centres = boxes[:, :2] + sides / 2
        self.places: Floats = np.concatenate((centres, np.log(sides)), axis=1)
        self.shapes: Floats = (points - centres[:, None]) / sides[:, None]
        self.scores: Floats = scores[usable]
        self.free = np.ones(len(centres), dtype=bool)


class Tracker:
    """Gives each face an identity and a steady box.

    A detection that scores `sure_score` or more is shown at once, a weaker one when it is found
    again the next time. After a start, a gap in time or a new frame size every detection is
    shown at once, so a still picture shows all its faces.

    A face that the detector misses is carried on for at most `carried_s`, and no longer than
    it had been seen before; then it is hidden, and known again until `max_missing_s`.

    Args:
        max_missing_s: An identity ends when its face is unseen for longer.
        carried_s: A face is shown for this long after it was last seen.
        sure_score: Detections of this score are matched first, and need no second one.
    """

    def __init__(
        self, *, max_missing_s: float = 1.5, carried_s: float = 0.4, sure_score: float = 0.65
    ) -> None:
        self._max_missing_s = max_missing_s
        self._carried_s = carried_s
        self._sure_score = sure_score
        self._last_id = 0
        self._time_s = math.nan
        self._frame_size = (0, 0)
        self.reset()

    def reset(self) -> None:
        """Forgets all faces, as between pictures; identities go on counting."""
        self._fresh = True
        self._motion = Motion()
        self._faces: list[_Identity] = []

    def update(
        self, detections: Sequence[Detection], time_s: float, frame_size: tuple[int, int]
    ) -> tuple[Track, ...]:
        """Takes what the detector found in a frame.

        Args:
            detections: The faces found; those with an empty or non-finite box are left out.
            time_s: The frame's time. A step by more than `max_missing_s`, ahead or back,
                forgets all faces; a smaller step back counts as none.
            frame_size: (width, height), pixels; a change forgets all faces.

        Returns:
            The tracks to show, ordered by identity.
        """
        self._advance(time_s, frame_size)
        found = _Found(detections)
        for face in self._faces:
            face.missed = True
        sure = found.scores >= self._sure_score
        for group in (sure, ~sure):
            self._match(found, np.flatnonzero(group))
        # What hides a face has often cut its last boxes short: do not go on shrinking it.
        self._motion.speed[self._missed_rows(), 2:] = 0
        self._start(found)
        self._fresh = False
        return self._shown(detector_ran=True)

    def predict(self, time_s: float, frame_size: tuple[int, int]) -> tuple[Track, ...]:
        """Carries the tracks on to a frame in which the detector did not run.

        Arguments and result are those of `update`.
        """
        self._advance(time_s, frame_size)
        return self._shown(detector_ran=False)

    def _advance(self, time_s: float, frame_size: tuple[int, int]) -> None:
        elapsed_s = time_s - self._time_s
        # Written so that a time which is not a number starts afresh, too.
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
        """Drops faces missed for too long, out of the frame, or never confirmed."""
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
        """Gives the detections at `candidates` to the tracks that have none yet."""
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
        """Begins tracks with the detections that are still free."""
        self._motion.append(found.places[found.free])
        for row in np.flatnonzero(found.free):
            score = float(found.scores[row])
            confirmed = self._fresh or score >= self._sure_score
            face_id = self._next_id() if confirmed else 0
            self._faces.append(_Identity(face_id, found.shapes[row], score))

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

    def _is_current(self, face: _Identity) -> bool:
        seen_for_s = face.age_s - face.unseen_s
        return not face.missed or face.unseen_s <= min(self._carried_s, seen_for_s)

    def _clipped_boxes(self) -> tuple[Floats, Floats]:
        """Boxes (n, 4), x1 y1 x2 y2 inside the frame, and the share (n,) that is inside."""
        centre, half = self._motion.place[:, :2], np.exp(self._motion.place[:, 2:]) / 2
        limit = np.array(self._frame_size, dtype=np.float64)
        low, high = np.clip(centre - half, 0, limit), np.clip(centre + half, 0, limit)
        share: Floats = np.prod((high - low) / (2 * half), axis=1)
        return np.concatenate((low, high), axis=1), share


def _costs(places: Floats, seen: Floats, unseen_s: Floats) -> Floats:
    """Distance (tracks, detections) in face sizes, REACH_MAX where out of a track's reach."""
    log_size, seen_log_size = places[:, 2:].mean(axis=1), seen[:, 2:].mean(axis=1)
    sizes = np.exp(np.add.outer(log_size, seen_log_size) / 2)
    apart = places[:, np.newaxis, :2] - seen[:, :2]
    distance = np.hypot(apart[..., 0], apart[..., 1]) / sizes
    growth = np.subtract.outer(log_size, seen_log_size)
    reach = np.minimum(REACH + REACH_GROWTH * unseen_s, REACH_MAX)[:, None]
    cost: Floats = np.hypot(distance, SIZE_WEIGHT * growth)
    return np.where(cost < reach, cost, REACH_MAX)
