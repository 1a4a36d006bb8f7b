"""The ways of faces: where one that has been missing for a while is looked for.

Somebody who is covered or turns away is where they were, or has gone on as they went of late,
perhaps more slowly or after a stop. A face that appears along this way and has the height of the
missing one is the same; elsewhere it is somebody else. Two who cross behind a pillar thus come out
with their own numbers.
"""

import numpy as np
from numpy.typing import NDArray

from maskapp.pipeline.tracking.found_faces import AT_EDGE, are_at_edge
from maskapp.pipeline.tracking.motion import Floats, Rows

# Chosen on simulated people, checked on others.
MEMORY_S = 1.0
"""Time in which the usual place follows a face to all but 1/e: a way is where somebody went for so
long, not a movement of the head."""
LEAST_KNOWN = 0.3
"""A face seen for a short time is taken to have been seen for this share of `MEMORY_S`."""
LEAST_SPEED = 0.4
"""Who goes at least so fast, in face sizes per second, is on a way; others stand."""
HASTE = 1.2
"""Nobody goes on faster than so many times the speed of late."""
STILL_REACH, WAY_REACH = 0.4, 0.6
"""How far from the place or the way a face may appear, in face sizes: of one that stood, and of one
that moved, or that the edge of the frame cuts, and whose place is known less well."""
TURNED = 0.5
"""Distance that turning back at once counts as: of two who cross, each is likelier to go on."""
SIZE_WEIGHT = 2.0
"""Distance, in face sizes, that a change of size by the factor e counts as."""
HOVERS = 0.3
"""A face usually so near to the edge of the frame, in its longer sides, did not come from farther
inside to leave."""


class Ways:
    """The recent ways of all tracks, one row per track.

    The coordinates are those of `Motion`: centre x, centre y (pixels), log width, log height.

    Attributes:
        latest: (n, 4) places at the latest detections.
        usual: (n, 4) average places, in which what was seen `MEMORY_S` ago counts 1/e.
    """

    def __init__(self) -> None:
        self.latest: Floats = np.empty((0, 4))
        self.usual: Floats = np.empty((0, 4))
        self._known: Floats = np.empty(0)

    def append(self, places: Floats) -> None:
        """Add tracks first detected at `places`, (k, 4)."""
        self.latest = np.concatenate((self.latest, places))
        self.usual = np.concatenate((self.usual, places))
        self._known = np.concatenate((self._known, np.zeros(len(places))))

    def follow(self, rows: Rows, places: Floats, unseen_s: Floats) -> None:
        """Note that tracks are at `places`, `unseen_s` after their last detection.

        Args:
            rows: The tracks.
            places: (len(rows), 4) where they are now.
            unseen_s: (len(rows),) time since each was detected before.
        """
        new = 1 - np.exp(-unseen_s / MEMORY_S)
        self.latest[rows] = places
        self.usual[rows] += new[:, None] * (places - self.usual[rows])
        self._known[rows] += new * (1 - self._known[rows])

    def restart(self, row: int) -> None:
        """Forget the way of a track up to now."""
        self.usual[row], self._known[row] = self.latest[row], 0.0

    def keep(self, kept: NDArray[np.bool_]) -> None:
        """Drop the tracks whose entry in `kept`, (n,), is False."""
        self.latest, self.usual, self._known = (
            self.latest[kept],
            self.usual[kept],
            self._known[kept],
        )

    def whole(self, rows: Rows) -> Floats:
        """Return the places (len(rows), 4) last seen, of the usual size if a side was covered."""
        places = self.latest[rows]
        places[:, 2:] = np.maximum(places[:, 2:], self.usual[rows, 2:])
        return places

    def hover(self, frame_size: tuple[int, int]) -> NDArray[np.bool_]:
        """Return which tracks, (n,), were last seen at the edge of the frame, and usually near."""
        return _are_near_edge(self.latest, frame_size, AT_EDGE) & _are_near_edge(
            self.usual, frame_size, HOVERS
        )

    def costs(
        self, rows: Rows, unseen_s: Floats, seen: Floats, frame_size: tuple[int, int]
    ) -> Floats:
        """Return distances (len(rows), n) of detections from the ways, infinite if out of reach.

        Args:
            rows: The tracks.
            unseen_s: (len(rows),) time since each was detected.
            seen: (len(rows), n, 4) places of the detections, see `FoundFaces.as_seen_by`.
            frame_size: (width, height), pixels.
        """
        places = self.whole(rows)
        start, way = self._paths(rows, unseen_s, frame_size)
        length = np.hypot(way[:, 0], way[:, 1])[:, None]
        ahead = way / np.maximum(length, 1e-9)
        # The edge of the frame, or what a face comes out from behind of, may still cover a part.
        is_cut = (length > 0) | _are_near_edge(self.latest[rows], frame_size, AT_EDGE)[:, None]
        width = np.exp(seen[..., 2])
        whole = np.where(is_cut, np.maximum(width, np.exp(places[:, None, 2])), width)
        apart = seen[..., :2] - start[:, None]
        apart[..., 0] -= ahead[:, None, 0] * (whole - width) / 2
        gone = np.clip((apart * ahead[:, None]).sum(axis=2), 0, length)
        apart -= gone[..., None] * ahead[:, None]
        log_size = places[:, None, 2:].mean(axis=2)
        size = np.exp(log_size)
        turned = TURNED * np.maximum(np.minimum(length, size) - gone, 0)
        distance = np.sqrt(apart[..., 0] ** 2 + apart[..., 1] ** 2 + turned**2) / size
        growth = (np.log(whole) + seen[..., 3]) / 2 - log_size
        cost: Floats = np.hypot(distance, SIZE_WEIGHT * growth)
        return np.where(cost < np.where(is_cut, WAY_REACH, STILL_REACH), cost, np.inf)

    def _paths(
        self, rows: Rows, unseen_s: Floats, frame_size: tuple[int, int]
    ) -> tuple[Floats, Floats]:
        """Return where the whole faces were, (t, 2), and how far each may have gone, (t, 2)."""
        sides = np.exp(self.whole(rows)[:, 2:])
        start = self.latest[rows, :2]
        # People come in at the edge: who appears there is not one who vanished farther inside.
        low = np.minimum(start, sides / 2)
        high = np.maximum(start, np.array(frame_size) - sides / 2)
        seen_s = MEMORY_S * np.maximum(self._known[rows], LEAST_KNOWN)[:, None]
        speed = (start - self.usual[rows, :2]) / seen_s
        speed = np.clip(start + speed, low, high) - start
        pace = np.hypot(speed[:, 0], speed[:, 1])[:, None]
        speed = np.where(pace < LEAST_SPEED * np.sqrt(sides.prod(axis=1))[:, None], 0.0, speed)
        # What a face goes behind covers its front first.
        front = speed[:, 0] / np.maximum(pace[:, 0], 1e-9)
        covered = front * (sides[:, 0] - np.exp(self.latest[rows, 2])) / 2
        start[:, 0] += covered
        speed[:, 0] += covered / seen_s[:, 0]
        end = start + HASTE * speed * unseen_s[:, None]
        return start, np.clip(end, np.minimum(low, start), np.maximum(high, start)) - start


def _are_near_edge(places: Floats, frame_size: tuple[int, int], margin: float) -> NDArray[np.bool_]:
    half = np.exp(places[:, 2:]) / 2
    return are_at_edge(places[:, :2] - half, places[:, :2] + half, frame_size, margin)
