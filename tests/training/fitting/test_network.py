from pathlib import Path

import keras
import numpy as np
import pytest

from maskapp.errors import ModelError, OutputError
from maskapp.training.fitting.network import (
    build_network,
    load_trained_network,
    save_network,
    set_trainable_from,
    with_labels,
)
from maskapp.training.plan import TrainingPlan

PLAN = TrainingPlan()


def test_base_weights_that_do_not_fit_are_an_error(tmp_path: Path) -> None:
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
def test_the_base_is_trainable_from_the_block_named(
    network: keras.Model, first_block: int | None
) -> None:
    set_trainable_from(network, first_block)
    base = network.layers[1]
    trainable = [layer.name for layer in base.layers if layer.trainable_weights]
    assert network.layers[-1].trainable
    if first_block is None:
        assert trainable == []
    elif first_block == 0:
        assert "Conv1" in trainable
    else:
        assert trainable[0].startswith(f"block_{first_block}_")
        assert "Conv_1" in trainable
        assert not any(name.startswith(f"block_{first_block - 1}_") for name in trainable)


def test_training_does_not_change_batch_normalisation(network: keras.Model) -> None:
    set_trainable_from(network, 15)
    network.compile(keras.optimizers.SGD(0.1), "categorical_crossentropy")
    base = network.layers[1]
    normalisations = [
        layer for layer in base.layers if isinstance(layer, keras.layers.BatchNormalization)
    ]
    before = [layer.get_weights() for layer in normalisations]
    rng = np.random.default_rng(1)
    faces = rng.uniform(-1, 1, (4, PLAN.input_size_px, PLAN.input_size_px, 3))
    network.train_on_batch(faces.astype(np.float32), np.eye(3, dtype=np.float32)[[0, 1, 2, 0]])
    for layer, weights in zip(normalisations, before, strict=True):
        assert all(map(np.array_equal, layer.get_weights(), weights)), layer.name


def test_a_plan_may_ask_for_a_larger_head(base_weights: Path) -> None:
    network = build_network(base_weights, 2, TrainingPlan(hidden_units=16))
    assert network.layers[-1].get_weights()[0].shape == (16, 2)


def test_a_trained_network_keeps_the_labels_that_are_present(
    network: keras.Model, tmp_path: Path
) -> None:
    file = tmp_path / "trained.keras"
    network.save(file)
    crop = np.zeros((1, PLAN.input_size_px, PLAN.input_size_px, 3), np.float32)
    whole = np.asarray(network(crop))[0]
    trained = load_trained_network(file)
    assert np.asarray(with_labels(trained, 3)(crop))[0] == pytest.approx(whole, abs=1e-6)
    two = with_labels(trained, 2)
    assert np.asarray(two(crop))[0] == pytest.approx(whole[:2] / whole[:2].sum(), abs=1e-5)
    set_trainable_from(two, 16)
    with pytest.raises(ModelError, match="knows 2 labels only, but the pictures have 3"):
        with_labels(two, 3)


def test_what_the_optimizer_remembers_is_not_kept(network: keras.Model, tmp_path: Path) -> None:
    save_network(network, tmp_path / "new.keras")
    set_trainable_from(network, 0)
    network.compile("adam", "categorical_crossentropy")
    crops = np.random.default_rng(1).uniform(-1, 1, (2, *network.input_shape[1:]))
    network.train_on_batch(crops.astype(np.float32), np.eye(3, dtype=np.float32)[:2])
    save_network(network, tmp_path / "trained.keras")
    sizes = [(tmp_path / f"{name}.keras").stat().st_size for name in ("new", "trained")]
    assert sizes[1] < 1.05 * sizes[0]
    kept = load_trained_network(tmp_path / "trained.keras")
    assert np.array_equal(kept.predict(crops, verbose=0), network.predict(crops, verbose=0))


def test_a_full_disk_leaves_the_network_that_was_there(
    network: keras.Model, tmp_path: Path, full_disk
) -> None:
    file = tmp_path / "mask_detector.keras"
    file.write_bytes(b"before")
    with pytest.raises(OutputError, match=r"Cannot write .*mask_detector\.keras: the disk is full"):
        save_network(network, file)
    assert file.read_bytes() == b"before"


def with_separate_softmax(network: keras.Model) -> keras.Model:
    logits = keras.layers.Dense(3)(network.layers[-2].output)
    return keras.Model(network.input, keras.layers.Softmax()(logits))


def with_another_last_layer(network: keras.Model, **options) -> keras.Model:
    output = keras.layers.Dense(3, **options)(network.layers[-2].output)
    return keras.Model(network.input, output)


def with_another_base(_: keras.Model) -> keras.Model:
    inputs = keras.Input((32, 32, 3))
    base = keras.Sequential([inputs, keras.layers.Conv2D(2, 3, name="block_1_conv")])
    features = keras.layers.GlobalAveragePooling2D()(base(inputs))
    return keras.Model(inputs, keras.layers.Dense(3, activation="softmax")(features))


def without_a_base(_: keras.Model) -> keras.Model:
    layers = keras.layers
    return keras.Sequential(
        [keras.Input((32, 32, 3)), layers.Flatten(), layers.Dense(3, activation="softmax")]
    )


def of_one_layer(network: keras.Model) -> keras.Model:
    return keras.Sequential([keras.Input(network.input_shape[1:]), network])


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (with_separate_softmax, "last layer"),
        (lambda network: with_another_last_layer(network, activation="sigmoid"), "probabilities"),
        (
            lambda network: with_another_last_layer(network, activation="softmax", use_bias=False),
            "last layer",
        ),
        (with_another_base, "second layer"),
        (without_a_base, "second layer"),
        (of_one_layer, "second layer"),
    ],
)
def test_a_network_that_this_program_did_not_train_is_refused(
    network: keras.Model, tmp_path: Path, other, reason: str
) -> None:
    other(network).save(tmp_path / "other.keras")
    with pytest.raises(ModelError, match=rf"other\.keras .*{reason}"):
        load_trained_network(tmp_path / "other.keras")


def test_the_built_in_network_can_be_trained_further() -> None:
    file = Path(__file__).parents[3] / "models" / "mask_detector.keras"
    assert load_trained_network(file).output_shape == (None, 3)


def test_a_network_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="There is no model file"):
        load_trained_network(tmp_path / "none.keras")
