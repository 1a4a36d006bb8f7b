from itertools import pairwise

import numpy as np
import pytest

from maskapp.pipeline.smooth import TrackSmoother
from maskapp.records import CLASS_LABELS, MaskLabel
from maskapp.settings.settings import EngineSettings
from tests.support.smoothing import make_smoother, probabilities, track

WITH, WITHOUT, WRONG = CLASS_LABELS
UNCERTAIN = MaskLabel.UNCERTAIN


def face_of(smoother: TrackSmoother, id_: int = 1):
    return smoother.faces([track(id_)])[0]


def test_the_first_classification_is_used_immediately() -> None:
    smoother = make_smoother()
    smoother.add(track(1), probabilities(0.9), 0.0)
    face = face_of(smoother)
    assert face.label is WITH
    assert face.confidence == pytest.approx(0.9)
    assert face.probabilities == pytest.approx({WITH: 0.9, WITHOUT: 0.1, WRONG: 0.0}, abs=1e-6)


def test_a_face_has_the_values_of_its_track() -> None:
    smoother = make_smoother()
    smoother.add(track(7), probabilities(0.9), 0.0)
    face = face_of(smoother, 7)
    assert (face.track, face.box, face.score, face.age_s) == (7, track(7).box, 0.9, 1.5)
    assert np.array_equal(face.landmarks, track(7).landmarks)


def test_early_classifications_have_equal_weights() -> None:
    smoother = make_smoother(smoothing_s=100.0)
    for i, value in enumerate((1.0, 0.0, 0.5, 0.1)):
        smoother.add(track(1), probabilities(value), i * 0.01)
    assert face_of(smoother).probabilities[WITH] == pytest.approx(0.4, abs=1e-3)


@pytest.mark.parametrize("fps", [5, 25, 100])
def test_a_change_takes_the_same_time_at_any_frame_rate(fps: int) -> None:
    """After ln 2 time constants, the average is halfway."""
    smoother = make_smoother(smoothing_s=1.0)
    for i in range(20 * fps):
        smoother.add(track(1), probabilities(1.0), i / fps)
    start_s, half_s = 20.0 - 1 / fps, float(np.log(2))
    for i in range(1, fps + 1):
        smoother.add(track(1), probabilities(0.0), start_s + i * half_s / fps)
    assert face_of(smoother).probabilities[WITH] == pytest.approx(0.5, abs=1e-3)


def test_averages_stay_probabilities() -> None:
    rng = np.random.default_rng(1)
    smoother = make_smoother()
    time_s = 0.0
    for _ in range(500):
        smoother.add(track(1), rng.dirichlet([1, 1, 1]).astype(np.float32), time_s)
        time_s += rng.exponential(0.1)
        face = face_of(smoother)
        assert sum(face.probabilities.values()) == pytest.approx(1)
        assert min(face.probabilities.values()) >= 0
        assert face.confidence == max(face.probabilities.values())


def test_without_smoothing_each_classification_is_used_as_it_is() -> None:
    smoother = make_smoother(smoothing_s=0.0)
    for i, value in enumerate((1.0, 0.0, 0.9)):
        smoother.add(track(1), probabilities(value), float(i))
        assert face_of(smoother).probabilities[WITH] == pytest.approx(value)


def test_a_single_wrong_classification_does_not_change_the_label() -> None:
    smoother = make_smoother()
    for i in range(20):
        smoother.add(track(1), probabilities(0.95), i * 0.06)
    smoother.add(track(1), probabilities(0.05), 20 * 0.06)
    assert face_of(smoother).label is WITH


def shown(runs: list[tuple[np.ndarray, float]], every_s: float, smoother: TrackSmoother) -> list:
    """Return the time and label after each classification; each run lasts for its seconds."""
    labels, time_s, until_s = [], 0.0, 0.0
    for given, duration_s in runs:
        until_s += duration_s
        while time_s < until_s - 1e-9:
            smoother.add(track(1), given, time_s)
            labels.append((time_s, face_of(smoother).label))
            time_s += every_s
    return labels


MASKED, BARE, PULLED = probabilities(0.99, 0.005), probabilities(0.0), probabilities(0.01, 0.01)


@pytest.mark.parametrize("every_s", [0.034, 0.06, 0.08, 0.1])
def test_a_clear_change_is_shown_within_a_third_of_a_second_and_directly(every_s: float) -> None:
    smoother = default_smoother()
    labels = shown([(MASKED, 2.0), (PULLED, 0.5), (MASKED, 0.5)], every_s, smoother)
    at = {label: time_s for time_s, label in reversed(labels)}
    assert set(at) == {WITH, WRONG}  # never uncertain in between
    assert 2.15 < at[WRONG] <= 2.33
    assert labels[-1][1] is WITH


