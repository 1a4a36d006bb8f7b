"""Fits the face check to features, and chooses the bias by which the live threshold stays."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.model_selection import GroupKFold
from sklearn.preprocessing import StandardScaler

from maskapp.errors import DatasetError
from maskapp.pipeline.face_check import CHECKED_SCORES
from maskapp.settings.settings import EngineSettings
from maskapp.training.detector.check.detections import KnownDetections
from maskapp.training.detector.check.truth import Flags
from maskapp.training.detector.pictures import Floats

INVERSE_REGULARISATION = 0.001
"""The C of the logistic regression, chosen by the AUC out of fold."""
WEIGHT = 0.5
"""Of the check beside the detector's score: both have seen the same things."""
LIVE_THRESHOLD = EngineSettings().face_score_threshold

_FOLDS = 4
_MAX_ITERATIONS = 2000

Numbers = NDArray[np.float64]


class Linear(NamedTuple):
    """A linear function of features: weights (f,) and bias."""

    weights: Numbers
    bias: float

    def of(self, features: Floats) -> Numbers:
        """Return its values (n,) for features (n, f)."""
        return np.asarray(features @ self.weights + self.bias, np.float64)

    def times(self, factor: float) -> "Linear":
        """Return it multiplied."""
        return Linear(self.weights * factor, self.bias * factor)

    def plus(self, shift: float) -> "Linear":
        """Return it with another bias."""
        return Linear(self.weights, self.bias + shift)


def fit_linear(features: Floats, is_face: Flags) -> Linear:
    """Fit a logistic regression on standardised features; it is returned for unscaled ones."""
    scaler = StandardScaler(copy=False)
    scaled = scaler.fit_transform(features.astype(np.float64))
    regression = LogisticRegression(C=INVERSE_REGULARISATION, max_iter=_MAX_ITERATIONS)
    regression.fit(scaled, is_face)
    weights = regression.coef_[0] / scaler.scale_
    return Linear(weights, float(regression.intercept_[0] - weights @ scaler.mean_))


def out_of_fold(detections: KnownDetections) -> Numbers:
    """Return for each detection the output (n,) of a check that was fitted without its group.

    Raises:
        DatasetError: There are too few groups, or groups with faces or without.
    """
    groups = np.unique(np.array(detections.groups), return_inverse=True)[1]
    outputs = np.zeros(len(detections.scores))
    splits = []
    if len(set(detections.groups)) >= _FOLDS:
        splits = list(GroupKFold(_FOLDS).split(detections.features, groups=groups))
    if not splits or any(len(set(detections.is_face[fitted].tolist())) < 2 for fitted, _ in splits):
        raise DatasetError(
            "The detector finds too few faces, or too few other things, to learn from: add "
            "pictures, or give pictures of different scenes different groups."
        )
    for fitted, apart in splits:
        check = fit_linear(detections.features[fitted], detections.is_face[fitted]).times(WEIGHT)
        outputs[apart] = check.of(detections.features[apart])
    return outputs


def live_shift(scores: Floats, outputs: Numbers) -> float:
    """Return what to add to the outputs so that the live threshold keeps its meaning.

    As many detections that show no face are then over the threshold with the check as without.

    Args:
        scores: (n,): those of detections that show no face.
        outputs: (n,): those of the check.
    """
    is_checked = checked(scores)
    count = int((scores[is_checked] > LIVE_THRESHOLD).sum())
    joined = np.sort(logits(scores[is_checked]) + outputs[is_checked])[::-1]
    if not len(joined):
        return 0.0
    edges = np.concatenate([[joined[0] + 1], joined, [joined[-1] - 1]])
    return float(_logit(LIVE_THRESHOLD) - (edges[count] + edges[count + 1]) / 2)


def joined_logits(scores: Floats, outputs: Numbers) -> Numbers:
    """Return the logits (n,) of detections, with the check's output where it is asked."""
    return np.asarray(logits(scores) + np.where(checked(scores), outputs, 0))


def checked(scores: Floats) -> Flags:
    """Return for each score whether its detection is checked."""
    low, high = CHECKED_SCORES
    return np.asarray((scores > low) & (scores < high))


def count_shown(of_detections: Numbers) -> int:
    """Return how many detections are over the live threshold."""
    return int((of_detections > _logit(LIVE_THRESHOLD)).sum())


def quality(of_detections: Numbers, is_face: Flags) -> dict[str, float | None]:
    """Return log loss and AUC of logits (n,); None of each unless there are faces and others."""
    if len(set(is_face.tolist())) < 2:
        return {"log_loss": None, "auc": None}
    probabilities = 1 / (1 + np.exp(-of_detections))
    return {
        "log_loss": float(log_loss(is_face, probabilities, labels=[False, True])),
        "auc": float(roc_auc_score(is_face, of_detections)),
    }


def logits(scores: Floats) -> Numbers:
    """Return the logits (n,) of scores, which a float32 may have rounded to 1."""
    clipped = np.clip(scores.astype(np.float64), 1e-7, 1 - 1e-7)
    return np.asarray(np.log(clipped / (1 - clipped)))


def _logit(share: float) -> float:
    return float(np.log(share / (1 - share)))
