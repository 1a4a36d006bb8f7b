from pathlib import Path

import keras
import numpy as np
import pytest

from maskapp.errors import ModelError
from maskapp.training.fitting.network import build_network, load_trained_network, set_trainable_from
from maskapp.training.plan import TrainingPlan

PLAN = TrainingPlan()


def test_base_weights_that_do_not_fit_are_told(tmp_path: Path) -> None:
    for name, content in (("a.weights.h5", b"no weights"), ("none.weights.h5", None)):
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(ModelError, match="cannot be used"):
            build_network(path, 3, PLAN)
    other = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
    other.save_weights(tmp_path / "other.weights.h5")
    with pytest.raises(ModelError, match="cannot be used"):
        build_network(tmp_path / "other.weights.h5", 3, PLAN)


@pytest.fixture(scope="module")
def network(base_weights: Path) -> keras.Model:
    return build_network(base_weights, 3, PLAN)


@pytest.mark.parametrize("first_block", [None, 0, 3, 16])
def test_what_learns(network: keras.Model, first_block: int | None) -> None:
    set_trainable_from(network, first_block)
    base = network.layers[1]
    learning = [layer.name for layer in base.layers if layer.trainable_weights]
    assert network.layers[-1].trainable
    if first_block is None:
        assert learning == []
    elif first_block == 0:
        assert "Conv1" in learning
    else:
        assert learning[0].startswith(f"block_{first_block}_")
        assert "Conv_1" in learning
        assert not any(name.startswith(f"block_{first_block - 1}_") for name in learning)


def test_training_leaves_the_statistics_of_the_batches_alone(network: keras.Model) -> None:
    set_trainable_from(network, 15)
    network.compile(keras.optimizers.SGD(0.1), "categorical_crossentropy")
    base = network.layers[1]
    normalising = [
        layer for layer in base.layers if isinstance(layer, keras.layers.BatchNormalization)
    ]
    before = [layer.get_weights() for layer in normalising]
    rng = np.random.default_rng(1)
    faces = rng.uniform(-1, 1, (4, PLAN.input_size_px, PLAN.input_size_px, 3))
    network.train_on_batch(faces.astype(np.float32), np.eye(3, dtype=np.float32)[[0, 1, 2, 0]])
    for layer, weights in zip(normalising, before, strict=True):
        assert all(map(np.array_equal, layer.get_weights(), weights)), layer.name


def test_a_plan_may_ask_for_a_larger_head(base_weights: Path) -> None:
    network = build_network(base_weights, 2, TrainingPlan(hidden_units=16))
    assert network.layers[-1].get_weights()[0].shape == (16, 2)


def test_a_trained_network_goes_on_with_the_labels_that_there_are(
    network: keras.Model, tmp_path: Path
) -> None:
    file = tmp_path / "trained.keras"
    network.save(file)
    crop = np.zeros((1, PLAN.input_size_px, PLAN.input_size_px, 3), np.float32)
    whole = np.asarray(network(crop))[0]
    assert np.asarray(load_trained_network(file, 3)(crop))[0] == pytest.approx(whole, abs=1e-6)
    two = load_trained_network(file, 2)
    assert np.asarray(two(crop))[0] == pytest.approx(whole[:2] / whole[:2].sum(), abs=1e-5)
    set_trainable_from(two, 16)


def test_another_network_is_not_gone_on_with(tmp_path: Path) -> None:
    other = keras.Sequential(
        [
            keras.Input((32, 32, 3)),
            keras.layers.Flatten(),
            keras.layers.Dense(3, activation="softmax"),
        ]
    )
    other.save(tmp_path / "other.keras")
    with pytest.raises(ModelError, match="cannot be trained further"):
        load_trained_network(tmp_path / "other.keras", 3)
    with pytest.raises(ModelError, match="There is no model file"):
        load_trained_network(tmp_path / "none.keras", 3)
