import keras
import numpy as np
import pytest

from maskapp.errors import ModelError
from maskapp.training.fitting.network import build_network
from maskapp.training.plan import TrainingPlan
from maskapp.training.studies.narrow_network import narrowed_weights


@pytest.fixture(scope="module")
def crops() -> np.ndarray:
    return np.random.default_rng(1).uniform(-1, 1, (4, 64, 64, 3)).astype(np.float32)


def test_the_strongest_filters_are_kept(tmp_path, base_weights, crops) -> None:
    file = narrowed_weights(base_weights, 0.5, crops, tmp_path / "narrow.weights.h5")
    wide, narrow = (
        build_network(weights, 3, TrainingPlan(width=width, input_size_px=64)).layers[1]
        for weights, width in ((base_weights, 1.0), (file, 0.5))
    )
    own, kept = (base.get_layer("Conv1").get_weights()[0] for base in (wide, narrow))
    assert kept.shape == (3, 3, 3, 16)
    strength = np.sort(np.abs(own).sum(axis=(0, 1, 2)))
    assert np.sort(np.abs(kept).sum(axis=(0, 1, 2))) == pytest.approx(strength[-16:])
    # Each input channel of the next layer must be the filter that now feeds it.
    order = [
        int(np.abs(own - kept[..., [i]]).sum(axis=(0, 1, 2)).argmin())
        for i in range(kept.shape[-1])
    ]
    name = "expanded_conv_depthwise"
    before, after = (base.get_layer(name).get_weights()[0] for base in (wide, narrow))
    assert np.array_equal(after, before[:, :, order])


def test_a_shortcut_adds_matching_channels(tmp_path, base_weights, crops) -> None:
    """A block's shortcut adds its input to its output."""
    file = narrowed_weights(base_weights, 0.5, crops, tmp_path / "narrow.weights.h5")
    wide, narrow = (
        build_network(weights, 3, TrainingPlan(width=width, input_size_px=64)).layers[1]
        for weights, width in ((base_weights, 1.0), (file, 0.5))
    )

    def kept(name: str) -> list[int]:
        own, chosen = (base.get_layer(name).get_weights()[0][0, 0] for base in (wide, narrow))
        return [int(np.argwhere(own == value)[0][1]) for value in chosen[0]]

    assert kept("block_4_project") == kept("block_3_project")
    assert kept("block_5_project") == kept("block_3_project")
    assert kept("block_6_project") != list(range(32))


def test_statistics_are_measured_on_the_narrow_network(tmp_path, base_weights, crops) -> None:
    file = narrowed_weights(base_weights, 0.75, crops, tmp_path / "narrow.weights.h5")
    plan = TrainingPlan(width=0.75, input_size_px=64)
    base = build_network(file, 3, plan).layers[1]
    first = keras.Model(base.input, base.get_layer("bn_Conv1").output)
    given = np.asarray(first(crops))
    assert given.mean(axis=(0, 1, 2)) == pytest.approx(0, abs=1e-3)
    assert given.std(axis=(0, 1, 2)) == pytest.approx(1, abs=0.02)


def test_weights_of_another_network_are_an_error(tmp_path, crops) -> None:
    other = tmp_path / "other.weights.h5"
    other.write_bytes(b"no weights")
    with pytest.raises(ModelError, match="cannot be used"):
        narrowed_weights(other, 0.5, crops, tmp_path / "narrow.weights.h5")
