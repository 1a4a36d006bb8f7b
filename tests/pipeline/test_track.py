import numpy as np
import pytest

from maskapp.pipeline.track import Tracker
from maskapp.records import Box, Detection

SIZE = (640, 480)
LANDMARKS = np.array([(0.3, 0.4), (0.7, 0.4), (0.5, 0.6), (0.35, 0.8), (0.65, 0.8)])


def face(cx, cy, width=50.0, height=60.0, score=0.9):
    x1, y1 = cx - width / 2, cy - height / 2
    points = ((x1, y1) + LANDMARKS * (width, height)).astype(np.float32)
    return Detection(Box(x1, y1, x1 + width, y1 + height), score, points)


def centre(box):
    return (box.x1 + box.x2) / 2, (box.y1 + box.y2) / 2


def ids(tracks):
    return [track.id for track in tracks]


def test_first_frame_shows_every_face_even_weak_ones():
    detections = [face(100, 100), face(300, 200, score=0.4)]

    tracks = Tracker().update(detections, 0.0, SIZE)

    assert ids(tracks) == [1, 2]
    for track, detection in zip(tracks, detections, strict=True):
        assert track.box == pytest.approx(detection.box)
        np.testing.assert_allclose(track.landmarks, detection.landmarks, atol=1e-3)
        assert track.landmarks.dtype == np.float32
        assert track.detected
        assert track.age_s == 0
        assert track.score == detection.score


def test_later_weak_detection_is_shown_when_found_again():
    tracker = Tracker()
    tracker.update([], 0.0, SIZE)

    assert tracker.update([face(100, 100, score=0.4)], 0.1, SIZE) == ()
    assert ids(tracker.update([face(100, 100, score=0.4)], 0.2, SIZE)) == [1]


def test_spurious_weak_detection_is_never_shown():
    tracker = Tracker()
    tracker.update([], 0.0, SIZE)
    tracker.update([face(100, 100, score=0.4)], 0.1, SIZE)

    assert tracker.update([], 0.2, SIZE) == ()
    assert tracker.update([face(100, 100, score=0.4)], 0.3, SIZE) == ()


def test_later_sure_detection_is_shown_at_once():
    tracker = Tracker()
    tracker.update([], 0.0, SIZE)

    assert ids(tracker.update([face(100, 100, score=0.9)], 0.1, SIZE)) == [1]


def test_weak_detection_keeps_a_known_face():
    tracker = Tracker()
    tracker.update([face(100, 100)], 0.0, SIZE)

    (track,) = tracker.update([face(102, 100, score=0.3)], 0.1, SIZE)

    assert (track.id, track.detected, track.score) == (1, True, 0.3)


def test_sure_detection_goes_to_a_face_before_a_weak_one_does():
    tracker = Tracker()
    tracker.update([face(100, 100)], 0.0, SIZE)

    tracks = tracker.update([face(100, 100, score=0.3), face(130, 100)], 0.1, SIZE)

    assert ids(tracks) == [1]
    assert tracks[0].score == 0.9


@pytest.mark.parametrize("cadence", [1, 2, 3])
def test_boxes_follow_a_walking_face_between_detections(cadence):
    tracker = Tracker()
    for frame in range(60):
        time_s = frame / 30
        x = 60 + 150 * time_s
        if frame % cadence == 0:
            (track,) = tracker.update([face(x, 200)], time_s, SIZE)
        else:
            (track,) = tracker.predict(time_s, SIZE)
        assert track.id == 1
        assert track.detected == (frame % cadence == 0)
        if frame >= 15:
            assert centre(track.box) == pytest.approx((x, 200), abs=3)
            nose = track.landmarks[2]
            assert nose == pytest.approx((x, 206), abs=3)


def test_motion_is_in_seconds_not_in_frames():
    tracker = Tracker()
    times_s = np.cumsum([0.03, 0.2, 0.03, 0.1, 0.05, 0.25, 0.04, 0.03, 0.15, 0.1] * 2)
    errors = []
    for time_s in times_s:
        x = 40 + 200 * time_s
        errors.append(abs(centre(tracker.predict(time_s, SIZE)[0].box)[0] - x) if errors else 0)
        assert ids(tracker.update([face(x, 200)], time_s, SIZE)) == [1]

    # Taking every step for the same time errs by up to 37 px here.
    assert max(errors[8:]) < 12


