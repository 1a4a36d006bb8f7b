"""Zones while they are edited: what is selected, and the steps that can be undone."""

import math
from collections.abc import Sequence
from dataclasses import replace

from maskapp.live.zones.zones import (
    MOST_AREAS,
    MOST_CORNERS,
    MOST_LEAST_HEIGHT,
    Area,
    AreaKind,
    Point,
    Zones,
    corners_problem,
)

_MOST_STEPS = 200


class ZoneDraft:
    """A draft of zones. Each change is a step to undo, but for changes that continue one.

    Args:
        zones: What to begin with.

    Attributes:
        zones: The zones as drafted so far.
        area: Index of the selected area; None for none.
        corner: Index of its selected corner; None for none, then the whole area is moved.
    """

    def __init__(self, zones: Zones) -> None:
        self.zones = zones
        self.area: int | None = None
        self.corner: int | None = None
        self._steps: list[Zones] = []
        self._step = ""

    @property
    def selected(self) -> Area | None:
        """The selected area."""
        return None if self.area is None else self.zones.areas[self.area]

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to undo."""
        return bool(self._steps)

    def select(self, area: int | None, corner: int | None = None) -> None:
        """Select an area, or one of its corners, or nothing."""
        self.area, self.corner, self._step = area, corner, ""

    def select_next(self, step: int = 1) -> None:
        """Select the next area in the order in which they were drawn."""
        if count := len(self.zones.areas):
            first = 0 if step > 0 else count - 1
            self.select(first if self.area is None else (self.area + step) % count)

    def select_next_corner(self) -> None:
        """Select the next corner of the selected area; after the last one, the whole of it."""
        if self.selected is not None:
            following = 0 if self.corner is None else self.corner + 1
            is_last = following == len(self.selected.corners)
            self.select(self.area, None if is_last else following)

    def add(self, kind: AreaKind, corners: Sequence[Point]) -> str | None:
        """Add an area and select it.

        Returns:
            Why it cannot be added, to follow "The area"; None if it was.
        """
        if len(self.zones.areas) >= MOST_AREAS:
            return f"is one too many: there are {MOST_AREAS}"
        if problem := corners_problem(corners):
            return problem
        self._change((*self.zones.areas, Area(kind, tuple(corners))), "")
        self.select(len(self.zones.areas) - 1)
        return None

    def set_kind(self, kind: AreaKind) -> None:
        """Change the kind of the selected area."""
        if self.selected is not None and self.selected.kind is not kind:
            self._replace(Area(kind, self.selected.corners), "")

    def set_least_height(self, height: float) -> None:
        """Change the least face size, a share of the frame's height."""
        height = min(max(height, 0.0), MOST_LEAST_HEIGHT)
        if height != self.zones.least_height:
            self._remember("least height")
            self.zones = replace(self.zones, least_height=height)

    def move(self, dx: float, dy: float, step: str = "") -> None:
        """Move the selected corner or area, but not out of the picture.

        Args:
            dx: By how much, as a share of the frame's width.
            dy: Likewise of its height.
            step: The same text as before continues that step, such as a drag of the mouse.
        """
        if self.selected is None:
            return
        corners = self.selected.corners
        if self.corner is not None:
            x, y = corners[self.corner]
            self._move_corner((_within(x + dx), _within(y + dy)), step)
            return
        xs, ys = zip(*corners, strict=True)
        dx, dy = min(max(dx, -min(xs)), 1 - max(xs)), min(max(dy, -min(ys)), 1 - max(ys))
        moved = tuple((_within(x + dx), _within(y + dy)) for x, y in corners)
        self._replace(Area(self.selected.kind, moved), step)

    def delete(self) -> None:
        """Delete the selected corner, or the area if there is none or too few would be left."""
        if self.area is None or self.selected is None:
            return
        corners = self.selected.corners
        if self.corner is not None:
            left = (*corners[: self.corner], *corners[self.corner + 1 :])
            if corners_problem(left) is None:
                self._replace(Area(self.selected.kind, left), "")
                self.select(self.area)
                return
        areas = self.zones.areas
        self._change((*areas[: self.area], *areas[self.area + 1 :]), "")
        self.select(None)

    def insert_corner(self, point: Point) -> None:
        """Insert a corner into the nearest side of the selected area, and select it."""
        if self.selected is None or len(self.selected.corners) >= MOST_CORNERS:
            return
        corners = self.selected.corners
        ends = (*corners[1:], corners[0])
        distances = [_distance(point, *side) for side in zip(corners, ends, strict=True)]
        at = distances.index(min(distances)) + 1
        self._replace(Area(self.selected.kind, (*corners[:at], point, *corners[at:])), "")
        self.select(self.area, at)

    def undo(self) -> None:
        """Take the last step back."""
        if self._steps:
            self.zones, self._step = self._steps.pop(), ""
            if self.area is not None and self.area >= len(self.zones.areas):
                self.area = None
            corner_count = len(self.selected.corners) if self.selected else 0
            if self.corner is not None and self.corner >= corner_count:
                self.corner = None

    def _move_corner(self, point: Point, step: str) -> None:
        """Move the selected corner; an upright rectangle stays one."""
        assert self.selected is not None
        assert self.corner is not None
        corners = list(self.selected.corners)
        old, at = corners[self.corner], self.corner
        if _is_upright(corners):
            for neighbour in ((at - 1) % 4, (at + 1) % 4):
                x, y = corners[neighbour]
                corners[neighbour] = (point[0], y) if x == old[0] else (x, point[1])
        corners[at] = point
        if corners_problem(corners) is None:
            self._replace(Area(self.selected.kind, tuple(corners)), step)

    def _replace(self, area: Area, step: str) -> None:
        assert self.area is not None
        areas = self.zones.areas
        if area != areas[self.area]:
            self._change((*areas[: self.area], area, *areas[self.area + 1 :]), step)

    def _change(self, areas: tuple[Area, ...], step: str) -> None:
        self._remember(step)
        self.zones = replace(self.zones, areas=areas)

    def _remember(self, step: str) -> None:
        if not step or step != self._step:
            self._steps = [*self._steps[-_MOST_STEPS + 1 :], self.zones]
        self._step = step


def _within(value: float) -> float:
    return min(max(value, 0.0), 1.0)


def _is_upright(corners: Sequence[Point]) -> bool:
    """Return whether corners are those of a rectangle with upright sides."""
    if len(corners) != 4:
        return False
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = corners
    return (ax == bx and by == cy and cx == dx and dy == ay) or (
        ay == by and bx == cx and cy == dy and dx == ax
    )


def _distance(point: Point, start: Point, end: Point) -> float:
    """Return the distance of a point from a line between two others."""
    (x, y), (x1, y1), (x2, y2) = point, start, end
    dx, dy = x2 - x1, y2 - y1
    share = _within(((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy or 1.0))
    return math.hypot(x1 + share * dx - x, y1 + share * dy - y)
