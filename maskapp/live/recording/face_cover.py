"""Decides where to blur the frames of a recording, so that a missed detection shows no face.

The detector may miss a face, and a new face is detected some frames late. Therefore frames are
held back for half a second: faces detected within that time are blurred in them as well, and so
are those detected up to a second and a half before. In a frame in which it was not detected, a face
is blurred where it was before, where it is afterwards, and on the way between the two; if only one
of these is known, where its motion would have taken it.

A doubtful box, of what may be a face but is too unclear to be shown, is blurred too, and for a
moment before and after: the detector does not run in each frame, and what is unclear comes and
goes.
"""

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass

from maskapp.records import Box, Face, Image, intersection_over_union

HELD_BACK_S = 0.5
"""Delay of the frames."""

REMEMBERED_S = 1.5
"""How long a face is covered after it was last detected; as long as its track can resume."""

DOUBTFUL_S = 0.5
"""How long before and after a doubtful box is blurred; at most for as long as frames are held back.
"""

_SAME_PLACE = 0.3
"""Least intersection over union of two boxes that are of the same face."""
_MOVING_S = 0.5
"""How long a face that is not detected is assumed to keep its speed."""
_SPEED_OVER_S = 0.1
"""Minimum time to measure a speed over; boxes of successive frames differ mostly by chance."""
_GROWTH, _GROWTH_PER_S = 0.25, 1.0
"""How far a box is enlarged on each side, since the face may have moved otherwise: at most, and per
second that it was not detected; shares of the box."""
_DOUBTFUL_GROWTH = 0.1
"""The most for a doubtful box, of which most hold no face."""


@dataclass(frozen=True, slots=True)
class _Sight:
    """The detection of a face in one frame."""

    time_s: float
    box: Box


@dataclass(frozen=True, slots=True, eq=False)
class CoveredFrame:
    """A frame of a recording.

    Attributes:
        image: (height, width, 3), uint8, BGR.
        faces: The faces to draw.
        covered: The boxes to blur: of those, of ignored ones, and of others that may be there.
        time_s: Its time in the session.
    """

    image: Image
    faces: tuple[Face, ...]
    covered: tuple[Box, ...]
    time_s: float


