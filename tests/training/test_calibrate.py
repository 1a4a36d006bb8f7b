import keras
import numpy as np
import pytest

from maskapp.training.calibrate import apply_temperature, best_temperature, uncertain_limit


def _drawn(temperature: float) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities that are too sure by a temperature, and what was true."""
    rng = np.random.default_rng(1)
    logits = rng.normal(0, 2, (20_000, 3))
    honest = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    truth = (honest.cumsum(axis=1) > rng.random((20_000, 1))).argmax(axis=1)
    given = np.exp(logits * temperature)
    return (given / given.sum(axis=1, keepdims=True)).astype(np.float32), truth


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.5])
def test_the_temperature_is_found(temperature: float) -> None:
    assert best_temperature(*_drawn(temperature)) == pytest.approx(temperature, rel=0.05)


def test_probabilities_of_nothing_do_no_harm() -> None:
    given = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1]], np.float32)
    assert 0.1 < best_temperature(given, np.array([0, 1, 1])) < 10


def test_a_network_is_divided_by_the_temperature() -> None:
    network = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation="softmax")])
    given = np.random.default_rng(1).normal(size=(5, 4)).astype(np.float32)
    before = np.asarray(network(given))
    apply_temperature(network, 2.0)
    expected = np.sqrt(before) / np.sqrt(before).sum(axis=1, keepdims=True)
    assert np.asarray(network(given)) == pytest.approx(expected, abs=1e-6)


def test_the_limit_leaves_out_three_in_a_hundred_of_the_right_ones() -> None:
    sure = np.linspace(0.5, 1, 1001, dtype=np.float32)
    given = np.stack([sure, 1 - sure], axis=1)
    limit = uncertain_limit(given, np.zeros(1001, np.int64))
    assert limit == pytest.approx(0.51)
    assert (sure < limit).mean() <= 0.03


def test_wrong_ones_do_not_move_the_limit() -> None:
    given = np.array([[0.9, 0.1]] * 100 + [[0.6, 0.4]] * 100, np.float32)
    assert uncertain_limit(given, np.array([0] * 100 + [1] * 100)) == pytest.approx(0.9, abs=0.01)
