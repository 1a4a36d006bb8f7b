"""Makes a network's probabilities mean what they say, and chooses when to say *uncertain*."""

import keras
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

CLEAR_FACES_UNCERTAIN = 0.03
"""At most this share of the rightly judged faces may be shown as *uncertain*."""

_LEAST = 1e-7  # what float32 softmax cannot tell from nothing
_TEMPERATURES = (0.2, 5.0)


def best_temperature(probabilities: NDArray[np.float32], truth: NDArray[np.int64]) -> float:
    """The temperature whose probabilities are likeliest to give the truth.

    Guo et al. 2017, "On Calibration of Modern Neural Networks".

    Args:
        probabilities: (n, labels), as a network gives them.
        truth: (n,), the right columns.
    """
    logits = np.log(np.maximum(probabilities.astype(np.float64), _LEAST))

    def surprise(log_temperature: float) -> float:
        scaled = logits / np.exp(log_temperature)
        scaled -= scaled.max(axis=1, keepdims=True)
        given = scaled[np.arange(len(truth)), truth] - np.log(np.exp(scaled).sum(axis=1))
        return -float(given.mean())

    found = minimize_scalar(surprise, bounds=tuple(np.log(_TEMPERATURES)), method="bounded")
    return float(np.exp(found.x))


def apply_temperature(network: keras.Model, temperature: float) -> None:
    """Divide what goes into a network's last softmax, in place.

    The division goes into the weights of the layer before, so that nobody who runs the
    network has to know of it.
    """
    last = network.layers[-1]
    last.set_weights([weights / temperature for weights in last.get_weights()])


def uncertain_limit(probabilities: NDArray[np.float32], truth: NDArray[np.int64]) -> float:
    """Below which probability of the likeliest label a face should be called *uncertain*.

    The highest limit, to two digits, that leaves out at most `CLEAR_FACES_UNCERTAIN` of the
    faces that are judged rightly: the more is left out, the more of the errors.

    Args:
        probabilities: (n, labels), calibrated.
        truth: (n,), the right columns.
    """
    right = probabilities.argmax(axis=1) == truth
    sure = np.sort(probabilities.max(axis=1)[right])
    return float(np.floor(100 * sure[int(CLEAR_FACES_UNCERTAIN * len(sure))]) / 100)
