import keras
import numpy as np
import pytest

from maskapp.records import CLASS_LABELS, MaskLabel
from maskapp.training.fitting.calibrate import (
    LIVE_SHARES,
    best_temperature,
    calibrate,
    live_weights,
    prior_shift,
)

N = 20_000
WITH, WITHOUT, WRONG = CLASS_LABELS


def _even(n: int) -> np.ndarray:
    return np.full(n, 1 / n)


def _drawn(temperature: float) -> tuple[np.ndarray, np.ndarray]:
    """Logits that are overconfident by a temperature, and the true labels."""
    rng = np.random.default_rng(1)
    logits = rng.normal(0, 2, (N, 3))
    honest = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    truth = (honest.cumsum(axis=1) > rng.random((N, 1))).argmax(axis=1)
    return logits * temperature, truth


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.5])
def test_the_temperature_is_found(temperature: float) -> None:
    found = best_temperature(*_drawn(temperature), _even(N))
    assert found == pytest.approx(temperature, rel=0.05)


def test_faces_without_weight_do_not_count() -> None:
    logits, truth = _drawn(2.0)
    logits[: N // 2] *= 5
    weights = np.repeat([0, 2 / N], N // 2)
    assert best_temperature(logits, truth, weights) == pytest.approx(2.0, rel=0.05)


def test_labels_weigh_as_much_as_in_front_of_a_camera() -> None:
    truth = np.array([0] * 10 + [1] * 30 + [2] * 60)
    weights = live_weights(truth, CLASS_LABELS)
    shares = [weights[truth == column].sum() for column in range(3)]
    assert shares == pytest.approx(list(LIVE_SHARES.values()))
    assert sum(shares) == pytest.approx(1)
    assert live_weights(np.array([0, 0, 1]), CLASS_LABELS[:2]).sum() == pytest.approx(1)


def test_labels_shown_too_often_in_training_are_expected_less() -> None:
    drawn = dict(zip(CLASS_LABELS, (0.4, 0.4, 0.2), strict=True))
    shift = prior_shift(drawn, CLASS_LABELS)
    assert shift.sum() == pytest.approx(0)
    assert shift[2] - shift[0] == pytest.approx(
        np.log(LIVE_SHARES[WRONG] / 0.2 / (LIVE_SHARES[WITH] / 0.4))
    )
    two = {MaskLabel.WITH_MASK: 0.5, MaskLabel.WITHOUT_MASK: 0.5}
    bare_over_masked = np.subtract(*prior_shift(two, CLASS_LABELS[:2])[::-1])
    assert bare_over_masked == pytest.approx(np.log(LIVE_SHARES[WITHOUT] / LIVE_SHARES[WITH]))


def test_a_calibrated_network_returns_calibrated_probabilities() -> None:
    network = keras.Sequential([keras.Input((3,)), keras.layers.Dense(3, activation="softmax")])
    network.layers[-1].set_weights([np.eye(3), np.zeros(3)])
    logits, truth = _drawn(2.0)
    before = np.asarray(network(logits))
    shift = np.array([0.5, 0.5, -1.0])
    temperature = calibrate(network, shift, before, truth, _even(N))
    expected = np.exp((logits + shift) / temperature)
    expected /= expected.sum(axis=1, keepdims=True)
    assert np.asarray(network(logits)) == pytest.approx(expected, abs=1e-4)
