"""Numbers that last through an outage, a cut and another engine, for a moment."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskapp.live.session.track_numbers import MOMENT_S, TrackNumbers
from tests.support.worker_fakes import make_face

SIZE = (100, 100)
LEFT, RIGHT = (10, 10, 30, 40), (60, 10, 80, 40)
NEAR_LEFT = (13, 12, 33, 42)


def numbers_of(numbers, time_s, boxes, size=SIZE):
    """Show a frame with these boxes by track; return the numbers by box."""
    faces = [make_face(track, box=box) for track, box in boxes.items()]
    return {tuple(face.box): face.track for face in numbers.apply(faces, time_s, size)}


@pytest.fixture
def numbers():
    made = TrackNumbers()
    for tenth in range(10):
        numbers_of(made, tenth / 10, {1: LEFT, 2: RIGHT})
    return made


def test_a_face_keeps_its_number_while_it_is_tracked(numbers):
    assert numbers_of(numbers, 1.0, {1: RIGHT, 2: LEFT}) == {RIGHT: 1, LEFT: 2}


def test_after_an_outage_a_face_in_the_same_place_keeps_its_number(numbers):
    assert numbers_of(numbers, 4.0, {3: RIGHT, 4: NEAR_LEFT}) == {NEAR_LEFT: 1, RIGHT: 2}
    assert numbers_of(numbers, 4.1, {3: RIGHT, 4: NEAR_LEFT}) == {NEAR_LEFT: 1, RIGHT: 2}


def test_a_face_that_is_detected_a_little_later_keeps_its_number_too(numbers):
    assert numbers_of(numbers, 4.0, {3: RIGHT}) == {RIGHT: 2}
    assert numbers_of(numbers, 4.5, {3: RIGHT, 4: LEFT}) == {LEFT: 1, RIGHT: 2}


def test_who_was_established_before_an_outage_is_after_it_and_nobody_else(numbers):
    faces = [make_face(3, box=LEFT, is_established=False)]
    faces += [make_face(4, box=(40, 50, 60, 80), is_established=False)]
    known = {face.track: face.is_established for face in numbers.apply(faces, 4.0, SIZE)}
    assert known == {1: True, 4: False}
    again = {face.track: face.is_established for face in numbers.apply(faces, 4.1, SIZE)}
    assert again == known


def test_who_was_away_for_longer_than_a_moment_is_somebody_new(numbers):
    assert numbers_of(numbers, 0.9 + MOMENT_S + 0.1, {3: LEFT}) == {LEFT: 3}


def test_a_face_elsewhere_is_somebody_new(numbers):
    elsewhere = (40, 50, 60, 80)
    assert numbers_of(numbers, 4.0, {3: elsewhere}) == {elsewhere: 3}


def test_a_much_larger_face_in_the_same_place_is_somebody_new(numbers):
    close = (0, 0, 60, 90)
    assert numbers_of(numbers, 4.0, {3: close}) == {close: 3}


def test_who_left_before_the_outage_does_not_come_back_as_somebody_else(numbers):
    for tenth in range(10, 20):
        numbers_of(numbers, tenth / 10, {2: RIGHT})
    assert numbers_of(numbers, 4.0, {3: LEFT}) == {LEFT: 3}


def test_without_an_interruption_the_tracker_decides(numbers):
    numbers_of(numbers, 1.0, {2: RIGHT})
    assert numbers_of(numbers, 1.1, {2: RIGHT, 3: LEFT}) == {LEFT: 3, RIGHT: 2}


def test_two_faces_never_have_one_number(numbers):
    assert sorted(numbers_of(numbers, 4.0, {3: LEFT, 4: NEAR_LEFT}).values()) == [1, 4]


def test_another_engine_continues_the_numbers(numbers):
    numbers.restart()
    other = (40, 50, 60, 80)
    assert numbers_of(numbers, 1.0, {1: RIGHT, 2: other}) == {RIGHT: 2, other: 4}
    numbers.restart()
    assert numbers_of(numbers, 1.1, {1: other, 2: LEFT}) == {other: 4, LEFT: 1}


def test_another_frame_size_is_the_same_place(numbers):
    doubled = tuple(2 * side for side in LEFT)
    assert numbers_of(numbers, 1.0, {3: doubled}, (200, 200)) == {doubled: 1}


def test_two_outages_in_a_row_count_together(numbers):
    assert numbers_of(numbers, 3.0, {}) == {}
    assert numbers_of(numbers, 5.0, {3: LEFT}) == {LEFT: 1}
    assert numbers_of(numbers, 7.0, {4: RIGHT}) == {RIGHT: 4}


def test_unrelated_pictures_continue_no_number(numbers):
    numbers.forget_places()
    assert numbers_of(numbers, 4.0, {3: LEFT}) == {LEFT: 3}


def test_memory_does_not_grow():
    numbers = TrackNumbers()
    sizes = []
    for track in range(1, 400):
        numbers_of(numbers, track * 2.0, {track: (track % 60, 10, track % 60 + 20, 40)})
        sizes.append(len(pickle.dumps(numbers)))
    assert max(sizes[200:]) <= max(sizes[:200]) + 100


boxes = st.builds(
    lambda x, y, width, height: (x, y, x + width, y + height),
    *(st.integers(0, 90), st.integers(0, 90), st.integers(1, 60), st.integers(1, 60)),
)


@given(st.lists(st.tuples(st.floats(0, 8), st.dictionaries(st.integers(1, 9), boxes))))
def test_in_any_frame_each_face_has_a_number_of_its_own(frames):
    numbers, time_s = TrackNumbers(), 0.0
    for step_s, shown in frames:
        time_s += step_s
        faces = [make_face(track, box=box) for track, box in shown.items()]
        tracks = [face.track for face in numbers.apply(faces, time_s, SIZE)]
        assert len(set(tracks)) == len(shown)
        assert tracks == sorted(tracks)
