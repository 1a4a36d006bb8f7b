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

import lap
import numpy as np

from maskapp.pipeline.tracking.face_state import ESTABLISHED_S, FIRST_SCORE, SURE_SCORE, FaceState
from maskapp.pipeline.tracking.found_faces import FoundFaces, are_at_edge
from maskapp.pipeline.tracking.motion import Floats, Motion, Rows
from maskapp.pipeline.tracking.ways import SIZE_WEIGHT, Ways
from maskapp.records import Box, Detection, Track

# Chosen on simulated faces and panned pictures, checked on others.
REACH, REACH_GROWTH, REACH_MAX = 1.2, 1.0, 1.5
"""Largest distance of a detection from the prediction, in face sizes: at first, its growth per
second undetected, and its limit, so that after a cut no distant face inherits a track."""
FASTEST, LONGEST_WALK_S = 6.0, 0.5
"""Farther reach of a face that was seen once, whose speed is unknown: face sizes per second, for so
long. Where frames come slowly, people walk beyond `REACH_MAX` from one to the next."""
SHAPE_GAIN = 0.5
"""Weight of a new detection in the smoothed positions of the landmarks within the box."""
MIN_VISIBLE = 0.2
"""Smallest share of a box that must be inside the frame."""

LONGEST_STEP_S = 1.5
"""After a longer step between two frames, another picture may show other people."""
LEFT_S = 0.5
"""A face that is missing at the edge of the frame for longer has left: people come and go there."""
HOVER_S = 2.5
"""One that did not come from farther inside sways in and out of the picture, and is waited for so
long."""
HIDDEN_S = 0.6
"""A face that is missing for longer, in more than one frame, is covered or turned away, and looked
for along its way (see `Ways`), for somebody else may come near."""
HIDDEN_COST = 0.2
"""Distance that having been hidden counts as: a face seen just now has the first claim."""


