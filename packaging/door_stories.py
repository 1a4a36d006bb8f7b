"""What the visitors of the door clips wear and do.

Every violation lasts clearly longer or clearly shorter than what the settings allow at first, so
that the truth does not depend on a moment.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from changing_people import (
    BARE,
    CHIN,
    MASKED,
    PULL_DOWN,
    PULL_UP,
    PUT_ON,
    TAKE_OFF,
    Look,
    Steps,
    Story,
)

from maskapp.settings.settings import Settings
from maskapp.training.rendering.render_mask import Wear

_LONG_S = Settings().violation_after_s + 1.5
_BRIEF_S = Settings().violation_after_s / 2
_SEEN_S = 2.0
"""Time for which what somebody wears at last is seen, before the person leaves."""

Act = Callable[[float, float], tuple[Story, float]]
"""Takes when a person comes into view and when the person stands; returns the story, and the time
before which the person must not leave."""


def _stays(look: Look) -> Act:
    return lambda in_s, _stands_s: (((0.0, look),), in_s + _LONG_S)


def _does(first: Look, *parts: tuple[float, Steps, Look]) -> Story:
    """Return the story of who looks so at first, then begins each part at its time.

    Args:
        first: The look until the first part.
        parts: When a part begins, what it begins with, and the look until the next one.
    """
    story = [(0.0, first)]
    for begins_s, steps, look in parts:
        time_s = begins_s
        for step_s, step_look in steps:
            story.append((time_s, step_look))
            time_s += step_s
        story.append((time_s, look))
    return tuple(story)


def _puts_it_on(in_s: float, stands_s: float) -> tuple[Story, float]:
    time_s = max(in_s + _LONG_S, stands_s + 0.5)
    return _does(BARE, (time_s, PUT_ON, MASKED)), time_s + _SEEN_S


def _puts_it_on_at_once(in_s: float, _stands_s: float) -> tuple[Story, float]:
    time_s = in_s + _BRIEF_S - sum(step_s for step_s, _ in PUT_ON)
    return _does(BARE, (time_s, PUT_ON, MASKED)), time_s + _SEEN_S


def _pulls_it_down(_in_s: float, stands_s: float) -> tuple[Story, float]:
    return _does(MASKED, (stands_s + 1, PULL_DOWN, CHIN)), stands_s + 1 + _LONG_S


def _takes_it_off(_in_s: float, stands_s: float) -> tuple[Story, float]:
    return _does(MASKED, (stands_s + 1, TAKE_OFF, BARE)), stands_s + 1.5 + _LONG_S


def _pulls_it_down_and_up(lasts_s: float) -> Act:
    def act(_in_s: float, stands_s: float) -> tuple[Story, float]:
        down_s, up_s = stands_s + 1, stands_s + 1 + lasts_s
        return _does(MASKED, (down_s, PULL_DOWN, CHIN), (up_s, PULL_UP, MASKED)), up_s + _SEEN_S

    return act


ACTS: Mapping[str, Act] = MappingProxyType(
    {
        "wears it properly": _stays(MASKED),
        "wears none": _stays(BARE),
        "wears it under the nose": _stays(Look(Wear.UNDER_NOSE)),
        "puts it on": _puts_it_on,
        "puts it on at once": _puts_it_on_at_once,
        "pulls it to the chin": _pulls_it_down,
        "takes it off": _takes_it_off,
        "pulls it to the chin and up again": _pulls_it_down_and_up(_LONG_S),
        "pulls it to the chin briefly": _pulls_it_down_and_up(_BRIEF_S - 0.3),
    }
)
"""What a visitor does, by its name."""
