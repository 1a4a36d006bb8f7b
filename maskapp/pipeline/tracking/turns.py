"""Turns at the left and right edge of the picture: who cannot have turned is two people.

When somebody comes in as somebody else leaves, one of them covers the other, and only one is
detected: the track that went out goes on with the one who comes in. People slow down before they
turn, though, so that the way of one person bends, while that of two has a corner.
"""

from collections import deque
from typing import NamedTuple

import numpy as np

from maskapp.pipeline.tracking.motion import Floats

# Chosen on simulated people who change places, sway and turn, checked on others.
WINDOW_S = 0.4
"""How long a way is looked at before and after it turned."""
CORNER = 0.8
"""Of the ways in the windows before and after the turn, some part is made in those halves of the
time that are next to it: 0.25 of each if the speed changed evenly, and 0.5 at a corner. This is the
least sum of both."""
LEAST_SPEED = 0.75
"""Slower ways, in face heights per second, are lost in the noise of the detections."""
NEAR_EDGE = 1.0
"""A face turns at the edge if the side that is farther inside is so near to it, in its heights."""
_LARGEST_GAP_S = 0.3
"""With fewer fixes around the turn, there is no telling."""
_LEAST_FIXES = 5
_KEPT_S = 1.2


class Fix(NamedTuple):
    """Where a face was detected.

    Attributes:
        time_s: The frame's time.
        left: The left side of its box, pixels.
        right: The right side.
        height: The height of its box.
    """

    time_s: float
    left: float
    right: float
    height: float


class RecentFixes:
    """The fixes of one face in the last second."""

    def __init__(self) -> None:
        self._fixes: deque[Fix] = deque()

    def add(self, fix: Fix) -> None:
        """Add the newest fix; where time has gone back, the ones before tell nothing."""
        if self._fixes and fix.time_s < self._fixes[-1].time_s:
            self._fixes.clear()
        self._fixes.append(fix)
        while fix.time_s - self._fixes[0].time_s > _KEPT_S:
            self._fixes.popleft()

    def changed_s(self, width: float) -> float | None:
        """Return when somebody else took the face's place at an edge; None if nobody did.

        Args:
            width: Width of the frame, pixels.
        """
        nearest = min(min(fix.right, width - fix.left) for fix in self._fixes)
        is_near = nearest <= NEAR_EDGE * max(fix.height for fix in self._fixes)
        if not is_near or len(self._fixes) < _LEAST_FIXES:
            return None
        times_s, left, right, heights = np.array(self._fixes).T
        height = float(np.median(heights))
        for inside in (right, width - left):
            turned_s = _corner_s(times_s, inside / height)
            if turned_s is not None:
                return turned_s
        return None

    def forget_before(self, time_s: float) -> None:
        """Forget the fixes before a time."""
        while self._fixes and self._fixes[0].time_s < time_s:
            self._fixes.popleft()


def _corner_s(times_s: Floats, inside: Floats) -> float | None:
    """Return when a way to the edge of the frame and back had a corner; None if it has none.

    Args:
        times_s: (n,) times, ascending.
        inside: (n,) distances from the edge to the farther side of the face, in its heights.
    """
    nearest = int(inside.argmin())
    since_s, gone = times_s - times_s[nearest], inside - inside[nearest]
    is_complete = min(-since_s[0], since_s[-1]) >= 0.95 * WINDOW_S
    if inside[nearest] > NEAR_EDGE or not is_complete:
        return None
    if not all(np.any((side > 0) & (side <= _LARGEST_GAP_S)) for side in (since_s, -since_s)):
        return None
    before, just_before, just_after, after = np.interp(
        [-WINDOW_S, -WINDOW_S / 2, WINDOW_S / 2, WINDOW_S], since_s, gone
    )
    if min(before, after) < LEAST_SPEED * WINDOW_S:
        return None
    is_corner = just_before / before + just_after / after >= CORNER
    return float(times_s[nearest]) if is_corner else None
