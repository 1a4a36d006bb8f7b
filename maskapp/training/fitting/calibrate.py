"""Calibration of a network's probabilities."""

from collections.abc import Mapping, Sequence

import keras
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from maskapp.records import MaskLabel

Logits = NDArray[np.float64]

LIVE_SHARES = {
    MaskLabel.WITH_MASK: 0.38,
    MaskLabel.WITHOUT_MASK: 0.52,
    MaskLabel.INCORRECT_MASK: 0.1,
}
"""The expected frequency of each label in front of a camera.

Masks worn wrong are rarer there than in training: in pictures from news, streets and shops
(street), 12 % of the faces wear one. Bare faces are expected a bit more often than
masked ones, to counter a bias: in crowds that it has not seen, a network takes bare faces for
masked more often than the reverse (`make study KIND=sources`).
"""

_MIN_PROBABILITY = 1e-7  # about the resolution of a float32 softmax
_TEMPERATURE_RANGE = (0.2, 5.0)


def live_weights(truth: NDArray[np.int64], labels: Sequence[MaskLabel]) -> NDArray[np.float64]:
    """Return weights that make the labels as frequent as in front of a camera.

    Args:
        truth: (n,), int64, indices of the true labels.
        labels: The network's labels, in order.

    Returns:
        (n,), float64, sums to 1.
    """
    counts = np.bincount(truth, minlength=len(labels))
    shares = np.array([LIVE_SHARES[label] for label in labels])
    weights: NDArray[np.float64] = (shares / np.maximum(counts, 1))[truth]
    weights /= weights.sum()
    return weights


def prior_shift(drawn: Mapping[MaskLabel, float], labels: Sequence[MaskLabel]) -> Logits:
    """Return what to add to the logits to change the prior from training to live use.

    Saerens et al. 2002, "Adjusting the Outputs of a Classifier to New a Priori
    Probabilities".

    Args:
        drawn: The share of each label in training.
        labels: The network's labels, in order.

    Returns:
        (labels,), float64, with a mean of 0.
    """
    shift = np.log([LIVE_SHARES[label] / drawn[label] for label in labels])
    return np.asarray(shift - shift.mean())


def shifted(probabilities: NDArray[np.float32], shift: Logits) -> NDArray[np.float32]:
    """Return probabilities (n, labels), float32, after a shift (labels,) of their logits."""
    scaled = probabilities * np.exp(shift)
    return np.asarray(scaled / scaled.sum(axis=1, keepdims=True), np.float32)


def best_temperature(
    logits: Logits, truth: NDArray[np.int64], weights: NDArray[np.float64]
) -> float:
    """Return the temperature with the smallest negative log-likelihood.

    Guo et al. 2017, "On Calibration of Modern Neural Networks".

    Args:
        logits: (n, labels), float64.
        truth: (n,), int64, indices of the true labels.
        weights: (n,), float64, of the faces; sum to 1.
    """

    def negative_log_likelihood(log_temperature: float) -> float:
        scaled = logits / np.exp(log_temperature)
        scaled -= scaled.max(axis=1, keepdims=True)
        of_truth = scaled[np.arange(len(truth)), truth] - np.log(np.exp(scaled).sum(axis=1))
        return -float(of_truth @ weights)

    found = minimize_scalar(
        negative_log_likelihood, bounds=tuple(np.log(_TEMPERATURE_RANGE)), method="bounded"
    )
    return float(np.exp(found.x))


def calibrate(
    network: keras.Model,
    shift: Logits,
    probabilities: NDArray[np.float32],
    truth: NDArray[np.int64],
    weights: NDArray[np.float64],
) -> float:
    """Shift a network's logits and divide them by the best temperature, in place.

    Both are folded into the weights of the last layer, so that running the network needs no
    extra step.

    Args:
        network: Ends in a dense layer with softmax.
        shift: (labels,), float64, added first.
        probabilities: (n, labels), float32, the network's output for some faces.
        truth: (n,), int64, indices of their true labels.
        weights: (n,), float64, of the faces; sum to 1.

    Returns:
        The temperature.
    """
    logits = np.log(np.maximum(probabilities.astype(np.float64), _MIN_PROBABILITY)) + shift
    temperature = best_temperature(logits, truth, weights)
    kernel, bias = network.layers[-1].get_weights()
    network.layers[-1].set_weights([kernel / temperature, (bias + shift) / temperature])
    return temperature


def undo_calibration(network: keras.Model, shift: Logits, temperature: float) -> None:
    """Restore the logits that a network had before `calibrate`, for further training.

    Args:
        network: Changed in place.
        shift: (labels,), float64, as given to `calibrate`.
        temperature: As returned by it.
    """
    kernel, bias = network.layers[-1].get_weights()
    network.layers[-1].set_weights([kernel * temperature, bias * temperature - shift])