class FaceCover:
    """Remembers the faces of a session, and holds frames of a recording back."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, tuple[Face, ...], tuple[Box, ...]]] = deque()
        self._held: deque[tuple[Image, tuple[Face, ...], tuple[Face, ...], float]] = deque()
        self._ready: list[CoveredFrame] = []

    @property
    def held_s(self) -> tuple[float, ...]:
        """The times of the frames that are held back, oldest first."""
        return tuple(time_s for *_, time_s in self._held)

    def remember(
        self, faces: tuple[Face, ...], time_s: float, doubtful: tuple[Box, ...] = ()
    ) -> None:
        """Remember the faces of the next frame, recorded or not.

        Args:
            faces: The faces of the frame.
            time_s: Its time in the session; never goes back.
            doubtful: Boxes of what else may be a face.
        """
        self._seen.append((time_s, faces, doubtful))
        self._make_ready(time_s)  # first: after a gap, what these frames need is forgotten now
        while self._seen[0][0] < time_s - REMEMBERED_S - HELD_BACK_S:
            self._seen.popleft()

    def hold(
        self,
        image: Image,
        faces: tuple[Face, ...],
        time_s: float,
        ignored: tuple[Face, ...] = (),
    ) -> list[CoveredFrame]:
        """Hold the newest frame back; return the frames that were held back long enough.

        Args:
            image: (height, width, 3), uint8, BGR; kept, not copied.
            faces: The faces of the frame that are drawn.
            time_s: See `remember`.
            ignored: Its other faces, which are blurred like them.
        """
        self._held.append((image, faces, ignored, time_s))
        self._make_ready(time_s)
        return self.take_ready()

    def take_ready(self) -> list[CoveredFrame]:
        """Return the frames that were held back long enough, without holding another one back."""
        ready, self._ready = self._ready, []
        return ready

    def release(self) -> list[CoveredFrame]:
        """Return all frames that are still held back."""
        self._cover_oldest(len(self._held))
        return self.take_ready()

    def covered(self, faces: Sequence[Face], time_s: float) -> tuple[Box, ...]:
        """Return the boxes to blur in a frame that is remembered.

        Args:
            faces: The faces of the frame.
            time_s: Its time in the session.
        """
        detected = {face.track for face in faces if face.detected}
        shown = [face.box for face in faces]
        missed = [
            box
            for track, sights in self._sights().items()
            if track not in detected
            for box in _places(sights, time_s)
        ]
        return (*shown, *missed, *self._doubtful(shown, time_s))

    def _doubtful(self, shown: Sequence[Box], time_s: float) -> list[Box]:
        """Return the doubtful boxes of a frame, and of those before and after it the nearest ones.

        Args:
            shown: The boxes of the faces of the frame.
            time_s: Its time in the session.
        """
        near = [
            (seen_s - time_s, box)
            for seen_s, _, boxes in self._seen
            if abs(seen_s - time_s) <= DOUBTFUL_S
            for box in boxes
        ]
        own = [box for apart_s, box in near if not apart_s]
        found = list(own)
        before = [(-apart_s, box) for apart_s, box in near[::-1] if apart_s < 0]
        after = [(apart_s, box) for apart_s, box in near if apart_s > 0]
        for side in (before, after):
            places = [*shown, *own]
            for apart_s, box in side:
                if all(intersection_over_union(box, place) < _SAME_PLACE for place in places):
                    places.append(box)
                    found.append(_grown(box, apart_s, _DOUBTFUL_GROWTH))
        return found

    def _sights(self) -> dict[int, list[_Sight]]:
        """Return the remembered detections of each track, oldest first."""
        sights = defaultdict(list)
        for seen_s, faces, _ in self._seen:
            for face in faces:
                if face.detected:
                    sights[face.track].append(_Sight(seen_s, face.box))
        return sights

    def _make_ready(self, time_s: float) -> None:
        """Cover the frames that need no longer be held back at a time."""
        self._cover_oldest(sum(held_s <= time_s - HELD_BACK_S for *_, held_s in self._held))

    def _cover_oldest(self, count: int) -> None:
        for image, faces, ignored, time_s in [self._held.popleft() for _ in range(count)]:
            covered = self.covered((*faces, *ignored), time_s)
            self._ready.append(CoveredFrame(image, faces, covered, time_s))


def _places(sights: Sequence[_Sight], time_s: float) -> list[Box]:
    """Return where a face may be in a frame in which it was not detected."""
    before = [sight for sight in sights if time_s - REMEMBERED_S <= sight.time_s < time_s]
    after = [sight for sight in sights if sight.time_s >= time_s]
    if before and after:
        last, following = before[-1], after[0]
        share = (time_s - last.time_s) / (following.time_s - last.time_s)
        nearer_s = min(time_s - last.time_s, following.time_s - time_s)
        return [
            _grown(last.box, time_s - last.time_s),
            _grown(following.box, following.time_s - time_s),
            _grown(_between(last.box, following.box, share), nearer_s),
        ]
    return [
        _grown(_swept(known, time_s), abs(time_s - known[0].time_s))
        for known in (before[::-1], after)
        if known
    ]


def _swept(known: Sequence[_Sight], time_s: float) -> Box:
    """Return a box around the way that a face takes from a detection to another time.

    Args:
        known: The detections from that one on, away from the other time.
        time_s: The other time.
    """
    nearest = known[0]
    apart = (sight for sight in known if abs(sight.time_s - nearest.time_s) >= _SPEED_OVER_S)
    other = next(apart, known[-1])
    elapsed_s = nearest.time_s - other.time_s
    box = nearest.box
    if not elapsed_s:
        return box
    moving_s = max(-_MOVING_S, min(time_s - nearest.time_s, _MOVING_S))
    across, down = (
        (now - then) / elapsed_s * moving_s
        for now, then in zip(_centre(box), _centre(other.box), strict=True)
    )
    return Box(
        box.x1 + min(across, 0),
        box.y1 + min(down, 0),
        box.x2 + max(across, 0),
        box.y2 + max(down, 0),
    )


def _between(first: Box, second: Box, share: float) -> Box:
    pairs = zip(first, second, strict=True)
    return Box(*(start + share * (end - start) for start, end in pairs))


def _centre(box: Box) -> tuple[float, float]:
    return (box.x1 + box.x2) / 2, (box.y1 + box.y2) / 2


def _grown(box: Box, unseen_s: float, most: float = _GROWTH) -> Box:
    growth = min(most, _GROWTH_PER_S * unseen_s)
    across, down = growth * box.width, growth * box.height
    return Box(box.x1 - across, box.y1 - down, box.x2 + across, box.y2 + down)
