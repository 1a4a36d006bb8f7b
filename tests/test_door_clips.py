"""What is true of the clips of people at a door that the scripts in packaging compose."""

import numpy as np
import pytest
from changing_people import Actor
from demo_people import PEOPLE as DEMO_PEOPLE
from demo_people import UPSCALE
from door_people import Visit, VisitorWardrobe
from door_stories import ACTS
from door_truth import TrueViolation, states_in_view, true_violations, truth
from door_visits import PEOPLE, random_visits
from make_changing_clips import Clip, Faults
from make_demo_clip import WIDTH

from maskapp.outputs.violation_event import EventEnding
from maskapp.records import Box, MaskLabel
from maskapp.settings.settings import Settings

MASKED, BARE, WRONG = MaskLabel.WITH_MASK, MaskLabel.WITHOUT_MASK, MaskLabel.INCORRECT_MASK
NEVER = (np.inf, np.inf)
"""When somebody turns away who does not."""
FACE = Box(300, 200, 400, 340)
SCALE = 1.0
HALF_WIDTH = FACE.width / UPSCALE / 2


def visit(**changes) -> Visit:
    """Somebody who comes from the left, stands from 4 to 10 s and leaves to the right."""
    values = {
        "comes_s": 1.0,
        "stands_s": (4.0, 10.0),
        "gone_s": 14.0,
        "from_x": -300.0,
        "stand_x": 300.0,
        "to_x": 940.0,
        "y": 200.0,
        "scale": SCALE,
        "is_from_far": False,
        "turns_s": NEVER,
        "phase": 0.0,
    }
    return Visit(**(values | changes))


def truth_of(visited: Visit, act: str, duration_s: float = 20.0) -> dict:
    story, _ = ACTS[act](3.0, visited.stands_s[0])
    actor = Actor(story, DEMO_PEOPLE[0].style, visited.path, is_disguised=False, seed=1)
    clip = Clip(duration_s, 25, (actor,), (), Faults(), seed=1)
    return truth(clip, [(actor, VisitorWardrobe({}, FACE, visited, (0.0, 0.0, 0.0)))])


def x_at(box_at_s: dict, time_s: float) -> float:
    x1, _, x2, _ = box_at_s[str(time_s)]
    return (x1 + x2) / 2


def test_a_face_is_in_view_while_most_of_it_is_in_the_picture() -> None:
    (face,) = truth_of(visit(), "wears none")["faces"]
    start_s, end_s = face["in_view_s"]
    # At 200 px/s in and 160 px/s out, a tenth of a face (60 % are in) is passed in 0.03 s.
    assert start_s == pytest.approx(2.5, abs=0.1)
    assert end_s == pytest.approx(10 + (WIDTH - 300) / 160, abs=0.1)
    assert x_at(face["box_at_s"], 2.5) == pytest.approx(0, abs=HALF_WIDTH / 2)
    assert x_at(face["box_at_s"], 7.0) == pytest.approx(300, abs=5)
    assert min(map(float, face["box_at_s"])) == 1.0
    assert max(map(float, face["box_at_s"])) == 14.0


def test_who_turns_away_is_out_of_view_before_the_edge() -> None:
    (face,) = truth_of(visit(turns_s=(10.0, 10.8)), "wears none")["faces"]
    assert face["in_view_s"][1] == pytest.approx(10.4, abs=0.05)


def test_who_comes_from_far_away_grows_and_is_in_view_at_once() -> None:
    (face,) = truth_of(visit(is_from_far=True, from_x=250.0), "wears none")["faces"]
    assert face["in_view_s"][0] == pytest.approx(1.3, abs=0.05)
    heights = [
        face["box_at_s"][time_s][3] - face["box_at_s"][time_s][1] for time_s in ("1.5", "4.0")
    ]
    assert heights[0] < heights[1] / 2


