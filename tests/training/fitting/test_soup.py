from pathlib import Path

import keras
import numpy as np
import pytest

from maskapp.errors import ModelError, OutputError
from maskapp.training.fitting.soup import EpochKeeper, average_epochs


@pytest.fixture
def network() -> keras.Model:
    inputs = keras.Input((1,))
    return keras.Model(inputs, keras.layers.Dense(1, use_bias=False)(inputs))


def slope(network: keras.Model) -> float:
    return float(network.get_weights()[0][0, 0])


def keep(network: keras.Model, folder: Path, **slopes: float) -> None:
    for name, value in slopes.items():
        network.set_weights([np.array([[value]], np.float32)])
        stage, epoch = name.split("_")
        keeper = EpochKeeper(folder, stage)
        keeper.set_model(network)
        keeper.on_epoch_end(int(epoch) - 1)


def test_epochs_join_the_average_best_first_where_that_lowers_the_loss(network, tmp_path) -> None:
    keep(network, tmp_path, fine_001=8.0, fine_002=12.5, fine_003=9.0, head_001=40.0)
    chosen = average_epochs(network, tmp_path, lambda: abs(slope(network) - 10))
    assert chosen == ["fine_003", "fine_002"]
    assert slope(network) == 10.75


def test_a_best_epoch_that_no_other_improves_stays_alone(network, tmp_path) -> None:
    keep(network, tmp_path, fine_001=10.5, fine_002=12.0)
    assert average_epochs(network, tmp_path, lambda: abs(slope(network) - 10)) == ["fine_001"]
    assert slope(network) == 10.5


def test_a_training_keeps_each_epoch(network, tmp_path) -> None:
    network.compile("sgd", "mse")
    x = np.ones((4, 1), np.float32)
    network.fit(x, 3 * x, epochs=2, callbacks=[EpochKeeper(tmp_path, "head")], verbose=0)
    names = sorted(file.name for file in tmp_path.iterdir())
    assert names == ["head_001.weights.npz", "head_002.weights.npz"]
    last = slope(network)
    assert average_epochs(network, tmp_path, lambda: -slope(network)) == ["head_002"]
    assert slope(network) == last


def test_a_folder_without_an_epoch_is_refused(network, tmp_path) -> None:
    with pytest.raises(ModelError, match="no finished epoch"):
        average_epochs(network, tmp_path, lambda: 0.0)


def test_an_epoch_that_finds_no_room_is_not_kept(network, tmp_path, full_disk) -> None:
    with pytest.raises(OutputError, match=r"fine_001\.weights\.npz: the disk is full"):
        keep(network, tmp_path, fine_001=1.0)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"cut short"])
def test_an_epoch_that_cannot_be_read_is_named(network, tmp_path, content: bytes) -> None:
    keep(network, tmp_path, fine_001=1.0)
    (tmp_path / "fine_002.weights.npz").write_bytes(content)
    with pytest.raises(ModelError, match=r"fine_002\.weights\.npz, .*remove it"):
        average_epochs(network, tmp_path, lambda: 0.0)


def test_an_epoch_of_another_network_is_named(network, tmp_path) -> None:
    np.savez(tmp_path / "fine_001.weights.npz", np.ones((3, 3), np.float32))
    with pytest.raises(ModelError, match=r"fine_001\.weights\.npz, .*another network"):
        average_epochs(network, tmp_path, lambda: 0.0)
