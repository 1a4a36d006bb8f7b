import numpy as np
import pytest

from maskapp.pipeline.tracking.tracker import Tracker
from tests.support.detections import SIZE, detection, ids


def test_a_missed_face_is_predicted_then_hidden_then_recognised():
    tracker = Tracker()
    for frame in range(15):
        tracker.update([detection(300, 200)], frame / 30, SIZE)
    last_s = 14 / 30

    (predicted,) = tracker.update([], last_s + 0.2, SIZE)
    assert (predicted.id, predicted.detected) == (1, False)
    assert predicted.age_s == pytest.approx(last_s + 0.2)
    assert tracker.update([], last_s + 0.5, SIZE) == ()
    assert tracker.predict(last_s + 0.8, SIZE) == ()
    assert ids(tracker.update([detection(305, 200)], last_s + 1.0, SIZE)) == [1]


def test_a_face_is_missed_from_a_search_without_it_to_the_next_one_that_finds_it():
    tracker = Tracker()
    for frame in range(15):
        tracker.update([detection(300, 200)], frame / 30, SIZE)
        assert not tracker.predict((frame + 0.5) / 30, SIZE)[0].missed
    assert tracker.update([], 0.5, SIZE)[0].missed
    assert tracker.predict(0.55, SIZE)[0].missed
    assert not tracker.update([detection(300, 200)], 0.6, SIZE)[0].missed


def test_a_face_is_not_predicted_for_longer_than_it_was_seen():
    tracker = Tracker()
    tracker.update([], 0.0, SIZE)
    assert ids(tracker.update([detection(300, 200)], 0.1, SIZE)) == [1]

    assert ids(tracker.predict(0.13, SIZE)) == [1]
    assert tracker.update([], 0.17, SIZE) == ()


def test_a_face_missing_for_too_long_gets_a_new_number():
    tracker = Tracker(max_missing_s=1.0)
    tracker.update([detection(300, 200)], 0.0, SIZE)
    tracker.update([], 0.6, SIZE)
    tracker.update([], 1.1, SIZE)

    assert ids(tracker.update([detection(300, 200)], 1.2, SIZE)) == [2]


def test_a_leaving_face_is_clipped_then_dropped():
    tracker = Tracker()
    for frame in range(30):
        x = 500 + 100 * frame / 30
        tracker.update([detection(x, 200)], frame / 30, SIZE)
    widths = []
    for frame in range(30, 60):
        tracks = tracker.predict(frame / 30, SIZE)
        if not tracks:
            break
        assert tracks[0].box.x2 <= SIZE[0]
        widths.append(tracks[0].box.width)

    assert 10 <= widths[-1] < 20
    assert tracker.predict(1.99, SIZE) == ()


def test_the_box_of_an_occluded_face_does_not_collapse():
    tracker = Tracker()
    for frame in range(20):
        tracker.update([detection(300, 200)], frame / 30, SIZE)
    for frame in range(20, 23):
        tracker.update(
            [detection(300, 190 - frame / 2, 50, 60 - 8 * (frame - 19))], frame / 30, SIZE
        )
    (at_loss,) = tracker.update([], 23 / 30, SIZE)
    (later,) = tracker.update([], 30 / 30, SIZE)

    assert later.box.height == pytest.approx(at_loss.box.height, rel=0.02)


@pytest.mark.parametrize("next_time_s", [1e9, -1e9, float("nan")])
def test_a_gap_in_time_resets_the_tracks(next_time_s):
    tracker = Tracker()
    tracker.update([detection(300, 200)], 5.0, SIZE)

    (track,) = tracker.update([detection(300, 200, score=0.7)], next_time_s, SIZE)

    assert track.id == 2
    assert track.age_s == 0


@pytest.mark.parametrize("next_time_s", [5.0, 4.9])
def test_equal_time_or_small_step_back_keeps_the_detection(next_time_s):
    tracker = Tracker()
    tracker.update([detection(300, 200)], 5.0, SIZE)

    (track,) = tracker.update([detection(301, 200)], next_time_s, SIZE)

    assert (track.id, track.age_s) == (1, 0)
    assert np.isfinite(track.box).all()


def test_a_prediction_at_the_time_of_a_detection_is_not_detected():
    tracker = Tracker()
    tracker.update([detection(300, 200)], 0.0, SIZE)

    assert not tracker.predict(0.0, SIZE)[0].detected


def test_a_new_frame_size_and_a_reset_forget_faces_but_continue_numbering():
    tracker = Tracker()
    tracker.update([detection(300, 200)], 0.0, SIZE)

    assert ids(tracker.update([detection(300, 200, score=0.7)], 0.1, (1280, 720))) == [2]
    tracker.reset()
    assert tracker.predict(0.1, (1280, 720)) == ()
    assert ids(tracker.update([detection(300, 200, score=0.7)], 0.1, (1280, 720))) == [3]


def test_who_walks_fast_before_a_slow_source_keeps_the_number():
    tracker, numbers = Tracker(), set()
    for frame in range(6):
        found = [detection(60 + 95 * frame, 200, score=0.95)]
        numbers.update(ids(tracker.update(found, frame / 3, SIZE)))
    assert numbers == {1}


def test_a_face_that_appears_as_far_away_in_the_next_frame_of_a_fast_source_is_another():
    tracker = Tracker()
    for frame in range(2):
        tracks = tracker.update([detection(60 + 95 * frame, 200)], frame / 12, SIZE)
    assert ids(tracks)[-1] == 2
