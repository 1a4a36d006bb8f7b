from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np
import pytest

from maskapp.errors import ModelError, OutputError
from maskapp.training.fitting import training_state
from maskapp.training.fitting.history import read_history
from maskapp.training.fitting.training_state import keepers, restore_state

STEPS = 2
HISTORY = "fine.csv"


def new_network(units: int = 8) -> keras.Model:
    inputs = keras.Input((4,))
    hidden = keras.layers.Dropout(0.5)(keras.layers.Dense(units)(inputs))
    network = keras.Model(inputs, keras.layers.Dense(1)(hidden))
    network.compile(keras.optimizers.AdamW(0.1), "mse")
    return network


@pytest.fixture
def train(eagerly, tmp_path: Path) -> Callable[..., keras.Model]:
    """Trains a new network to the end of an epoch, by what is kept in the folder."""

    def run(epochs: int, work_dir: Path = tmp_path, seed: int = 1) -> keras.Model:
        keras.utils.set_random_seed(seed)
        network = new_network()
        x = np.random.default_rng(1).normal(size=(4 * STEPS, 4)).astype(np.float32)
        with eagerly():
            network.fit(
                x,
                x.sum(axis=1),
                batch_size=4,
                initial_epoch=restore_state(network, work_dir, "fine", STEPS),
                epochs=epochs,
                shuffle=False,
                callbacks=keepers(work_dir, "fine", work_dir / HISTORY),
                verbose=0,
            )
        return network

    return run


def state(network: keras.Model) -> list[np.ndarray]:
    variables = [*network.variables, *network.optimizer.variables]
    return [keras.ops.convert_to_numpy(variable) for variable in variables]


def test_a_training_that_continues_ends_as_one_that_was_never_stopped(train, tmp_path) -> None:
    (tmp_path / "at once").mkdir()
    expected = state(train(3, tmp_path / "at once"))
    train(1)
    continued = train(3, seed=2)
    assert all(map(np.array_equal, state(continued), expected))
    texts = [(folder / HISTORY).read_text() for folder in (tmp_path, tmp_path / "at once")]
    assert texts[0] == texts[1]


def test_nothing_kept_is_the_start(tmp_path: Path) -> None:
    assert restore_state(new_network(), tmp_path, "fine", STEPS) == 0


def test_a_state_that_cannot_be_written_leaves_the_one_before(
    train, tmp_path: Path, monkeypatch
) -> None:
    def is_full(file: Path, _: object) -> None:
        raise OutputError(f"Cannot write {file}: the disk is full")

    before = train(1)
    with monkeypatch.context() as patched:
        patched.setattr(training_state, "write_arrays", is_full)
        with pytest.raises(OutputError, match="disk is full"):
            train(2)
    assert len(read_history(tmp_path / HISTORY)) == 2, "cut off between history and state"
    network = new_network()
    assert restore_state(network, tmp_path, "fine", STEPS) == 1
    assert all(map(np.array_equal, state(network), state(before)))
    train(2)
    assert len(read_history(tmp_path / HISTORY)) == 2


def test_a_damaged_state_is_named_and_can_be_removed(train, tmp_path: Path) -> None:
    weights = train(2).get_weights()
    file = tmp_path / "fine.state.npz"
    file.write_bytes(file.read_bytes()[:100])
    network = new_network()
    with pytest.raises(ModelError, match=r"fine\.state\.npz, .*remove it"):
        restore_state(network, tmp_path, "fine", STEPS)
    file.unlink()
    assert restore_state(network, tmp_path, "fine", STEPS) == 2
    assert all(map(np.array_equal, network.get_weights(), weights))
    assert int(network.optimizer.iterations) == 2 * STEPS


@pytest.mark.parametrize("kept", ["fine.state.npz", "fine_002.weights.npz"])
def test_what_another_network_left_is_refused(train, tmp_path: Path, kept: str) -> None:
    train(2)
    for file in set(tmp_path.iterdir()) - {tmp_path / kept}:
        file.unlink()
    with pytest.raises(ModelError, match=rf"{kept}, .*it belongs to another network"):
        restore_state(new_network(units=3), tmp_path, "fine", STEPS)


def test_a_stage_is_not_continued_from_epochs_of_another(train, tmp_path: Path) -> None:
    train(1)
    (tmp_path / "fine.state.npz").unlink()
    (tmp_path / "fine_001.weights.npz").rename(tmp_path / "fine_new_001.weights.npz")
    assert restore_state(new_network(), tmp_path, "fine", STEPS) == 0