EVENTS_OF_ACTS = {
    "wears it properly": [],
    "wears none": [(BARE, EventEnding.LEFT)],
    "wears it under the nose": [(WRONG, EventEnding.LEFT)],
    "puts it on": [(BARE, EventEnding.PUT_ON)],
    "puts it on at once": [],
    "pulls it to the chin": [(WRONG, EventEnding.LEFT)],
    "takes it off": [(BARE, EventEnding.LEFT)],
    "pulls it to the chin and up again": [(WRONG, EventEnding.PUT_ON)],
    "pulls it to the chin briefly": [],
}


@pytest.mark.parametrize("act", ACTS)
def test_each_act_makes_its_event(act: str) -> None:
    shown = truth_of(visit(), act)
    violations, (face,) = shown["violations"], shown["faces"]
    assert [(v["label"], v["ended"]) for v in violations] == EVENTS_OF_ACTS[act]
    for violation in violations:
        has_left = violation["ended"] == EventEnding.LEFT
        assert (violation["end_s"] == face["in_view_s"][1]) == has_left


def test_the_event_of_who_stays_is_ended_by_the_source() -> None:
    (violation,) = truth_of(visit(), "wears none", duration_s=9.0)["violations"]
    assert violation["ended"] == EventEnding.SOURCE_ENDED
    assert violation["end_s"] == 9.0


def test_labels_of_a_violation_add_up_until_the_mask_is_on() -> None:
    states = [(0.0, 2.0, MASKED), (2.0, 3.0, BARE), (3.0, 5.5, WRONG), (5.5, 7.0, MASKED)]
    assert true_violations(states, stays=True, after_s=3.0) == [
        TrueViolation(WRONG, 2.0, 5.5, EventEnding.PUT_ON)
    ]
    assert true_violations(states, stays=True, after_s=4.0) == []
    apart = [(0.0, 2.0, BARE), (2.0, 3.0, MASKED), (3.0, 5.0, BARE)]
    assert true_violations(apart, stays=False, after_s=3.0) == []


def test_states_are_cut_to_the_time_in_view() -> None:
    states = [(0.0, 2.0, BARE), (2.0, 5.0, MASKED), (5.0, 9.0, BARE)]
    assert states_in_view(states, 3.0, 6.0) == [(3.0, 5.0, MASKED), (5.0, 6.0, BARE)]


@pytest.mark.parametrize("seed", range(8))
def test_no_planned_violation_lasts_about_as_long_as_is_allowed(seed: int) -> None:
    """Otherwise, a moment of the program would decide whether it makes an event of it."""
    duration_s, allowed_s = 30.0, Settings().violation_after_s
    visits = random_visits(duration_s, np.random.default_rng(seed))
    assert len(visits) == PEOPLE
    for planned in visits:
        actor = Actor(planned.story, DEMO_PEOPLE[0].style, planned.visit.path, False, seed)
        wardrobe = VisitorWardrobe({}, FACE, planned.visit, (0.0, 0.0, 0.0))
        clip = Clip(duration_s, 25, (actor,), (), Faults(), seed)
        (face,) = truth(clip, [(actor, wardrobe)])["faces"]
        states = [(s["start_s"], s["end_s"], MaskLabel(s["label"])) for s in face["states"]]
        fewest = true_violations(states, stays=False, after_s=allowed_s + 0.9)
        most = true_violations(states, stays=False, after_s=allowed_s - 0.9)
        assert fewest == most, planned.act


@pytest.mark.parametrize("seed", range(8))
def test_people_do_not_stand_where_others_do(seed: int) -> None:
    visits = [planned.visit for planned in random_visits(30.0, np.random.default_rng(seed))]
    for time_s in np.arange(0, 30, 0.5):
        standing = [v for v in visits if v.stands_s[0] <= time_s <= v.stands_s[1]]
        places = sorted(v.path(time_s).x for v in standing)
        assert all(np.diff(places) > 100)
        # One more may still be leaving, by the edge, while the next comes in.
        assert len([v for v in visits if 0 < v.path(time_s).x < WIDTH]) <= 4
