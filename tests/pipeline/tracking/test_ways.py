import numpy as np
import pytest

from maskapp.pipeline.tracking.ways import HASTE, LEAST_SPEED, STILL_REACH, WAY_REACH, Ways

SIZE = (640, 480)
SIDE = 50.0


def place(x: float, y: float = 200.0, width: float = SIDE, height: float = SIDE) -> np.ndarray:
    return np.array([[x, y, np.log(width), np.log(height)]])


def gone(step: float, *, from_x: float = 100.0, steps: int = 20) -> Ways:
    """Return the way of a face that went `step` pixels in each tenth of a second."""
    ways = Ways()
    ways.append(place(from_x))
    for number in range(1, steps + 1):
        ways.follow(np.array([0]), place(from_x + step * number), np.array([0.1]))
    return ways


def cost(ways: Ways, seen: np.ndarray, unseen_s: float = 1.0) -> float:
    return float(ways.costs(np.array([0]), np.array([unseen_s]), seen[None], SIZE)[0, 0])


@pytest.mark.parametrize("steps", [4, 20])
def test_a_steady_walk_is_looked_for_as_far_as_it_would_go(steps: int) -> None:
    ways = gone(10, steps=steps)
    last_x = 100 + 10 * steps
    assert cost(ways, place(last_x + 100)) == pytest.approx(0, abs=0.01)
    assert cost(ways, place(last_x + 60)) == pytest.approx(0, abs=0.01)
    assert cost(ways, place(last_x + 100 * HASTE + 1.1 * WAY_REACH * SIDE)) == np.inf


def test_after_a_restart_the_way_up_to_then_is_forgotten() -> None:
    ways = gone(10)
    ways.restart(0)
    assert cost(ways, place(300)) == pytest.approx(0, abs=0.01)
    for x in (250, 350, 400):
        assert cost(ways, place(x)) == np.inf
    ways.follow(np.array([0]), place(290), np.array([0.1]))
    assert cost(ways, place(240)) < WAY_REACH


def test_who_turned_back_is_less_likely_than_who_went_on() -> None:
    ways = gone(10)
    assert 0.4 < cost(ways, place(300)) < WAY_REACH
    assert cost(ways, place(300)) > cost(ways, place(320)) > cost(ways, place(350))


def test_beside_the_way_and_of_another_size_is_farther() -> None:
    ways = gone(10)
    assert cost(ways, place(380, 210)) == pytest.approx(10 / SIDE, abs=0.02)
    assert cost(ways, place(380, 200, SIDE * 1.1, SIDE * 1.1)) == pytest.approx(0.19, abs=0.02)
    assert cost(ways, place(380, 240)) == np.inf


def test_who_stood_or_moved_slowly_is_looked_for_in_place() -> None:
    ways = gone(0.9 * LEAST_SPEED * SIDE / 10, from_x=300)
    x = ways.latest[0, 0]
    assert cost(ways, place(x)) == pytest.approx(0, abs=0.01)
    assert cost(ways, place(x + 0.9 * STILL_REACH * SIDE)) < STILL_REACH
    assert cost(ways, place(x + 1.1 * STILL_REACH * SIDE), unseen_s=4.0) == np.inf


def test_a_part_that_comes_out_belongs_to_the_whole_face() -> None:
    """It went behind a pillar front first, and shows its front first beyond."""
    ways = gone(10)
    ways.follow(np.array([0]), place(300, width=20), np.array([0.1]))
    assert cost(ways, place(400, width=20)) == pytest.approx(0, abs=0.05)


def test_a_way_ends_inside_the_frame() -> None:
    ways = gone(10, from_x=300)
    assert cost(ways, place(SIZE[0] - SIDE / 2), 4.0) == pytest.approx(0, abs=0.01)
    assert cost(ways, place(SIZE[0] + SIDE / 5), 4.0) > 0.4


def test_a_face_hovers_at_the_edge_unless_it_came_from_farther_inside() -> None:
    assert gone(0, from_x=20).hover(SIZE).tolist() == [True]
    assert gone(-10, from_x=220).hover(SIZE).tolist() == [False]
    assert gone(0, from_x=200).hover(SIZE).tolist() == [False]


def test_dropped_tracks_leave_the_others_unchanged() -> None:
    ways = gone(10)
    ways.append(place(500))
    ways.keep(np.array([True, False]))
    assert ways.latest.shape == ways.usual.shape == (1, 4)
    assert cost(ways, place(400)) == pytest.approx(0, abs=0.01)
