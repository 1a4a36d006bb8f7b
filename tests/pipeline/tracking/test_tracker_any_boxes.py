"""The tracker takes any boxes in any order of times, and never gives a number twice."""

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from maskapp.pipeline.tracking.tracker import Tracker
from maskapp.records import Box, Detection
from tests.support.detections import SIZE, detection, ids

places = st.floats(-50, 700)
sides = st.floats(1, 500)
scores = st.floats(0, 1)
usual = st.builds(detection, places, places, sides, sides, scores)
extremes = st.floats(allow_nan=False) | st.sampled_from([0.0, 5e-324, 1e-30, 1e30, 1.7e308])
extreme = st.builds(
    lambda x1, y1, x2, y2, score, point: Detection(
        Box(x1, y1, x2, y2), score, np.full((5, 2), point, np.float32)
    ),
    *(extremes, extremes, extremes, extremes, scores, st.floats(width=32)),
)
steps_s = st.sampled_from([0.04, 0.2, 1.0, 0.0, -0.5, 3.0]) | st.floats(-2, 2)
frame_sizes = st.sampled_from([SIZE] * 6 + [(1, 1), (8000, 6000)])
frames = st.lists(
    st.tuples(steps_s, st.lists(usual | extreme, max_size=5), st.booleans(), frame_sizes),
    max_size=12,
)


def box_of(*corners: float) -> Detection:
    return Detection(Box(*corners), 0.9, np.zeros((5, 2), np.float32))


@settings(max_examples=80)
@given(frames)
@example([(0.04, [box_of(0, 0, side, 50)] * 3, True, SIZE) for side in (5e-324, 1.7e308, 1e9, 1)])
@example([(0.04, [box_of(-1.7e308, 0, 1.7e308, 9)], True, SIZE), (0.5, [], False, SIZE)])
@example([(0.04, [box_of(0, 0, side, side)], True, SIZE) for side in (1, 3, 9, 30, 90, 300, 900)])
@example(
    [
        (0.04, [detection(538, -50, 260, 143), detection(300, 200)], True, SIZE),
        (0.04, [detection(447, 0, 228, 59)], True, SIZE),
    ]
)
def test_any_boxes_are_followed_with_numbers_of_their_own(sequence):
    tracker, time_s, last_new = Tracker(), 0.0, 0
    seen: set[int] = set()
    for step_s, detections, detector_runs, size in sequence:
        time_s += step_s
        if detector_runs:
            tracks = tracker.update(detections, time_s, size)
        else:
            tracks = tracker.predict(time_s, size)
        assert ids(tracks) == sorted(set(ids(tracks)))
        new = set(ids(tracks)) - seen
        assert all(number > last_new for number in new)
        last_new, seen = max([last_new, *new]), seen | new
        for track in tracks:
            width, height = size
            assert 0 <= track.box.x1 <= track.box.x2 <= width
            assert 0 <= track.box.y1 <= track.box.y2 <= height
            assert np.isfinite(track.landmarks).all()
            assert track.age_s >= 0
