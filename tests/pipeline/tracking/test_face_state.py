import numpy as np
import pytest

from maskapp.pipeline.tracking.face_state import ESTABLISHED_S, FaceState


def established_after_s(scores, step_s=0.08):
    """Show a face whose detections have these scores, None for none; return when it is established.

    Returns:
        Time since the first detection; None if it never is.
    """
    state = FaceState(1, np.zeros((5, 2)), scores[0] or 0.0, is_established=False)
    for index, score in enumerate(scores[1:], 1):
        state.missed = score is None
        state.score = state.score if score is None else score
        state.weigh(step_s, ESTABLISHED_S)
        if state.is_established:
            return index * step_s
    return None


@pytest.mark.parametrize("step_s", [0.04, 0.08, 0.2, 0.33])
def test_a_clear_face_is_established_within_half_a_second(step_s):
    assert ESTABLISHED_S <= established_after_s([0.98] * 20, step_s) <= 0.45


def test_a_face_that_is_less_clear_takes_longer_but_no_more_than_a_second():
    clear, fair = established_after_s([0.98] * 20), established_after_s([0.8] * 20)
    assert clear < fair <= 1.0


def test_a_clear_face_may_be_missed_now_and_then():
    assert established_after_s([0.95, 0.9, None] * 5) <= 1.0


def test_what_is_found_in_a_third_of_the_frames_never_is():
    assert established_after_s([0.75, None, None] * 3000) is None


def test_what_barely_resembles_a_face_is_not_for_seconds_however_often_it_is_found():
    assert established_after_s([0.7] * 25) is None


def test_a_low_score_counts_against_a_face_no_more_than_none():
    after_s = [established_after_s([low] * 3 + [0.98] * 20) for low in (0.1, None)]
    assert after_s[0] == after_s[1]


def test_one_sighting_never_decides():
    assert established_after_s([0.7, 1.0, None], step_s=0.25) is None
    assert established_after_s([1.0]) is None


def test_after_any_doubts_a_clear_face_is_established_within_a_second():
    after_s = established_after_s([0.7, *[None] * 500, *[0.98] * 20])
    assert 500 * 0.08 < after_s < 500 * 0.08 + 1


def test_an_established_face_remains_so():
    state = FaceState(1, np.zeros((5, 2)), 0.98, is_established=False)
    for _ in range(5):
        state.weigh(0.1, ESTABLISHED_S)
    state.missed = True
    for _ in range(50):
        state.weigh(0.1, ESTABLISHED_S)
    assert state.is_established


def test_who_takes_the_place_of_somebody_established_has_to_be_established_anew():
    state = FaceState(1, np.zeros((5, 2)), 0.98, is_established=False)
    for _ in range(9):
        state.weigh(0.1, ESTABLISHED_S)
    assert state.is_established
    state.become(2, 0.4)
    established = []
    for _ in range(9):
        state.weigh(0.1, ESTABLISHED_S)
        established.append(state.is_established)
    assert established == [False] * 3 + [True] * 6
    assert (state.id, state.age_s) == (2, 0.4)
