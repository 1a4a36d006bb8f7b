"""Follows faces through time: detections of single frames become tracks with an identity."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist

from maskapp.records import Box, Detection, Track

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]

# Chosen on simulated faces and on panned pictures, checked on others.
DETECTION_NOISE = 0.03
"""Standard deviation of a detected centre, in face sizes, and of the logarithm of a side.

CenterFace measures 0.015 and 0.025 on pictures, one frame to the next not independent.
"""
ACCELERATION = np.array([0.7, 0.7, 0.25, 0.25])
"""Spectral density (root) of the change of speed: face sizes, and log sides, per s^1.5."""
SPEED_SPREAD = np.array([2.0, 2.0, 0.5, 0.5])
"""Standard deviation of a new face's unknown speed: face sizes, and log sides, per s."""
SPEED_MEMORY_S = np.array([1.5, 1.5, 1.0, 1.0])
"""Time in which an unobserved speed falls to 1/e: people stop and turn."""
SURPRISE = 2.0
"""Standard deviations from its prediction beyond which a face's motion is taken to have changed
and its filter forgets (strong tracking filter, Zhou and Frank, Int. J. Control 63, 1996)."""
REACH, REACH_GROWTH, REACH_MAX = 1.2, 1.0, 1.5
"""How far from its prediction a face is looked for, in face sizes: at once, more per s unseen,
and at most, so that a cut to another scene does not hand identities to far faces."""
SIZE_WEIGHT = 2.0
"""Face sizes of distance that a factor e in size is worth."""
SHAPE_GAIN = 0.5
"""Share of a detection in the landmarks' place within the box."""
MIN_VISIBLE = 0.2
"""Share of a box that has to be inside the frame."""


class _Motion:
    """Kalman filters of all tracks side by side, each coordinate on its own.

    The coordinates are centre x, centre y (pixels), log width, log height; the model is a
    constant velocity that fades (Singer, IEEE Trans. AES-6, 1970). Rows are tracks.

    Attributes:
        place: (n, 4) coordinates.
        speed: (n, 4) their change per second.
    """

    def __init__(self) -> None:
        self.place: Floats = np.empty((0, 4))
        self.speed: Floats = np.empty((0, 4))
        # Covariance: place-place, place-speed, speed-speed.
        self._covariance: Floats = np.empty((3, 0, 4))

    @property
    def sizes(self) -> Floats:
        """(n,) geometric mean of width and height, pixels."""
        return _sizes(self.place)

    def advance(self, elapsed_s: float) -> None:
        """Moves every track on by `elapsed_s`."""
        fade = np.exp(-elapsed_s / SPEED_MEMORY_S)
        reach = SPEED_MEMORY_S * (1 - fade)
        self.place = self.place + self.speed * reach
        self.speed = self.speed * fade
        pp, ps, ss = self._covariance
        noise = (ACCELERATION * _units(self.sizes)) ** 2 * elapsed_s
        self._covariance = np.stack(
            (
                pp + 2 * reach * ps + reach**2 * ss + noise * elapsed_s**2 / 3,
                fade * (ps + reach * ss) + noise * elapsed_s / 2,
                fade**2 * ss + noise,
            )
        )

    def correct(self, rows: Rows, seen: Floats) -> None:
        """Draws the tracks at `rows` to where they were `seen`, (len(rows), 4)."""
        surprise = seen - self.place[rows]
        noise = (DETECTION_NOISE * _units(_sizes(seen))) ** 2
        excess = surprise**2 / (self._covariance[0, rows] + noise) / SURPRISE**2
        pp, ps, ss = self._covariance[:, rows] * np.maximum(excess, 1.0)
        total = pp + noise
        gain, speed_gain = pp / total, ps / total
        self.place[rows] += gain * surprise
        self.speed[rows] += speed_gain * surprise
        self._covariance[:, rows] = ((1 - gain) * pp, (1 - gain) * ps, ss - speed_gain * ps)

    def append(self, seen: Floats) -> None:
        """Starts tracks where they were `seen`, (k, 4), their speed unknown."""
        units = _units(_sizes(seen))
        start = ((DETECTION_NOISE * units) ** 2, np.zeros_like(seen), (SPEED_SPREAD * units) ** 2)
        self.place = np.concatenate((self.place, seen))
        self.speed = np.concatenate((self.speed, np.zeros_like(seen)))
        self._covariance = np.concatenate((self._covariance, np.stack(start)), axis=1)

    def keep(self, kept: NDArray[np.bool_]) -> None:
        """Forgets the tracks whose entry of `kept`, (n,), is False."""
        self.place, self.speed = self.place[kept], self.speed[kept]
        self._covariance = self._covariance[:, kept]


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
        self,
        *,
        max_missing_s: float = 1.5,
        carried_s: float = 0.4,
        sure_score: float = 0.65,
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
        self._motion = _Motion()
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

        Args:
            time_s: As in `update`.
            frame_size: As in `update`.

        Returns:
            The tracks to show, ordered by identity.
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
        first, second = linear_sum_assignment(costs)
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
                id=face.id,
                box=Box(*box),
                landmarks=points,
                score=face.score,
                age_s=face.age_s,
                detected=detector_ran and not face.missed,
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


def _sizes(coordinates: Floats) -> Floats:
    """(n,) geometric mean of width and height, pixels."""
    sizes: Floats = np.exp(coordinates[:, 2:].mean(axis=1))
    return sizes


def _units(sizes: Floats) -> Floats:
    """(n, 4) scale of each coordinate's noise: pixels a face for the centre, 1 for log sides."""
    ones = np.ones_like(sizes)
    return np.stack((sizes, sizes, ones, ones), axis=1)


def _costs(places: Floats, seen: Floats, unseen_s: Floats) -> Floats:
    """Distance (tracks, detections) in face sizes, REACH_MAX where out of a track's reach."""
    log_size, seen_log_size = places[:, 2:].mean(axis=1), seen[:, 2:].mean(axis=1)
    sizes = np.exp(np.add.outer(log_size, seen_log_size) / 2)
    distance = cdist(places[:, :2], seen[:, :2]) / sizes
    growth = np.subtract.outer(log_size, seen_log_size)
    reach = np.minimum(REACH + REACH_GROWTH * unseen_s, REACH_MAX)[:, None]
    cost: Floats = np.hypot(distance, SIZE_WEIGHT * growth)
    return np.where(cost < reach, cost, REACH_MAX)
