"""Decides where to blur the frames of a recording, so that a missed detection shows no face.

The detector may miss a face, and a new face is detected some frames late. Therefore frames are
held back for half a second: faces detected within that time are blurred in them as well, and so
are those detected up to a second and a half before.
"""

from collections import deque
from dataclasses import dataclass, replace

from maskapp.records import Box, Face, Image

HELD_BACK_S = 0.5
"""Delay of the frames."""

REMEMBERED_S = 1.5
"""How long a face is covered after it was last detected; as long as its track can resume."""

_GROWTH = 0.25  # per side, relative to the box, since the face may have moved


@dataclass(frozen=True, slots=True, eq=False)
class CoveredFrame:
    """A frame of a recording.

    Attributes:
        image: (height, width, 3), uint8, BGR.
        faces: The detected faces, to be drawn.
        covered: The faces to blur: those, and others that may be there.
        time_s: Its time in the session.
    """

    image: Image
    faces: tuple[Face, ...]
    covered: tuple[Face, ...]
    time_s: float


class FaceCover:
    """Remembers the faces of a session, and holds frames of a recording back."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, tuple[Face, ...]]] = deque()
        self._held: deque[tuple[Image, tuple[Face, ...], float]] = deque()

    def remember(self, faces: tuple[Face, ...], time_s: float) -> None:
        """Remember the faces of the next frame, recorded or not.

        Args:
            faces: The faces of the frame.
            time_s: Its time in the session; never goes back.
        """
        self._seen.append((time_s, faces))
        while self._seen[0][0] < time_s - REMEMBERED_S - HELD_BACK_S:
            self._seen.popleft()

    def hold(self, image: Image, faces: tuple[Face, ...], time_s: float) -> list[CoveredFrame]:
        """Hold the newest frame back; return the frames that were held back long enough.

        Args:
            image: (height, width, 3), uint8, BGR; kept, not copied.
            faces: See `remember`.
            time_s: See `remember`.
        """
        self._held.append((image, faces, time_s))
        ready = sum(held_s <= time_s - HELD_BACK_S for _, _, held_s in self._held)
        return self._release(ready)

    def release(self) -> list[CoveredFrame]:
        """Return all frames that are still held back."""
        return self._release(len(self._held))

    def covered(self, faces: tuple[Face, ...], time_s: float) -> tuple[Face, ...]:
        """Return the faces to blur in a frame.

        Args:
            faces: The faces of the frame.
            time_s: Its time in the session.
        """
        detected = {face.track for face in faces}
        before: dict[int, Face] = {}
        after: dict[int, Face] = {}
        for seen_s, others in self._seen:
            if not time_s - REMEMBERED_S <= seen_s <= time_s + HELD_BACK_S:
                continue
            for face in others:
                if face.track in detected:
                    continue
                if seen_s < time_s:
                    before[face.track] = face  # the latest one remains
                else:
                    after.setdefault(face.track, face)  # the next one
        missed = (*before.values(), *after.values())
        return (*faces, *(replace(face, box=_grown(face.box)) for face in missed))

    def _release(self, count: int) -> list[CoveredFrame]:
        held = [self._held.popleft() for _ in range(count)]
        return [
            CoveredFrame(image, faces, self.covered(faces, time_s), time_s)
            for image, faces, time_s in held
        ]


def _grown(box: Box) -> Box:
    across, down = _GROWTH * box.width, _GROWTH * box.height
    return Box(box.x1 - across, box.y1 - down, box.x2 + across, box.y2 + down)
