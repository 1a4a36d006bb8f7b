import numpy as np
import pytest

from maskapp.pipeline.tracking.motion import SPEED_MEMORY_S, Motion

START = np.array([[100.0, 80.0, np.log(40.0), np.log(50.0)], [300.0, 90.0, np.log(60.0), 4.0]])


@pytest.fixture
def motion() -> Motion:
    motion = Motion()
    motion.append(START)
    return motion


def test_a_new_track_stays_where_it_was_detected(motion: Motion) -> None:
    motion.advance(0.1)
    assert motion.place == pytest.approx(START)
    assert np.all(motion.speed == 0)


def test_a_steady_motion_is_predicted(motion: Motion) -> None:
    for step in range(1, 31):
        motion.advance(0.04)
        motion.correct(np.array([0, 1]), START + np.array([step * 2.0, 0, 0, 0]))
    assert motion.speed[:, 0] == pytest.approx([50, 50], rel=0.1)
    motion.advance(0.04)
    assert motion.place[:, 0] == pytest.approx(START[:, 0] + 62, abs=1.0)


def test_an_unobserved_speed_decays(motion: Motion) -> None:
    motion.speed[:] = 30.0
    motion.advance(1.5)
    assert motion.speed[0] == pytest.approx(30 * np.exp(-1.5 / SPEED_MEMORY_S))


def test_only_the_given_rows_are_corrected(motion: Motion) -> None:
    motion.advance(0.04)
    motion.correct(np.array([1]), START[1:] + np.array([10.0, 0, 0, 0]))
    assert motion.place[0] == pytest.approx(START[0])
    assert 300 < motion.place[1, 0] <= 310


def test_dropped_tracks_leave_the_others_unchanged(motion: Motion) -> None:
    motion.keep(np.array([False, True]))
    assert motion.place == pytest.approx(START[1:])
    motion.advance(0.1)
    assert motion.place.shape == motion.speed.shape == (1, 4)
