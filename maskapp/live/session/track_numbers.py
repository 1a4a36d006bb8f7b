"""Numbers of tracks that last through an interruption: an outage, a cut, another engine.

The tracker cannot follow a face through one, and gives it a new number. Here a face that is where
one was right before the interruption keeps the number of that one, for a moment. The place alone
decides: nobody is recognised by looks, so somebody who was away for longer is counted again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from maskapp.records import Box, Face, intersection_over_union

MOMENT_S = 5.0
"""A face that was away for longer gets a new number. Enough for a first attempt to reconnect."""
GONE_AFTER_S = MOMENT_S + 1.0
"""A track that is not seen for so long has left: what comes under its number counts again."""
_INTERRUPTION_S = 1.0
"""A step between two frames that counts as one; the tracker forgets all faces after 1.5 s."""
_JUST_BEFORE_S = 0.5
"""Faces seen so shortly before the interruption were still there, though perhaps not detected."""
_SAME_PLACE = 0.3
"""Least overlap of two boxes, as intersection over union."""
_FORGET_AFTER_S = 10.0


@dataclass(slots=True)
class _Seen:
    """A number, and where it was seen last.

    Attributes:
        number: The number that is shown.
        box: The face's box, in shares of the frame.
        time_s: The frame's time.
        is_established: See `Face.is_established`.
    """

    number: int
    box: Box
    time_s: float
    is_established: bool


class TrackNumbers:
    """The numbers of one session. Its memory does not grow with time."""

    def __init__(self) -> None:
        self._tracks: dict[int, _Seen] = {}
        self._left: list[_Seen] = []
        self._highest = 0
        self._offset = 0
        self._time_s = 0.0
        self._size = (0, 0)

    def restart(self) -> None:
        """Expect tracks that begin again at 1, those of another engine."""
        self._interrupt()
        self._tracks.clear()
        self._offset = self._highest

    def forget_places(self) -> None:
        """Continue no number, as between unrelated pictures."""
        self._tracks.clear()
        self._left.clear()

    def apply(
        self, faces: Iterable[Face], time_s: float, size: tuple[int, int]
    ) -> tuple[Face, ...]:
        """Return the faces of the next frame with their numbers, ordered by number.

        Args:
            faces: The faces, with the tracks of the engine.
            time_s: The frame's time.
            size: Its width and height in pixels.
        """
        if abs(time_s - self._time_s) > _INTERRUPTION_S or size != self._size:
            self._interrupt()
        self._time_s, self._size = time_s, size
        found = [(face, _in_shares(face.box, size)) for face in faces]
        known = {self._tracks[face.track].number for face, _ in found if face.track in self._tracks}
        self._left = [
            seen
            for seen in self._left
            if seen.number not in known and time_s - seen.time_s <= MOMENT_S
        ]
        for face, box in found:
            seen = self._tracks.get(face.track) or self._seen_before(box)
            number = self._new_number(face.track) if seen is None else seen.number
            is_established = face.is_established or (seen is not None and seen.is_established)
            self._tracks[face.track] = _Seen(number, box, time_s, is_established)
        numbered = [self._numbered(face) for face, _ in found]
        self._forget(time_s)
        return tuple(sorted(numbered, key=lambda face: face.track))

    def _numbered(self, face: Face) -> Face:
        seen = self._tracks[face.track]
        if (seen.number, seen.is_established) == (face.track, face.is_established):
            return face
        return replace(face, track=seen.number, is_established=seen.is_established)

    def _interrupt(self) -> None:
        """Keep the numbers of the faces that were there until now for those that come next."""
        waiting = {seen.number: seen for seen in self._left}
        for seen in self._tracks.values():
            if self._time_s - seen.time_s <= _JUST_BEFORE_S:
                waiting[seen.number] = seen
        self._left = list(waiting.values())

    def _seen_before(self, box: Box) -> _Seen | None:
        """Return the face that was in the same place before the interruption, if there is one."""
        nearest = max(
            self._left, key=lambda seen: intersection_over_union(seen.box, box), default=None
        )
        if nearest is not None and intersection_over_union(nearest.box, box) >= _SAME_PLACE:
            self._left.remove(nearest)
            return nearest
        return None

    def _new_number(self, track: int) -> int:
        number = track + self._offset
        self._highest = max(self._highest, number)
        return number

    def _forget(self, time_s: float) -> None:
        gone = [
            track
            for track, seen in self._tracks.items()
            if abs(time_s - seen.time_s) > _FORGET_AFTER_S
        ]
        for track in gone:
            del self._tracks[track]


def _in_shares(box: Box, size: tuple[int, int]) -> Box:
    width, height = size
    return Box(box.x1 / width, box.y1 / height, box.x2 / width, box.y2 / height)
