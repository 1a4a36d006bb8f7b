"""People who pull their mask to the chin, in a clip that the scripts in packaging compose."""

import json
import math
from itertools import pairwise
from pathlib import Path

import pytest
from changing_people import Actor, Look, Place
from demo_people import PEOPLE
from make_changing_clips import Clip, Faults, compose, random_clip
from make_demo_clip import HEIGHT, WIDTH

from maskapp.records import MaskLabel
from maskapp.settings.settings import EngineSettings
from maskapp.training.measuring.clip_truth import read_truth
from maskapp.training.rendering.render_mask import Wear
from maskapp.training.studies.label_changes import measure_label_changes, watch

FPS = 30
PULLED_S, UP_S, END_S = 0.9, 2.3, 3.6
STORY = (
    (0.0, Look(Wear.PROPER)),
    (PULLED_S, Look(Wear.NOSE_TIP, has_hand=True)),
    (PULLED_S + 0.12, Look(Wear.UNDER_NOSE)),
    (PULLED_S + 0.24, Look(Wear.UNDER_CHIN)),
    (UP_S, Look(Wear.PROPER)),
)


def path(time_s: float) -> Place:
    sway = math.sin(4 * time_s)
    return Place(320 + 30 * sway, 200 + 8 * sway, 1.1, lean=0.05 * sway, turn=0.95 + 0.05 * sway)


@pytest.fixture(scope="module")
def pulled_down(tmp_path_factory) -> Path:
    """A clip of somebody who pulls the mask to the chin and puts it up again."""
    actor = Actor(STORY, PEOPLE[0].style, path, is_disguised=True, seed=3)
    faults = Faults(light=0.7, noise=5.0, blur_px=0.7, shake_px=1.0, crf=30)
    clip = Clip(END_S, FPS, (actor,), (), faults, seed=1)
    path_of_clip = tmp_path_factory.mktemp("clips") / "pulled.mp4"
    compose(clip, path_of_clip)
    return path_of_clip


def test_the_truth_says_when_the_mask_is_pulled(pulled_down: Path) -> None:
    content = json.loads(pulled_down.with_name("pulled_truth.json").read_text("utf-8"))
    assert (content["width"], content["height"], content["fps"]) == (WIDTH, HEIGHT, FPS)
    (face,) = read_truth(pulled_down)
    assert [(state.start_s, state.end_s, state.label) for state in face.states] == [
        (0.0, PULLED_S, MaskLabel.WITH_MASK),
        (PULLED_S, UP_S, MaskLabel.INCORRECT_MASK),
        (UP_S, END_S, MaskLabel.WITH_MASK),
    ]


@pytest.mark.parametrize("every_n_frames", [1, 2, 3])  # 30, 15 and 10 frames per second
def test_a_mask_pulled_to_the_chin_is_soon_shown_as_worn_wrong(
    pulled_down: Path, every_n_frames: int
) -> None:
    shown = watch(pulled_down, EngineSettings(), every_n_frames)
    result = measure_label_changes(shown, read_truth(pulled_down))
    assert len(shown) == round(END_S * FPS / every_n_frames)
    assert result.never == 0
    assert max(result.delays_to_wrong_s) <= 0.5
    assert max(result.delays_s) <= 0.5
    assert result.brief == 0
    assert result.changes == 2
    assert result.right / result.frames > 0.98


@pytest.mark.parametrize("seed", [1, 2])
def test_random_clips_show_everything_in_another_order(seed: int) -> None:
    clip = random_clip(seed)
    orders = []
    for actor in clip.actors:
        looks = [look for _, look in actor.story]
        orders.append(looks)
        assert {look.label for look in looks} == set(MaskLabel) - {MaskLabel.UNCERTAIN}
        assert Look(Wear.UNDER_CHIN) in looks
        assert Look(None, has_hand=True) in looks
        states = actor.states(clip.duration_s)
        assert states[0][0] == 0.0
        assert states[-1][1] == clip.duration_s
        assert all(a[1] == b[0] and a[2] is not b[2] for a, b in pairwise(states))
    assert orders[0] != orders[1]
    assert random_clip(seed + 1).actors[0].story != clip.actors[0].story