def test_approaching_face_grows():
    tracker = Tracker()
    for frame in range(40):
        side = 40 * 1.02**frame
        (track,) = tracker.update([face(300, 240, side, side)], frame / 30, SIZE)

    assert track.id == 1
    assert track.box.width == pytest.approx(side, rel=0.04)


def test_still_face_is_steadier_than_its_detections():
    rng = np.random.default_rng(1)
    noisy = rng.normal((300, 200), 1.0, (90, 2))
    tracker = Tracker()
    shown = []
    for frame, (x, y) in enumerate(noisy):
        (track,) = tracker.update([face(x, y)], frame / 30, SIZE)
        shown.append(centre(track.box))

    def jitter(places):
        return np.abs(np.diff(places[15:], axis=0)).mean()

    assert jitter(np.array(shown)) < 0.4 * jitter(noisy)


def test_missed_face_is_carried_then_hidden_then_known_again():
    tracker = Tracker()
    for frame in range(15):
        tracker.update([face(300, 200)], frame / 30, SIZE)
    last_s = 14 / 30

    (carried,) = tracker.update([], last_s + 0.2, SIZE)
    assert (carried.id, carried.detected) == (1, False)
    assert carried.age_s == pytest.approx(last_s + 0.2)
    assert tracker.update([], last_s + 0.5, SIZE) == ()
    assert tracker.predict(last_s + 0.8, SIZE) == ()
    assert ids(tracker.update([face(305, 200)], last_s + 1.0, SIZE)) == [1]


def test_face_is_not_carried_on_longer_than_it_was_seen():
    tracker = Tracker()
    tracker.update([], 0.0, SIZE)
    assert ids(tracker.update([face(300, 200)], 0.1, SIZE)) == [1]

    assert ids(tracker.predict(0.13, SIZE)) == [1]
    assert tracker.update([], 0.17, SIZE) == ()


def test_face_missing_too_long_gets_a_new_identity():
    tracker = Tracker(max_missing_s=1.0)
    tracker.update([face(300, 200)], 0.0, SIZE)
    tracker.update([], 0.6, SIZE)
    tracker.update([], 1.1, SIZE)

    assert ids(tracker.update([face(300, 200)], 1.2, SIZE)) == [2]


def test_crossing_faces_keep_their_identities_while_one_is_hidden():
    tracker = Tracker()
    for frame in range(60):
        time_s = frame / 30
        left, right = 100 + 200 * time_s, 500 - 200 * time_s
        detections = [face(left, 200, 60, 72)]
        if abs(left - right) > 40:
            detections.append(face(right, 205))
        tracks = tracker.update(detections, time_s, SIZE)

    assert ids(tracks) == [1, 2]
    assert centre(tracks[0].box) == pytest.approx((left, 200), abs=3)
    assert centre(tracks[1].box) == pytest.approx((right, 205), abs=3)


def test_size_tells_apart_faces_at_one_place():
    tracker = Tracker()
    tracker.update([face(200, 200, 100, 120)], 0.0, SIZE)

    tracks = tracker.update([face(200, 200, 30, 36)], 0.1, SIZE)

    assert 2 in ids(tracks)


def test_cut_to_other_faces_does_not_keep_identities():
    tracker = Tracker()
    for frame in range(10):
        tracker.update([face(100, 100), face(300, 100)], frame / 30, SIZE)

    cut = [face(200, 300), face(500, 400, 120, 140)]
    tracks = tracker.update(cut, 10 / 30, SIZE)
    assert {track.id for track in tracks if track.detected} == {3, 4}


def test_leaving_face_is_clipped_then_dropped():
    tracker = Tracker()
    for frame in range(30):
        x = 500 + 100 * frame / 30
        tracker.update([face(x, 200)], frame / 30, SIZE)
    widths = []
    for frame in range(30, 60):
        tracks = tracker.predict(frame / 30, SIZE)
        if not tracks:
            break
        assert tracks[0].box.x2 <= SIZE[0]
        widths.append(tracks[0].box.width)

    assert 10 <= widths[-1] < 20
    assert tracker.predict(1.99, SIZE) == ()


