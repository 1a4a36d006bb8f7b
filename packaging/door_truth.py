"""What is true of a door clip: who is in view when and with which label, and the events of that."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from changing_people import Actor
from door_people import VisitorWardrobe
from make_changing_clips import Clip, box_times_s, truth_of
from make_demo_clip import HEIGHT, WIDTH

from maskapp.outputs.violation_event import EventEnding
from maskapp.records import VIOLATION_LABELS, Box, MaskLabel
from maskapp.settings.settings import Settings

_IN_VIEW = 0.6
"""Share of a face that has to be in the picture."""

State = tuple[float, float, MaskLabel]
"""Start and end in seconds, and the true label in between."""


@dataclass(frozen=True, slots=True)
class TrueViolation:
    """A violation that lasts long enough to become an event.

    Attributes:
        label: The label of a violation that lasts longest in it.
        start_s: When it starts.
        end_s: When the mask is on, the face is out of view, or the clip ends.
        ending: How it ends.
    """

    label: MaskLabel
    start_s: float
    end_s: float
    ending: EventEnding


def in_view_s(clip: Clip, actor: Actor, wardrobe: VisitorWardrobe) -> tuple[float, float]:
    """Return from when to when a visitor's face is in view; the end is exclusive.

    It is while 60 % of it are in the picture, it has come out of the dark and has not turned away.
    Others who are in front of it do not matter.
    """
    seen = [
        index
        for index in range(round(clip.duration_s * clip.fps))
        if _is_in_view(actor, wardrobe, index / clip.fps)
    ]
    return seen[0] / clip.fps, (seen[-1] + 1) / clip.fps


def _is_in_view(actor: Actor, wardrobe: VisitorWardrobe, time_s: float) -> bool:
    visit = wardrobe.visit
    is_hidden = visit.opacity(time_s) < 0.5 or visit.turned_away(time_s) > 0.5
    return not is_hidden and _share_in_picture(Box(*wardrobe.box(actor, time_s))) >= _IN_VIEW


def _share_in_picture(box: Box) -> float:
    width = min(box.x2, WIDTH) - max(box.x1, 0.0)
    height = min(box.y2, HEIGHT) - max(box.y1, 0.0)
    return max(width, 0.0) * max(height, 0.0) / (box.width * box.height)


def states_in_view(states: Sequence[State], start_s: float, end_s: float) -> list[State]:
    """Return the parts of the states that are between two times."""
    cut = [(max(start, start_s), min(end, end_s), label) for start, end, label in states]
    return [state for state in cut if state[0] < state[1]]


def true_violations(
    states: Sequence[State], *, stays: bool, after_s: float = Settings().violation_after_s
) -> list[TrueViolation]:
    """Return the violations of somebody that become events.

    One begins with the first label of a violation and ends when the mask is on.

    Args:
        states: The states in view, without gaps.
        stays: Whether the person is in view until the end of the clip.
        after_s: Time after which a violation becomes an event.
    """
    violations: list[TrueViolation] = []
    lasted_s: defaultdict[MaskLabel, float] = defaultdict(float)
    last = EventEnding.SOURCE_ENDED if stays else EventEnding.LEFT
    stretch: list[State] = []
    for number, state in enumerate(states, start=1):
        is_over = state[2] not in VIOLATION_LABELS
        if not is_over:
            stretch.append(state)
            lasted_s[state[2]] += state[1] - state[0]
        if stretch and (is_over or number == len(states)):
            if sum(lasted_s.values()) >= after_s:
                label = max(lasted_s, key=lasted_s.__getitem__)
                ending = EventEnding.PUT_ON if is_over else last
                violations.append(TrueViolation(label, stretch[0][0], stretch[-1][1], ending))
            stretch.clear()
            lasted_s.clear()
    return violations


def truth(clip: Clip, visitors: Sequence[tuple[Actor, VisitorWardrobe]]) -> dict[str, Any]:
    """Return what a clip shows, in the form of `resources/demo_truth.json`, and its events."""
    faces, violations = [], []
    for person, (actor, wardrobe) in enumerate(visitors):
        start_s, end_s = in_view_s(clip, actor, wardrobe)
        states = states_in_view(actor.states(clip.duration_s), start_s, end_s)
        faces.append(_face(clip, actor, wardrobe, states))
        stays = end_s >= clip.duration_s
        violations += [
            {
                "person": person,
                "label": violation.label.value,
                "start_s": round(violation.start_s, 3),
                "end_s": round(violation.end_s, 3),
                "ended": violation.ending.value,
            }
            for violation in true_violations(states, stays=stays)
        ]
    return {**truth_of(clip, faces), "violations": violations}


def _face(
    clip: Clip, actor: Actor, wardrobe: VisitorWardrobe, states: Sequence[State]
) -> dict[str, Any]:
    """Return a face in this form, with its boxes from coming to going."""
    visit = wardrobe.visit
    times_s = [time_s for time_s in box_times_s(clip) if visit.comes_s <= time_s <= visit.gone_s]
    return {
        "in_view_s": [round(states[0][0], 3), round(states[-1][1], 3)],
        "states": [
            {"start_s": round(start_s, 3), "end_s": round(end_s, 3), "label": label.value}
            for start_s, end_s, label in states
        ],
        "box_at_s": {str(time_s): wardrobe.box(actor, time_s) for time_s in times_s},
    }
