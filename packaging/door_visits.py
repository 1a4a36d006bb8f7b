"""Who comes when in a door clip, where they stand, and how they leave: all at random.

Somebody comes from a side or from far away, some while after the one before; or in at an edge where
somebody has just left; or towards somebody who is leaving, so that both walk past each other.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from changing_people import BARE, Story
from door_people import REACH_PX, Visit
from door_stories import ACTS
from make_demo_clip import WIDTH

PEOPLE = 5
_AT_ONCE = 3
_PLACES_X = (125, 320, 515)
_FAR_X = (220, 420)
"""Where people walk up from, between those who stand."""
_BETWEEN_S = (3.0, 6.2)
_NEVER = (math.inf, math.inf)
_EDGE_GAP_S = 1.0
"""Longest time between one who leaves at an edge and another one who comes in there."""
_LAST_LEAVES_S = 2.5
"""Who would leave later than this before the end of the clip stays until then: what is not seen
for only a moment at the end has not left."""


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """A visit with what it is planned by.

    Attributes:
        visit: The visit.
        act: What the visitor does, a name in `door_stories.ACTS`.
        story: The looks of that.
        in_s: About when the face comes into view.
        out_s: About when it leaves the picture; infinity if it does not.
    """

    visit: Visit
    act: str
    story: Story
    in_s: float
    out_s: float


def random_visits(duration_s: float, rng: np.random.Generator) -> list[PlannedVisit]:
    """Return the visits of five people, ordered by when they come."""
    while True:
        visits: list[PlannedVisit] = []
        for _ in range(PEOPLE):
            following = _random_visit(visits, duration_s, rng)
            if following is None:
                break
            visits.append(following)
        else:
            return visits


def _random_visit(
    before: Sequence[PlannedVisit], duration_s: float, rng: np.random.Generator
) -> PlannedVisit | None:
    """Return a visit after those before it; None if it would not fit."""
    in_s, is_from_left = _arrival(before, rng)
    scale, speed = float(np.exp(rng.uniform(-0.28, 0.2))), float(rng.uniform(120, 270))
    stand_x = float(rng.choice(_PLACES_X) + rng.uniform(-20, 20))
    beside = REACH_PX * scale
    if is_from_left is None:
        from_x, comes_s = float(rng.choice(_FAR_X)), in_s - 0.3
        stands_s = in_s + float(rng.uniform(2.5, 3.5))
    else:
        from_x, comes_s = -beside if is_from_left else WIDTH + beside, in_s - beside / speed
        stands_s = in_s + (stand_x if is_from_left else WIDTH - stand_x) / speed
    act = str(rng.choice(list(ACTS)))
    story, earliest_s = ACTS[act](in_s, stands_s)
    leaves_s = max(earliest_s, stands_s + float(rng.uniform(2.5, 5)))
    is_to_left = bool(rng.random() < (0.7 if stand_x < WIDTH / 2 else 0.3))
    out_s = leaves_s + (stand_x if is_to_left else WIDTH - stand_x) / speed
    turns_s = _NEVER
    if story[-1][1] == BARE and rng.random() < 0.8:
        turns_s = (leaves_s, leaves_s + float(rng.uniform(0.4, 0.8)))
    if out_s > duration_s - _LAST_LEAVES_S:
        leaves_s, out_s, turns_s = math.inf, math.inf, _NEVER
    visit = Visit(
        comes_s=comes_s,
        stands_s=(stands_s, leaves_s),
        gone_s=out_s + beside / speed,
        from_x=from_x,
        stand_x=stand_x,
        to_x=-beside if is_to_left else WIDTH + beside,
        y=float(rng.uniform(180, 225)),
        scale=scale,
        is_from_far=is_from_left is None,
        turns_s=turns_s,
        phase=float(rng.uniform(0, 2 * math.pi)),
    )
    planned = PlannedVisit(visit, act, story, in_s, out_s)
    return planned if earliest_s < duration_s and _fits(planned, before) else None


def _arrival(before: Sequence[PlannedVisit], rng: np.random.Generator) -> tuple[float, bool | None]:
    """Return when the next one comes, and whether from the left; None for from far away."""
    if not before:
        return float(rng.uniform(0.3, 1.5)), bool(rng.integers(2))
    next_s = before[-1].in_s + float(rng.uniform(*_BETWEEN_S))
    leaving = [visit for visit in before if abs(visit.out_s - next_s) < 2]
    if leaving and rng.random() < 0.7:
        other = leaving[0]
        if rng.integers(2):
            return other.out_s + float(rng.uniform(0, _EDGE_GAP_S)), other.visit.is_to_left
        meets_s = other.visit.stands_s[1] + float(rng.uniform(-0.5, 0.3))
        return max(meets_s, before[-1].in_s), other.visit.is_to_left
    side = rng.random()
    return next_s, None if side < 0.3 else bool(side < 0.65)


def _fits(visit: PlannedVisit, before: Sequence[PlannedVisit]) -> bool:
    """Return whether a visit leaves the others their places, and not too many are there at once."""
    begins_s = visit.visit.stands_s[0]
    for other in before:
        is_near = abs(other.visit.stand_x - visit.visit.stand_x) < 100
        if is_near and begins_s < other.visit.stands_s[1] + 0.5:
            return False
    return sum(other.out_s > visit.in_s for other in before) < _AT_ONCE
