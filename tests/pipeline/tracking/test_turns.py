"""Who turns at the edge of the picture, and who takes somebody else's place there."""

import math

import numpy as np
import pytest

from maskapp.pipeline.tracking.tracker import Tracker
from maskapp.pipeline.tracking.turns import Fix, RecentFixes
from tests.support.detections import SIZE, detection

WIDTH, HEIGHT_PX = 640.0, 100.0


def changes(inside_at, *, fps=12.0, edge="left", noise=0.0, seed=0):
    """Follow a face whose farther side is so many heights from an edge; return when it changed."""
    fixes, rng, found = RecentFixes(), np.random.default_rng(seed), []
    for frame in range(round(4 * fps)):
        inside = HEIGHT_PX * (inside_at(frame / fps) + rng.normal(0, noise))
        left, right = max(0.0, inside - 75), inside
        if edge == "right":
            left, right = WIDTH - right, WIDTH - left
        fixes.add(Fix(frame / fps, left, right, HEIGHT_PX))
        changed_s = fixes.changed_s(WIDTH)
        if changed_s is not None:
            found.append(changed_s)
            fixes.forget_before(changed_s)
    return found


def exchange(out, back):
    """Return the way of one who goes out until 2 s, and then of another who comes in."""
    return lambda time_s: 0.5 + (out * (2 - time_s) if time_s < 2 else back * (time_s - 2))


def turn(speed, lasting_s, nearest):
    """Return the way of one who slows down, turns and goes back, evenly."""

    def inside(time_s):
        since_s = abs(time_s - 2)
        if since_s < lasting_s / 2:
            return nearest + speed / lasting_s * since_s**2
        return nearest + speed * (since_s - lasting_s / 4)

    return inside


@pytest.mark.parametrize("edge", ["left", "right"])
@pytest.mark.parametrize("fps", [5, 8, 12, 25])
@pytest.mark.parametrize(("out", "back"), [(1.2, 1.2), (2.0, 3.0), (3.0, 1.0), (4.0, 4.0)])
def test_one_who_comes_in_as_another_leaves_is_somebody_else(edge, fps, out, back):
    assert changes(exchange(out, back), fps=fps, edge=edge) == [pytest.approx(2.0, abs=0.01)]


@pytest.mark.parametrize("lasting_s", [0.7, 1.0, 1.5])
@pytest.mark.parametrize("speed", [0.5, 1.5, 3.0])
@pytest.mark.parametrize("fps", [5, 12, 25])
def test_one_who_turns_at_the_edge_stays_the_same(lasting_s, speed, fps):
    assert changes(turn(speed, lasting_s, 0.4), fps=fps) == []


@pytest.mark.parametrize("pace_s", [1.5, 2.0, 4.0])
@pytest.mark.parametrize("seed", range(5))
def test_one_who_sways_stays_the_same(pace_s, seed):
    def inside(time_s):
        return 0.8 + 0.5 * math.sin(2 * math.pi * time_s / pace_s)

    assert changes(inside, noise=0.02, seed=seed) == []


def test_one_who_stands_trembling_stays_the_same():
    for seed in range(20):
        assert changes(lambda _time_s: 0.6, noise=0.05, seed=seed) == []


def test_a_corner_far_from_the_edge_is_no_exchange():
    assert changes(lambda time_s: 3 + exchange(2.0, 2.0)(time_s)) == []


@pytest.mark.parametrize("back_s", [0.1, 0.5, 1.0, 1.4])
def test_a_step_back_in_time_is_no_turn(back_s):
    for seed in range(50):
        rng, fixes = np.random.default_rng(seed), RecentFixes()
        pace_s, begun_s = rng.uniform(1.5, 4), rng.uniform(0, 4)
        for frame in range(48):
            time_s = frame / 8
            inside = HEIGHT_PX * (0.8 + 0.5 * math.sin(2 * math.pi * (time_s + begun_s) / pace_s))
            shown_s = time_s - back_s * (frame >= 24)
            fixes.add(Fix(shown_s, max(0.0, inside - 75), inside, HEIGHT_PX))
            assert fixes.changed_s(WIDTH) is None


def test_where_frames_are_rare_there_is_no_telling():
    assert changes(exchange(2.0, 2.0), fps=2) == []


def at_edge(time_s, score):
    """Return what is detected as one goes out at the left edge, and another comes in at 2 s."""
    inside = HEIGHT_PX * exchange(1.5, 2.0)(time_s)
    left = max(0.0, inside - 75)
    return [detection((left + inside) / 2, 200, inside - left, HEIGHT_PX, score=score)]


def test_who_was_never_clear_is_not_shown_because_of_a_corner():
    tracker = Tracker(shown_score=0.75)
    for frame in range(50):
        assert tracker.update(at_edge(frame / 12, 0.7), frame / 12, SIZE) == ()


def test_who_comes_in_gets_a_number_of_their_own_and_has_to_be_established():
    tracker, numbers, new = Tracker(), [], []
    for frame in range(50):
        time_s = frame / 12
        [track] = tracker.update(at_edge(time_s, 0.98), time_s, SIZE)
        numbers.append(track.id)
        if track.id == 2:
            new.append((track.is_established, track.age_s))
    assert sorted(set(numbers)) == [1, 2]
    assert new[0] == (False, pytest.approx(time_s - 2 - (len(new) - 1) / 12, abs=0.05))
    assert new[-1][0]
