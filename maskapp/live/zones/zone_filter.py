"""The faces of a session that count, frame by frame."""

from collections.abc import Sequence
from dataclasses import dataclass

from maskapp.live.zones.zones import EVERYWHERE, Zones, relative_box
from maskapp.records import Face

STEADY_S = 0.3
"""How long a face has to be on the other side before that is believed: one that stands on the edge
of an area, or is about as large as the least size, would come and go with each frame."""


@dataclass(slots=True)
class _Side:
    """On which side a track is.

    Attributes:
        counts: Whether it counts.
        other_since_s: Since when it has been on the other side; None while it is not.
    """

    counts: bool
    other_since_s: float | None = None

    def see(self, counts: bool, time_s: float) -> bool:
        """Return whether the track counts in a frame in which its place and size say `counts`."""
        if counts is self.counts:
            self.other_since_s = None
        elif self.other_since_s is None:
            self.other_since_s = time_s
        elif time_s - self.other_since_s >= STEADY_S:
            self.counts, self.other_since_s = counts, None
        return self.counts


class ZoneFilter:
    """A filter of the faces of one session. A face is decided about when it comes into view.

    Args:
        zones: Which faces count.
    """

    def __init__(self, zones: Zones) -> None:
        self._zones = zones
        self._sides: dict[int, _Side] = {}

    def split(
        self, faces: Sequence[Face], size: tuple[int, int], time_s: float
    ) -> tuple[tuple[Face, ...], tuple[Face, ...]]:
        """Return the faces of the next frame that count, and those that are ignored.

        Args:
            faces: Each track once, in pixels of the frame.
            size: Width and height of the frame, pixels.
            time_s: The frame's time in the session; never goes back.
        """
        if self._zones == EVERYWHERE:
            return tuple(faces), ()
        sides: dict[int, _Side] = {}
        counted: list[Face] = []
        ignored: list[Face] = []
        for face in faces:
            counts = self._zones.exclusion(relative_box(face.box, size)) is None
            side = sides[face.track] = self._sides.get(face.track) or _Side(counts)
            (counted if side.see(counts, time_s) else ignored).append(face)
        self._sides = sides
        return tuple(counted), tuple(ignored)