@pytest.mark.parametrize("every_s", [0.034, 0.06, 0.1])
def test_what_lasts_for_less_than_a_fifth_of_a_second_is_not_shown(every_s: float) -> None:
    smoother = default_smoother()
    runs = [(MASKED, 1.0), *[(BARE, 0.15), (MASKED, 0.4)] * 5]
    assert {label for _, label in shown(runs, every_s, smoother)} == {WITH}


@pytest.mark.parametrize("every_s", [0.034, 0.06, 0.08, 0.1])
def test_no_label_lasts_for_less_than_three_tenths_of_a_second(every_s: float) -> None:
    """Whatever the classifications are."""
    rng = np.random.default_rng(5)
    lasted_s = []
    for concentration in (0.05, 0.1, 0.3) * 4:
        runs = [
            (rng.dirichlet([concentration] * 3).astype(np.float32), float(rng.uniform(0.03, 0.6)))
            for _ in range(60)
        ]
        labels = shown(runs, every_s, default_smoother())
        starts = [0.0] + [b[0] for a, b in pairwise(labels) if a[1] is not b[1]]
        lasted_s += [b - a for a, b in pairwise(starts)]
    assert len(lasted_s) > 50
    assert min(lasted_s) >= 0.3


def test_the_slighter_the_lead_the_later_the_change() -> None:
    delays_s = []
    for without in (0.95, 0.8, 0.65):
        smoother = make_smoother(smoothing_s=0.1, uncertain_below=0.3)
        given = probabilities(1 - without, without)
        labels = shown([(MASKED, 1.0), (given, 4.0)], 0.05, smoother)
        delays_s.append(next(time_s for time_s, label in labels if label is WITHOUT) - 1)
    assert delays_s[0] < 0.4
    assert delays_s[0] < delays_s[1] < delays_s[2]


def test_a_face_that_stays_unclear_becomes_uncertain_and_later_clear_again() -> None:
    smoother = default_smoother()
    labels = shown([(MASKED, 1.0), (probabilities(0.45, 0.35), 3.0), (MASKED, 2.0)], 0.06, smoother)
    changes = [b for a, b in pairwise(labels) if a[1] is not b[1]]
    assert [label for _, label in changes] == [UNCERTAIN, WITH]
    assert 1.5 < changes[0][0] < 3.0
    assert 4.2 < changes[1][0] < 5.0


def test_a_single_classification_after_a_long_gap_changes_nothing() -> None:
    smoother = default_smoother()
    shown([(MASKED, 1.0)], 0.06, smoother)
    for time_s, expected in ((2.4, WITH), (2.5, WITH), (2.6, WITHOUT)):
        smoother.add(track(1), BARE, time_s)
        assert face_of(smoother).label is expected


def default_smoother() -> TrackSmoother:
    return TrackSmoother(EngineSettings().smoothing_s, 0.06, EngineSettings().uncertain_below)


def changes(values: list[float], **options) -> int:
    """Return how often the label changes with one of these values every 60 ms."""
    smoother = make_smoother(**options)
    labels = []
    for i, value in enumerate(values):
        smoother.add(track(1), probabilities(value), i * 0.06)
        labels.append(face_of(smoother).label)
    return sum(a is not b for a, b in pairwise(labels))


def test_the_label_does_not_flicker_between_equally_likely_ones() -> None:
    start = [0.9] * 5
    assert changes(start + [0.47, 0.53] * 50, uncertain_below=0.0) == 0
    noise = np.random.default_rng(1).normal(0.5, 0.05, 300).clip(0, 1).tolist()
    assert changes(start + noise, uncertain_below=0.0) <= 1


def test_the_label_does_not_flicker_around_uncertain() -> None:
    assert changes([0.9] * 5 + [0.52, 0.58] * 50) == 0
    noise = np.random.default_rng(1).normal(0.55, 0.04, 300).clip(0, 1).tolist()
    assert changes([0.9] * 5 + noise) == 0
    assert changes([0.4] * 5 + noise) <= 1


def test_a_low_confidence_is_uncertain_until_it_rises() -> None:
    smoother = make_smoother(smoothing_s=0.0)
    for time_s, given, expected in (
        (0.0, probabilities(0.5, 0.5), UNCERTAIN),
        (0.1, probabilities(0.54, 0.4), UNCERTAIN),
        (0.2, probabilities(0.56, 0.4), WITH),
        (0.3, probabilities(0.4, 0.4), UNCERTAIN),
        (0.4, probabilities(0.1, 0.2), WRONG),
    ):
        smoother.add(track(1), given, time_s)
        assert face_of(smoother).label is expected


def test_tracks_are_averaged_separately() -> None:
    smoother = make_smoother()
    smoother.add(track(1), probabilities(0.9), 0.0)
    smoother.add(track(2), probabilities(0.1), 0.0)
    assert [face.label for face in smoother.faces([track(1), track(2)])] == [WITH, WITHOUT]
