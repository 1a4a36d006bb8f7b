import numpy as np
import pytest

from maskapp.pipeline.tracking.tracker import Tracker
from maskapp.records import Box, Detection
from tests.support.detections import SIZE, centre, detection, ids


def test_a_still_shows_every_face_even_with_a_low_score():
    detections = [detection(100, 100), detection(300, 200, score=0.4)]

    tracks = Tracker(shown_score=0.0).update(detections, 0.0, SIZE)

    assert ids(tracks) == [1, 2]
    for track, given in zip(tracks, detections, strict=True):
        assert track.box == pytest.approx(given.box)
        np.testing.assert_allclose(track.landmarks, given.landmarks, atol=1e-3)
        assert track.landmarks.dtype == np.float32
        assert track.detected
        assert track.age_s == 0
        assert track.score == given.score


def test_a_face_is_shown_from_its_first_clear_detection_on_and_then_by_weak_ones():
    tracker = Tracker(shown_score=0.75)
    for tenth in range(5):
        assert tracker.update([detection(100, 100, score=0.7)], tenth / 10, SIZE) == ()

    assert ids(tracker.update([detection(100, 100, score=0.76)], 0.5, SIZE)) == [1]
    for tenth in range(6, 20):
        (track,) = tracker.update([detection(100, 100, score=0.7)], tenth / 10, SIZE)
        assert (track.id, track.detected) == (1, True)


def test_a_weak_face_that_is_missed_once_has_to_be_clear_again():
    tracker = Tracker(shown_score=0.75)
    tracker.update([detection(100, 100, score=0.7)], 0.0, SIZE)
    tracker.update([], 0.1, SIZE)

    (track,) = tracker.update([detection(100, 100, score=0.8)], 0.2, SIZE)
    assert (track.id, track.age_s) == (1, 0)


def test_a_later_sure_detection_is_shown_immediately():
    tracker = Tracker()
    tracker.update([], 0.0, SIZE)

    assert ids(tracker.update([detection(100, 100, score=0.9)], 0.1, SIZE)) == [1]


def test_weak_detection_keeps_a_known_detection():
    tracker = Tracker()
    tracker.update([detection(100, 100)], 0.0, SIZE)

    (track,) = tracker.update([detection(102, 100, score=0.3)], 0.1, SIZE)

    assert (track.id, track.detected, track.score) == (1, True, 0.3)


def test_a_sure_detection_is_matched_before_a_weak_one():
    tracker = Tracker()
    tracker.update([detection(100, 100)], 0.0, SIZE)

    tracks = tracker.update([detection(100, 100, score=0.3), detection(130, 100)], 0.1, SIZE)

    assert ids(tracks) == [1]
    assert tracks[0].score == 0.9


@pytest.mark.parametrize("every", [1, 2, 3])
def test_boxes_follow_a_walking_face_between_detections(every):
    tracker = Tracker()
    for frame in range(60):
        time_s = frame / 30
        x = 60 + 150 * time_s
        if frame % every == 0:
            (track,) = tracker.update([detection(x, 200)], time_s, SIZE)
        else:
            (track,) = tracker.predict(time_s, SIZE)
        assert track.id == 1
        assert track.detected == (frame % every == 0)
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
        assert ids(tracker.update([detection(x, 200)], time_s, SIZE)) == [1]

    # Assuming equal time steps, the error would be up to 37 px here.
    assert max(errors[8:]) < 12


def test_an_approaching_face_grows():
    tracker = Tracker()
    for frame in range(40):
        side = 40 * 1.02**frame
        (track,) = tracker.update([detection(300, 240, side, side)], frame / 30, SIZE)

    assert track.id == 1
    assert track.box.width == pytest.approx(side, rel=0.04)


def test_a_still_face_is_steadier_than_its_detections():
    rng = np.random.default_rng(1)
    noisy = rng.normal((300, 200), 1.0, (90, 2))
    tracker = Tracker()
    shown = []
    for frame, (x, y) in enumerate(noisy):
        (track,) = tracker.update([detection(x, y)], frame / 30, SIZE)
        shown.append(centre(track.box))

    def jitter(places):
        return np.abs(np.diff(places[15:], axis=0)).mean()

    assert jitter(np.array(shown)) < 0.4 * jitter(noisy)


def test_crossing_faces_keep_their_numbers_while_one_is_occluded():
    tracker = Tracker()
    for frame in range(60):
        time_s = frame / 30
        left, right = 100 + 200 * time_s, 500 - 200 * time_s
        detections = [detection(left, 200, 60, 72)]
        if abs(left - right) > 40:
            detections.append(detection(right, 205))
        tracks = tracker.update(detections, time_s, SIZE)

    assert ids(tracks) == [1, 2]
    assert centre(tracks[0].box) == pytest.approx((left, 200), abs=3)
    assert centre(tracks[1].box) == pytest.approx((right, 205), abs=3)


