"""Which faces are classified in a frame, and how long what is known of them is kept."""

import numpy as np

from maskapp.pipeline.smooth import MAX_FACES_PER_FRAME, TrackSmoother
from maskapp.records import MaskLabel, Track
from tests.support.smoothing import make_smoother, probabilities, track


def run_frame(smoother: TrackSmoother, tracks: list[Track], time_s: float) -> list[int]:
    """Classify the tracks that are due, as the engine does; return their numbers."""
    due = smoother.due(tracks, time_s)
    for one in due:
        smoother.add(one, probabilities(0.9), time_s)
    smoother.faces(tracks)  # fails if one of them was never classified
    return [one.id for one in due]


def test_a_face_is_due_again_after_the_interval() -> None:
    smoother = make_smoother(classify_every_s=0.1)
    assert run_frame(smoother, [track(1)], 0.0) == [1]
    assert run_frame(smoother, [track(1)], 0.05) == []
    assert run_frame(smoother, [track(1)], 0.125) == [1]
    assert run_frame(smoother, [track(1)], 0.2) == []


def test_any_number_of_new_faces_is_due_immediately() -> None:
    assert len(run_frame(make_smoother(), [track(i) for i in range(1, 21)], 0.0)) == 20


def test_a_crowd_takes_turns() -> None:
    smoother = make_smoother(classify_every_s=0.0)
    crowd = [track(i) for i in range(1, 21)]
    run_frame(smoother, crowd, 0.0)
    frames = [run_frame(smoother, crowd, 0.04 * i) for i in range(1, 11)]
    assert all(len(frame) == MAX_FACES_PER_FRAME for frame in frames)
    turns = [id_ for frame in frames for id_ in frame]
    assert sorted(turns[:20]) == list(range(1, 21))
    assert sorted(turns[20:]) == list(range(1, 21))


def test_a_new_face_does_not_wait_for_the_crowd() -> None:
    smoother = make_smoother(classify_every_s=0.0)
    crowd = [track(i) for i in range(1, 21)]
    run_frame(smoother, crowd, 0.0)
    due = run_frame(smoother, [*crowd, track(99)], 0.04)
    assert due[0] == 99
    assert len(due) == MAX_FACES_PER_FRAME


def test_the_face_that_waited_longest_is_first() -> None:
    smoother = make_smoother()
    for id_, time_s in ((1, 0.3), (2, 0.0), (3, 0.2), (4, 0.1), (5, 0.4)):
        smoother.add(track(id_), probabilities(0.9), time_s)
    due = smoother.due([track(i) for i in range(1, 6)], 1.0)
    assert [one.id for one in due] == [2, 4, 3, 1]


def test_a_missed_face_is_due_only_if_it_has_no_label() -> None:
    smoother = make_smoother()
    run_frame(smoother, [track(1)], 0.0)
    assert [one.id for one in smoother.due([track(1, missed=True), track(2)], 1.0)] == [2]
    smoother.forget_missing([], 4.0, after_s=3.0)
    assert run_frame(smoother, [track(1, missed=True)], 4.0) == [1]
    assert not smoother.faces([track(1)])[0].missed


def test_a_step_back_in_time_makes_faces_due() -> None:
    smoother = make_smoother()
    run_frame(smoother, [track(1)], 100.0)
    assert run_frame(smoother, [track(1)], 1.0) == [1]
    assert run_frame(smoother, [track(1)], 1.01) == []
    assert 0 <= smoother.faces([track(1)])[0].confidence <= 1


def test_only_the_averages_of_missing_faces_are_dropped() -> None:
    smoother = make_smoother(classify_every_s=10.0)
    smoother.add(track(1), probabilities(0.9), 0.0)
    smoother.add(track(2), probabilities(0.9), 2.0)
    smoother.forget_missing([], 4.0, after_s=3.0)
    assert [one.id for one in smoother.due([track(1), track(2)], 4.0)] == [1]


def test_no_face_of_a_crowd_on_a_slow_camera_is_forgotten_while_it_waits() -> None:
    """With twenty faces and one frame per second, each is due every five seconds."""
    smoother = make_smoother()
    crowd = [track(i) for i in range(1, 21)]
    run_frame(smoother, crowd, 0.0)
    for time_s in np.arange(1.0, 20.0):
        due = smoother.due(crowd, time_s)
        assert len(due) == MAX_FACES_PER_FRAME
        for one in due:
            smoother.add(one, probabilities(0.1), time_s)
        smoother.forget_missing(crowd, time_s, after_s=3.0)
    assert {face.label for face in smoother.faces(crowd)} == {MaskLabel.WITH_MASK}, (
        "a few classifications decided"
    )