def test_hidden_shrinking_box_does_not_collapse():
    tracker = Tracker()
    for frame in range(20):
        tracker.update([face(300, 200)], frame / 30, SIZE)
    for frame in range(20, 23):
        tracker.update([face(300, 190 - frame / 2, 50, 60 - 8 * (frame - 19))], frame / 30, SIZE)
    (at_loss,) = tracker.update([], 23 / 30, SIZE)
    (later,) = tracker.update([], 30 / 30, SIZE)

    assert later.box.height == pytest.approx(at_loss.box.height, rel=0.02)


@pytest.mark.parametrize("next_time_s", [1e9, -1e9, float("nan")])
def test_gap_in_time_starts_afresh_with_new_identities(next_time_s):
    tracker = Tracker()
    tracker.update([face(300, 200)], 5.0, SIZE)

    (track,) = tracker.update([face(300, 200, score=0.4)], next_time_s, SIZE)

    assert track.id == 2
    assert track.age_s == 0


@pytest.mark.parametrize("next_time_s", [5.0, 4.9])
def test_equal_time_or_small_step_back_keeps_the_face(next_time_s):
    tracker = Tracker()
    tracker.update([face(300, 200)], 5.0, SIZE)

    (track,) = tracker.update([face(301, 200)], next_time_s, SIZE)

    assert (track.id, track.age_s) == (1, 0)
    assert np.isfinite(track.box).all()


def test_prediction_at_the_time_of_a_detection_is_not_detected():
    tracker = Tracker()
    tracker.update([face(300, 200)], 0.0, SIZE)

    assert not tracker.predict(0.0, SIZE)[0].detected


def test_new_frame_size_and_reset_forget_faces_but_count_on():
    tracker = Tracker()
    tracker.update([face(300, 200)], 0.0, SIZE)

    assert ids(tracker.update([face(300, 200, score=0.4)], 0.1, (1280, 720))) == [2]
    tracker.reset()
    assert tracker.predict(0.1, (1280, 720)) == ()
    assert ids(tracker.update([face(300, 200, score=0.4)], 0.1, (1280, 720))) == [3]


def test_no_detections_ever():
    tracker = Tracker()

    assert tracker.predict(0.0, SIZE) == ()
    assert tracker.update([], 0.1, SIZE) == ()
    assert tracker.update([], 0.2, SIZE) == ()


def test_unusable_detections_are_left_out():
    nan = float("nan")
    points = np.zeros((5, 2), np.float32)
    bad = [
        Detection(Box(nan, 0, 10, 10), 0.9, points),
        Detection(Box(10, 10, 10, 20), 0.9, points),
        Detection(Box(20, 10, 10, 20), 0.9, points),
        Detection(Box(0, 0, 10, 10), 0.9, np.full((5, 2), np.nan, np.float32)),
    ]

    assert ids(Tracker().update([*bad, face(100, 100)], 0.0, SIZE)) == [1]


def test_crowd_under_random_misses_and_times_stays_finite_clipped_and_ordered():
    rng = np.random.default_rng(2)
    places = rng.uniform(40, 1900, (200, 2))
    tracker = Tracker()
    size = (1920, 1920)
    time_s = 0.0
    for _ in range(30):
        time_s += rng.choice([0.0, 1e-9, 0.03, 0.3, -0.05, 2.0], p=[0.1, 0.1, 0.4, 0.2, 0.1, 0.1])
        shown = rng.uniform(size=200) < 0.8
        detections = [
            face(*(place + rng.normal(0, 5, 2)), score=rng.uniform(0.3, 1))
            for place in places[shown]
        ]
        tracks = tracker.update(detections, time_s, size)
        for track in (*tracks, *tracker.predict(time_s + 0.01, size)):
            assert np.isfinite(track.box).all()
            assert np.isfinite(track.landmarks).all()
            assert 0 <= track.box.x1 < track.box.x2 <= 1920
            assert 0 <= track.box.y1 < track.box.y2 <= 1920
        assert ids(tracks) == sorted(set(ids(tracks)))