def test_faces_at_one_place_are_distinguished_by_size():
    tracker = Tracker()
    tracker.update([detection(200, 200, 100, 120)], 0.0, SIZE)

    tracks = tracker.update([detection(200, 200, 30, 36)], 0.1, SIZE)

    assert 2 in ids(tracks)


def test_after_a_cut_no_face_keeps_its_number():
    tracker = Tracker()
    for frame in range(10):
        tracker.update([detection(100, 100), detection(300, 100)], frame / 30, SIZE)

    cut = [detection(200, 300), detection(500, 400, 120, 140)]
    tracks = tracker.update(cut, 10 / 30, SIZE)
    assert {track.id for track in tracks if track.detected} == {3, 4}


def test_without_detections_there_are_no_tracks():
    tracker = Tracker()

    assert tracker.predict(0.0, SIZE) == ()
    assert tracker.update([], 0.1, SIZE) == ()
    assert tracker.update([], 0.2, SIZE) == ()


def test_unusable_detections_are_ignored():
    nan = float("nan")
    points = np.zeros((5, 2), np.float32)
    bad = [
        Detection(Box(nan, 0, 10, 10), 0.9, points),
        Detection(Box(10, 10, 10, 20), 0.9, points),
        Detection(Box(20, 10, 10, 20), 0.9, points),
        Detection(Box(0, 0, 10, 10), 0.9, np.full((5, 2), np.nan, np.float32)),
    ]

    assert ids(Tracker().update([*bad, detection(100, 100)], 0.0, SIZE)) == [1]


def test_a_crowd_with_random_misses_and_times_stays_finite_clipped_and_ordered():
    rng = np.random.default_rng(2)
    places = rng.uniform(40, 1900, (200, 2))
    tracker = Tracker()
    size = (1920, 1920)
    time_s = 0.0
    for _ in range(30):
        time_s += rng.choice([0.0, 1e-9, 0.03, 0.3, -0.05, 2.0], p=[0.1, 0.1, 0.4, 0.2, 0.1, 0.1])
        shown = rng.uniform(size=200) < 0.8
        detections = [
            detection(*(place + rng.normal(0, 5, 2)), score=rng.uniform(0.3, 1))
            for place in places[shown]
        ]
        tracks = tracker.update(detections, time_s, size)
        for track in (*tracks, *tracker.predict(time_s + 0.01, size)):
            assert np.isfinite(track.box).all()
            assert np.isfinite(track.landmarks).all()
            assert 0 <= track.box.x1 < track.box.x2 <= 1920
            assert 0 <= track.box.y1 < track.box.y2 <= 1920
        assert ids(tracks) == sorted(set(ids(tracks)))


def established(tracks):
    """Return the numbers of the established tracks, in order."""
    return [track.id for track in tracks if track.is_established]


def test_a_face_is_established_once_it_was_clear_for_a_moment():
    tracker, first_s = Tracker(), []
    tracker.update([], -0.05, SIZE)
    for frame in range(20):
        if frame % 2:
            tracks = tracker.predict(frame / 20, SIZE)
        else:
            tracks = tracker.update([detection(100, 100, score=0.97)], frame / 20, SIZE)
        first_s += [frame / 20] * bool(established(tracks))
    assert 0.3 <= first_s[0] <= 0.5
    assert len(first_s) == 20 - first_s[0] * 20


def test_what_is_found_only_now_and_then_is_shown_but_never_established():
    tracker, shown = Tracker(), set()
    for frame in range(600):
        found = [detection(100, 100, score=0.72)] if frame % 3 == 0 else []
        tracks = tracker.update(found, frame / 12, SIZE)
        shown.update(ids(tracks))
        assert established(tracks) == []
    assert shown


def test_a_person_is_established_beside_a_light():
    tracker = Tracker()
    for frame in range(12):
        found = [detection(100, 100, score=0.98), detection(400, 100, score=0.67)]
        tracks = tracker.update(found, frame / 12, SIZE)
    assert (ids(tracks), established(tracks)) == ([1, 2], [1])


def test_where_no_frame_follows_another_each_face_is_established_at_once():
    tracker = Tracker()
    counts = [
        established(tracker.update([detection(100, 100, score=0.7)], second, SIZE))
        for second in (0.0, 5.0, 10.0)
    ]
    assert counts == [[], [2], [3]]


def test_in_the_first_frame_a_clear_face_is_established_at_once_and_no_other():
    found = [detection(100, 100, score=0.97), detection(400, 100, score=0.8)]
    assert established(Tracker().update(found, 7.0, SIZE)) == [1]


def test_after_a_pause_or_an_outage_only_a_clear_face_is_established_at_once():
    tracker = Tracker()
    found = [detection(100, 100, score=0.97), detection(400, 100, score=0.7)]
    for frame in range(12):
        assert established(tracker.update(found, frame / 12, SIZE)) == [1]
    for frame in range(12):
        assert established(tracker.update(found, 5 + frame / 12, SIZE)) == [3]


def test_in_stills_each_face_is_established():
    assert established(
        Tracker(shown_score=0.0, established_s=0.0).update([detection(9, 9, score=0.4)], 0.0, SIZE)
    ) == [1]
