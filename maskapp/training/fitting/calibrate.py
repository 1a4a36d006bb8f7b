"""Makes a network's probabilities mean what they say, and chooses when to say *uncertain*."""

from collections.abc import Mapping, Sequence

import keras
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from maskapp.records import MaskLabel

Logits = NDArray[np.float64]

LIVE_SHARES = {
    MaskLabel.WITH_MASK: 0.4,
    MaskLabel.WITHOUT_MASK: 0.545,
    MaskLabel.INCORRECT_MASK: 0.055,
}
"""How often each label is expected before a camera, for the shift and for calibration.

Masks worn wrong are rare there, while the training shows many. Bare faces are expected a bit more
often than masked ones, against a leaning: in crowds that it has not seen a network takes bare for
masked more often than the other way round (`study sources`).
"""

CLEAR_FACES_UNCERTAIN = 0.01
"""At most this share of the rightly judged validation faces may be shown as *uncertain*.

On pictures of a kind that the network has not seen it will be more, and more than 3 % would annoy.
"""

_LEAST = 1e-7  # what float32 softmax cannot tell from nothing
_TEMPERATURES = (0.2, 5.0)


def live_weights(truth: NDArray[np.int64], labels: Sequence[MaskLabel]) -> NDArray[np.float64]:
    """Weights of faces by which their labels are as frequent as before a camera.

    Args:
        truth: (n,), columns of `labels`.
        labels: The network's labels, in order.

    Returns:
        (n,), sums to 1.
    """
    counts = np.bincount(truth, minlength=len(labels))
    shares = np.array([LIVE_SHARES[label] for label in labels])
    weights: NDArray[np.float64] = (shares / np.maximum(counts, 1))[truth]
    weights /= weights.sum()
    return weights


def prior_shift(drawn: Mapping[MaskLabel, float], labels: Sequence[MaskLabel]) -> Logits:
    """What to add to the logits so that rare labels are not expected as often as in training.

    Saerens et al. 2002, "Adjusting the Outputs of a Classifier to New a Priori
    Probabilities".

    Args:
        drawn: How often the training showed each label.
        labels: The network's labels, in order.

    Returns:
        (labels,).
    """
    shift = np.log([LIVE_SHARES[label] / drawn[label] for label in labels])
    return np.asarray(shift - shift.mean())


def shifted(probabilities: NDArray[np.float32], shift: Logits) -> NDArray[np.float32]:
    """Probabilities (n, labels) after a shift (labels,) of their logits."""
    given = probabilities * np.exp(shift)
    return np.asarray(given / given.sum(axis=1, keepdims=True), np.float32)


def best_temperature(
    logits: Logits, truth: NDArray[np.int64], weights: NDArray[np.float64]
) -> float:
    """The temperature whose probabilities are likeliest to give the truth.

    Guo et al. 2017, "On Calibration of Modern Neural Networks".

    Args:
        logits: (n, labels).
        truth: (n,), the right columns.
        weights: (n,), sum to 1.
    """

    def surprise(log_temperature: float) -> float:
        scaled = logits / np.exp(log_temperature)
        scaled -= scaled.max(axis=1, keepdims=True)
        given = scaled[np.arange(len(truth)), truth] - np.log(np.exp(scaled).sum(axis=1))
        return -float(given @ weights)

    found = minimize_scalar(surprise, bounds=tuple(np.log(_TEMPERATURES)), method="bounded")
    return float(np.exp(found.x))


def calibrate(
    network: keras.Model,
    shift: Logits,
    probabilities: NDArray[np.float32],
    truth: NDArray[np.int64],
    weights: NDArray[np.float64],
) -> float:
    """Shift the logits of a network and divide them by the best temperature, in place.

    Both go into the weights of its last layer, so that nobody who runs the network has to
    know of it.

    Args:
        network: Ends in a dense layer with softmax.
        shift: (labels,), added first.
        probabilities: (n, labels), what the network gives for some faces.
        truth: (n,), their right columns.
        weights: (n,), of the faces; sum to 1.

    Returns:
        The temperature.
    """
    logits = np.log(np.maximum(probabilities.astype(np.float64), _LEAST)) + shift
    temperature = best_temperature(logits, truth, weights)
    kernel, bias = network.layers[-1].get_weights()
    network.layers[-1].set_weights([kernel / temperature, (bias + shift) / temperature])
    return temperature


def uncertain_limit(
    probabilities: NDArray[np.float32], truth: NDArray[np.int64], weights: NDArray[np.float64]
) -> float:
    """Below which probability of the likeliest label a face should be called *uncertain*.

    The highest limit, in hundredths, that leaves out no more than `CLEAR_FACES_UNCERTAIN` of the
    faces that are judged rightly: so that of the mistakes as many as possible fall below it.

    Args:
        probabilities: (n, labels), calibrated.
        truth: (n,), the right columns.
        weights: (n,), sum to 1.
    """
    sure = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == truth
    most = CLEAR_FACES_UNCERTAIN * weights[right].sum()
    fits = [n for n in range(100) if weights[right & (sure < n / 100)].sum() <= most]
    return max(fits) / 100
