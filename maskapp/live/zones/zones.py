"""The rules that decide which faces of a source count: areas and a least face size.

Coordinates are shares of the frame's width and height, so that another resolution keeps them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from maskapp.records import Box

Point = tuple[float, float]
"""A point as shares of the frame's width and height, from the upper left corner, 0 to 1."""

MOST_AREAS = 50
MOST_CORNERS = 60
MOST_LEAST_HEIGHT = 0.5
"""The largest least face size; more would leave nobody but those before the lens."""
_LEAST_EXTENT = 0.004
"""Width and height that an area has at least, as shares of the frame's."""
_LEAST_SURFACE = 1e-5
"""Twice the surface of the largest triangle of corners; less is a line."""


class AreaKind(StrEnum):
    """What an area does to the faces in it."""

    COUNTING = "counting"
    IGNORED = "ignored"


class Exclusion(StrEnum):
    """Why a face does not count."""

    IGNORED = "ignored"
    OUTSIDE = "outside"
    TOO_SMALL = "too_small"


@dataclass(frozen=True, slots=True)
class Area:
    """A polygon on the picture; where it crosses itself, every second part belongs to it.

    Attributes:
        kind: Whether faces count only in areas such as this, or never in it.
        corners: Three or more.
    """

    kind: AreaKind
    corners: tuple[Point, ...]

    def contains(self, point: Point) -> bool:
        """Return whether a point is in the area, by the even-odd rule."""
        x, y = point
        is_inside = False
        previous_x, previous_y = self.corners[-1]
        for corner_x, corner_y in self.corners:
            if (corner_y > y) != (previous_y > y):
                share = (y - corner_y) / (previous_y - corner_y)
                is_inside ^= x < corner_x + share * (previous_x - corner_x)
            previous_x, previous_y = corner_x, corner_y
        return is_inside


@dataclass(frozen=True, slots=True)
class Zones:
    """The areas and the least face size of a source.

    Attributes:
        areas: Without a counting one, faces count everywhere but in ignored ones.
        least_height: The height that a face has at least to count, as a share of the frame's.
    """

    areas: tuple[Area, ...] = ()
    least_height: float = 0.0

    def exclusion(self, box: Box) -> Exclusion | None:
        """Return why a face does not count; None if it does.

        Args:
            box: The face's box, in shares of the frame's width and height.
        """
        centre = ((box.x1 + box.x2) / 2, (box.y1 + box.y2) / 2)
        if any(area.contains(centre) for area in self._of(AreaKind.IGNORED)):
            return Exclusion.IGNORED
        counting = self._of(AreaKind.COUNTING)
        if counting and not any(area.contains(centre) for area in counting):
            return Exclusion.OUTSIDE
        return Exclusion.TOO_SMALL if box.height < self.least_height else None

    def _of(self, kind: AreaKind) -> list[Area]:
        return [area for area in self.areas if area.kind is kind]


EVERYWHERE = Zones()
"""The zones of a source that has none: every face counts."""


def relative_box(box: Box, size: tuple[int, int]) -> Box:
    """Return a box in shares of the frame.

    Args:
        box: In pixels of the frame.
        size: Width and height of the frame, pixels.
    """
    width, height = size
    return Box(box.x1 / width, box.y1 / height, box.x2 / width, box.y2 / height)


def area_around(box: Box) -> Area:
    """Return the ignored area of a face that is on a phone or a poster.

    Args:
        box: The face's box, in shares of the frame's width and height; may end outside of it.
    """
    left, top, right, bottom = (min(max(side, 0.0), 1.0) for side in box)
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    return Area(AreaKind.IGNORED, corners)


def corners_problem(corners: Sequence[Point]) -> str | None:
    """Return why corners make no area, to follow the area's name; None if they do."""
    if not 3 <= len(corners) <= MOST_CORNERS:
        return f"has fewer than 3 or more than {MOST_CORNERS} corners"
    if not all(0 <= value <= 1 for corner in corners for value in corner):  # nor is NaN
        return "has a corner outside of the picture"
    if any(max(values) - min(values) < _LEAST_EXTENT for values in zip(*corners, strict=True)):
        return "is too small"
    (x, y), *others = corners
    surface = max(
        abs((x1 - x) * (y2 - y) - (x2 - x) * (y1 - y))
        for (x1, y1), (x2, y2) in combinations(others, 2)
    )
    return "is only a line" if surface < _LEAST_SURFACE else None
