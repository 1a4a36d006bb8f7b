"""Whatever a network says of a face, and whenever: its label is steady."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from maskapp.pipeline.smooth import TrackSmoother
from maskapp.records import Box, MaskLabel, Track
from maskapp.settings.settings import EngineSettings

SHORTEST_S = 0.3
"""What people do not see as flicker: no label is shown for less."""

certain = st.sampled_from([(1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)])
weights = st.tuples(*[st.floats(0.001, 1)] * 3)
outputs = (certain | weights).map(lambda three: np.array(three, np.float32) / np.sum(three))
MASK, BARE = np.array([1, 0, 0], np.float32), np.array([0, 1, 0], np.float32)
smoothings_s = st.just(EngineSettings().smoothing_s) | st.floats(0.001, 5)
thresholds = st.just(EngineSettings().uncertain_below) | st.floats(0, 0.99)


def track(number: int) -> Track:
    return Track(
        number, Box(0, 0, 9, 9), np.zeros((5, 2), np.float32), 0.9, 1.0, detected=True, missed=False
    )


@settings(max_examples=80)
@given(
    smoothings_s,
    thresholds,
    st.lists(st.tuples(st.floats(0, 0.4) | st.just(1 / 30), outputs), min_size=2, max_size=60),
)
@example(0.001, 0.5, [(0.1, output) for output in (MASK, BARE, BARE, MASK, MASK, BARE, BARE)])
def test_no_label_is_shown_for_less_than_its_minimum_time(smoothing_s, below, sequence):
    smoother, time_s = TrackSmoother(smoothing_s, 0.0, below), 0.0
    label, since_s = None, 0.0
    for step_s, probabilities in sequence:
        time_s += step_s
        smoother.add(track(1), probabilities, time_s)
        (face,) = smoother.faces([track(1)])
        assert sum(face.probabilities.values()) == pytest.approx(1, abs=1e-4)
        assert 0 <= face.confidence <= 1 + 1e-6
        if face.label is not label:
            assert label is None or time_s - since_s >= SHORTEST_S - 1e-9
            label, since_s = face.label, time_s


@settings(max_examples=60)
@given(
    st.floats(0, 5),
    st.floats(0, 0.99),
    st.lists(st.tuples(st.floats(-100, 100), st.integers(1, 4), outputs), max_size=40),
)
def test_times_in_any_order_and_tracks_of_any_number_are_taken(smoothing_s, below, sequence):
    smoother, time_s, known = TrackSmoother(smoothing_s, 0.06, below), 0.0, set()
    for step_s, number, probabilities in sequence:
        time_s += step_s
        new = number not in known
        due = smoother.due([track(number)], time_s)
        assert due or not new
        smoother.add(track(number), probabilities, time_s)
        known.add(number)
        faces = smoother.faces([track(each) for each in sorted(known)])
        assert [face.track for face in faces] == sorted(known)
        assert all(np.isfinite(list(face.probabilities.values())).all() for face in faces)


def test_classifications_that_contradict_each_other_make_a_face_uncertain_however_sure_they_are():
    smoother = TrackSmoother(0.1, 0.06, 0.78)
    for step in range(50):
        smoother.add(track(1), BARE if step % 2 else MASK, 0.06 * step)
    (face,) = smoother.faces([track(1)])
    assert face.label is MaskLabel.UNCERTAIN