class Tracker:
    """A tracker that follows faces through time and gives each a number and a smoothed box.

    A track is visible from its first detection on that has a score of at least `shown_score`; those
    with a lower score let it go on (Zhang et al. 2022, "ByteTrack"). Until then it ends when the
    detector misses it once.

    A track is established once its detections were clear and frequent enough (`ESTABLISHED_S`); in
    the first frame and after a gap in time, such as a pause, at once if its score is high. Where
    one gap follows another, each is, since no other frame shows the face.

    A face that is not detected is predicted for at most `predict_s`, and no longer than it had
    been seen; then it is hidden, but recognised again within `max_missing_s`. At the edge of the
    frame it is so for `LEFT_S` only, or `HOVER_S` if it did not come from farther inside.

    Args:
        max_missing_s: A track ends when its face is not detected for longer.
        predict_s: A face stays visible for this long after its latest detection.
        shown_score: Detections with at least this score are matched first and make a track visible.
        established_s: See `ESTABLISHED_S`; 0 for stills.
    """

    def __init__(
        self,
        *,
        max_missing_s: float = 5.0,
        predict_s: float = 0.4,
        shown_score: float = SURE_SCORE,
        established_s: float = ESTABLISHED_S,
    ) -> None:
        self._max_missing_s = max_missing_s
        self._predict_s = predict_s
        self._shown_score = shown_score
        self._established_s = established_s
        self._last_id = 0
        self._time_s = self._ran_s = math.nan
        self._begins = self._is_alone = False
        self._frame_size = (0, 0)
        self.reset()

    def reset(self) -> None:
        """Forget all faces, as between stills; the numbers of new tracks continue."""
        self._motion = Motion()
        self._ways = Ways()
        self._faces: list[FaceState] = []

    def update(
        self, detections: Sequence[Detection], time_s: float, frame_size: tuple[int, int]
    ) -> tuple[Track, ...]:
        """Advance to a frame in which the detector ran.

        Args:
            detections: The detections; those with an empty box or a coordinate that no picture
                has are ignored.
            time_s: The frame's time. A step by more than `LONGEST_STEP_S` in either direction
                forgets all faces; a smaller step back counts as none.
            frame_size: (width, height), pixels; a change forgets all faces.

        Returns:
            The visible tracks, ordered by number.
        """
        self._advance(time_s, frame_size)
        found = FoundFaces(detections, frame_size)
        for face in self._faces:
            face.hidden = face.missed and face.unseen_s > HIDDEN_S
            face.missed = True
        sure = found.scores >= self._shown_score
        for group in (sure, ~sure):
            self._match(found, np.flatnonzero(group))
        for face in self._faces:
            face.weigh(max(time_s - self._ran_s, 0.0), self._established_s)
        # An occluder often cuts the last boxes of a face short: do not shrink it further.
        self._motion.speed[self._missed_rows(), 2:] = 0
        self._tell_apart()
        self._start(found)
        self._ran_s = time_s
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
        began, is_gap = self._begins, elapsed_s > LONGEST_STEP_S
        self._begins, self._is_alone = is_gap or math.isnan(elapsed_s), is_gap and began
        # Written so that NaN also resets the tracker.
        if frame_size != self._frame_size or not abs(elapsed_s) <= LONGEST_STEP_S:
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
        """Drop tracks missed for too long or never shown, and those that left the frame."""
        boxes, share = self._clipped_boxes()
        at_edge = are_at_edge(boxes[:, :2], boxes[:, 2:], self._frame_size)
        hovers = self._ways.hover(self._frame_size)
        left = at_edge & np.array([face.missed for face in self._faces])
        longest_s = np.where(hovers, HOVER_S, np.where(left, LEFT_S, self._max_missing_s))
        known = [
            face.unseen_s <= min(limit_s, self._max_missing_s) and (face.id > 0 or not face.missed)
            for face, limit_s in zip(self._faces, longest_s, strict=True)
        ]
        kept = np.array(known) & (hovers | (share >= MIN_VISIBLE))
        self._faces = [face for face, keep in zip(self._faces, kept, strict=True) if keep]
        self._motion.keep(kept)
        self._ways.keep(kept)

    def _missed_rows(self) -> Rows:
        return np.flatnonzero([face.missed for face in self._faces])

    def _match(self, found: FoundFaces, candidates: Rows) -> None:
        """Match the detections at `candidates` with the tracks that have none yet."""
        tracks = self._missed_rows()
        faces = [self._faces[row] for row in tracks]
        unseen_s = np.array([face.unseen_s for face in faces])
        hidden = np.array([face.hidden for face in faces], dtype=bool)
        places = self._motion.place[tracks]
        places[hidden] = self._ways.whole(tracks[hidden])
        seen = found.as_seen_by(places, candidates)
        costs = _costs(places, seen, self._reach(faces, unseen_s))
        if hidden.any():
            rows, frame_size = tracks[hidden], self._frame_size
            ways = self._ways.costs(rows, unseen_s[hidden], seen[hidden], frame_size)
            costs[hidden] = np.minimum(HIDDEN_COST + ways, REACH_MAX)
        _, given, _ = lap.lapjv(costs, extend_cost=True)
        first = np.flatnonzero(given >= 0)
        second = given[first]
        near = costs[first, second] < REACH_MAX
        rows, columns = tracks[first[near]], candidates[second[near]]
        found.free[columns] = False
        places = seen[first[near], second[near]]
        self._motion.correct(rows, places)
        self._ways.follow(rows, self._motion.place[rows], unseen_s[first[near]])
        for row, column, place in zip(rows, columns, places, strict=True):
            face = self._faces[row]
            face.fixes.add(found.fix(column, self._time_s))
            face.shape = face.shape + SHAPE_GAIN * (found.shape(column, place) - face.shape)
            face.score, face.unseen_s, face.missed = float(found.scores[column]), 0.0, False
            if face.id == 0 and face.score >= self._shown_score:
                face.id = self._next_id()

    def _reach(self, faces: Sequence[FaceState], unseen_s: Floats) -> Floats:
        """Return how far from its predicted place each face is looked for, (n,), in face sizes."""
        reach = np.minimum(REACH + REACH_GROWTH * unseen_s, REACH_MAX)
        is_new = np.array([face.age_s == face.unseen_s for face in faces], dtype=bool)
        walked = np.where(is_new, FASTEST * np.minimum(unseen_s, LONGEST_WALK_S), 0.0)
        return np.maximum(reach, walked)

    def _tell_apart(self) -> None:
        """Give a number of their own to those who came in as somebody else left."""
        for row, face in enumerate(self._faces):
            changed_s = None if face.missed else face.fixes.changed_s(self._frame_size[0])
            if changed_s is not None:
                face.fixes.forget_before(changed_s)
                face.become(self._next_id() if face.id else 0, self._time_s - changed_s)
                self._ways.restart(row)

    def _start(self, found: FoundFaces) -> None:
        """Start tracks with the detections that are still free."""
        free = np.flatnonzero(found.free)
        places = found.places(free)
        self._motion.append(places)
        self._ways.append(places)
        for row, place in zip(free.tolist(), places, strict=True):
            score = float(found.scores[row])
            face_id = self._next_id() if score >= self._shown_score else 0
            shape = found.shape(row, place)
            is_clear = self._begins and score >= FIRST_SCORE
            is_established = is_clear or self._is_alone or self._established_s <= 0
            self._faces.append(FaceState(face_id, shape, score, is_established))

    def _next_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def _shown(self, *, detector_ran: bool) -> tuple[Track, ...]:
        if not self._faces:
            return ()
        boxes, share = self._clipped_boxes()
        place = self._motion.place[:, None]
        shapes = np.stack([face.shape for face in self._faces])
        landmarks = (place[..., :2] + shapes * np.exp(place[..., 2:])).astype(np.float32)
        tracks = [
            Track(
                face.id,
                Box(*box),
                points,
                face.score,
                face.age_s,
                detected=detector_ran and not face.missed,
                missed=face.missed,
                is_established=face.is_established,
            )
            for face, box, points, inside in zip(
                self._faces, boxes.tolist(), landmarks, share, strict=True
            )
            if face.id > 0 and self._is_current(face)
            # Who sways may be kept, but not shown, outside; who was just detected is shown.
            if inside >= MIN_VISIBLE or face.unseen_s == 0
        ]
        return tuple(sorted(tracks, key=lambda track: track.id))

    def _is_current(self, face: FaceState) -> bool:
        seen_for_s = face.age_s - face.unseen_s
        return not face.missed or face.unseen_s <= min(self._predict_s, seen_for_s)

    def _clipped_boxes(self) -> tuple[Floats, Floats]:
        """Return boxes (n, 4) x1 y1 x2 y2 clipped to the frame, and the share (n,) inside it."""
        centre, half = self._motion.place[:, :2], np.exp(self._motion.place[:, 2:]) / 2
        limit = np.array(self._frame_size, dtype=np.float64)
        low, high = np.clip(centre - half, 0, limit), np.clip(centre + half, 0, limit)
        share: Floats = np.prod((high - low) / (2 * half), axis=1)
        return np.concatenate((low, high), axis=1), share


def _costs(places: Floats, seen: Floats, reach: Floats) -> Floats:
    """Return distances (tracks, detections) in face sizes; `REACH_MAX` if out of reach.

    Args:
        places: (tracks, 4) places of the tracks.
        seen: (tracks, detections, 4) places of the detections, see `FoundFaces.as_seen_by`.
        reach: (tracks,) how far each track is looked for.
    """
    log_sizes = places[:, None, 2:].mean(axis=-1)
    growth = seen[..., 2:].mean(axis=-1) - log_sizes
    apart = seen[..., :2] - places[:, None, :2]
    distance = np.hypot(apart[..., 0], apart[..., 1]) / np.exp(log_sizes + growth / 2)
    cost: Floats = np.hypot(distance, SIZE_WEIGHT * growth)
    in_scale = cost * np.minimum(REACH_MAX / reach, 1.0)[:, None]
    return np.where(cost < reach[:, None], in_scale, REACH_MAX)
