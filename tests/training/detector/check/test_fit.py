import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from maskapp.errors import DatasetError
from maskapp.pipeline.face_check import CHECKED_SCORES
from maskapp.training.detector.check.detections import KnownDetections
from maskapp.training.detector.check.fit import (
    INVERSE_REGULARISATION,
    LIVE_THRESHOLD,
    Linear,
    checked,
    count_shown,
    fit_linear,
    joined_logits,
    live_shift,
    logits,
    out_of_fold,
    quality,
)


def detections(count: int, groups: int, seed: int = 1) -> KnownDetections:
    """Detections of which the first feature tells faces, on a scale of its own."""
    rng = np.random.default_rng(seed)
    is_face = rng.random(count) < 0.5
    features = rng.normal(size=(count, 3)).astype(np.float32)
    features[:, 0] = 5 + 100 * (features[:, 0] + 2 * is_face)
    features[:, 2] = 7  # tells nothing
    scores = rng.uniform(0.1, 0.99, count).astype(np.float32)
    names = tuple(f"g{place % groups}" for place in range(count))
    return KnownDetections(scores, features, is_face, names)


def test_the_scaling_is_folded_into_the_weights() -> None:
    known = detections(300, 10)
    before = known.features.copy()
    linear = fit_linear(known.features, known.is_face)
    scaled = StandardScaler().fit_transform(known.features.astype(np.float64))
    regression = LogisticRegression(C=INVERSE_REGULARISATION).fit(scaled, known.is_face)
    expected = regression.decision_function(scaled)
    assert linear.of(known.features) == pytest.approx(expected, abs=1e-3)
    assert np.array_equal(known.features, before)
    assert linear.weights[2] == 0


def test_a_linear_function_is_multiplied_and_shifted() -> None:
    features = np.array([[1, 2]], np.float32)
    linear = Linear(np.array([3.0, 4.0]), 5.0)
    assert linear.of(features).tolist() == [16]
    assert linear.times(0.5).of(features).tolist() == [8]
    assert linear.plus(-1).of(features).tolist() == [15]


def test_out_of_fold_no_detection_is_known_by_its_own_group() -> None:
    """A feature that names the group helps nobody out of fold."""
    known = detections(80, 8)
    names = [f"g{place // 10}" for place in range(80)]
    is_face = np.arange(80) // 10 % 2 == 0
    named = np.eye(8, dtype=np.float32)[np.arange(80) // 10]
    leaky = KnownDetections(known.scores, named, is_face, tuple(names))
    told = fit_linear(named, is_face).of(named)
    assert quality(told, is_face)["auc"] == 1
    assert quality(out_of_fold(leaky), is_face)["auc"] < 0.6


def test_out_of_fold_a_feature_that_tells_faces_helps() -> None:
    known = detections(3000, 10)
    assert quality(out_of_fold(known), known.is_face)["auc"] > 0.85
    assert np.array_equal(out_of_fold(known), out_of_fold(known))


def test_too_few_groups_or_one_kind_only_is_an_error() -> None:
    known = detections(60, 3)
    with pytest.raises(DatasetError, match="too few faces"):
        out_of_fold(known)
    known = detections(60, 10)
    faces_only = KnownDetections(known.scores, known.features, np.ones(60, np.bool_), known.groups)
    with pytest.raises(DatasetError, match="too few faces"):
        out_of_fold(faces_only)


@pytest.mark.parametrize("seed", range(10))
def test_as_many_others_are_over_the_live_threshold_as_before(seed: int) -> None:
    rng = np.random.default_rng(seed)
    scores = rng.uniform(0.1, 0.999, 60).astype(np.float32)
    outputs = rng.normal(3, 2, 60)
    assert count_shown(joined_logits(scores, outputs)) != count_shown(logits(scores))
    outputs += live_shift(scores, outputs)
    assert count_shown(joined_logits(scores, outputs)) == count_shown(logits(scores))


@pytest.mark.parametrize("scores", [(0.4, 0.5), (0.9, 0.95), (0.99, 0.1), ()])
def test_the_threshold_stays_where_none_or_all_or_no_checked_ones_are_over_it(
    scores: tuple[float, ...],
) -> None:
    given = np.array(scores, np.float32)
    outputs = np.full(len(given), 2.0)
    outputs += live_shift(given, outputs)
    expected = int((given > LIVE_THRESHOLD).sum())
    assert count_shown(joined_logits(given, outputs)) == expected


def test_only_middling_scores_are_checked() -> None:
    low, high = CHECKED_SCORES
    scores = np.array([0.1, low, low + 0.01, high - 0.01, high + 0.001, 1.0], np.float32)
    assert checked(scores).tolist() == [False, False, True, True, False, False]
    joined = joined_logits(scores, np.full(6, 1.0))
    assert joined - logits(scores) == pytest.approx([0, 0, 1, 1, 0, 0])
    assert np.isfinite(joined).all()


def test_quality_is_that_of_the_probabilities() -> None:
    sure = quality(np.array([-9.0, 9.0]), np.array([False, True]))
    wrong = quality(np.array([9.0, -9.0]), np.array([False, True]))
    assert sure == pytest.approx({"log_loss": 0, "auc": 1}, abs=1e-3)
    assert wrong == pytest.approx({"log_loss": 9, "auc": 0}, abs=1e-3)


@pytest.mark.parametrize("is_face", [[], [True, True], [False]])
def test_without_faces_or_others_there_is_no_quality(is_face: list[bool]) -> None:
    flags = np.array(is_face, np.bool_)
    assert quality(np.zeros(len(flags)), flags) == {"log_loss": None, "auc": None}
