"""The marks of a scale."""

import math
from collections.abc import Sequence

_STEPS = (1, 2, 5)
_MOST_MARKS = 5


def scale_marks(highest: int) -> list[int]:
    """Return round numbers from 0 to one that is at least the highest, in equal steps."""
    if highest <= 0:
        return [0]
    least = highest / _MOST_MARKS
    power = 10 ** max(0, math.floor(math.log10(least)))
    step = next(power * each for each in (*_STEPS, 10) if power * each >= least)
    return list(range(0, highest + step, step))[: math.ceil(highest / step) + 1]


def mark_every(count: int, room: float, widest: float, steps: Sequence[int]) -> int:
    """Return at every how many places there is room for a mark.

    Args:
        count: Number of places.
        room: Width of all of them.
        widest: Width of a mark with the space after it.
        steps: The possible answers, in order.
    """
    return next((step for step in steps if room / count * step >= widest), steps[-1])
