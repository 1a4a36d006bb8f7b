import os
from pathlib import Path

import numpy as np
import pytest

from maskapp import paths
from maskapp.errors import ModelError, ModelLostError
from maskapp.pipeline import tflite_network
from maskapp.pipeline.tflite_network import TfliteNetwork


@pytest.mark.parametrize("size", [1, 3, 8])
def test_a_batch_of_any_size_is_run(network_dir: Path, size: int) -> None:
    network = TfliteNetwork(network_dir / "colours.tflite")
    red = np.full((size, 32, 32, 3), (1, -1, -1), np.float32)
    outputs = network.run(red)
    assert outputs.shape == (size, 3)
    assert np.all(outputs.argmax(axis=1) == 0)


def test_sizes_can_alternate(network_dir: Path) -> None:
    network = TfliteNetwork(network_dir / "colours.tflite")
    faces = np.random.default_rng(1).uniform(-1, 1, (4, 32, 32, 3)).astype(np.float32)
    alone = network.run(faces[:1]).copy()
    assert network.run(faces)[:1] == pytest.approx(alone, abs=1e-6)
    assert np.array_equal(network.run(faces[:1]), alone)


def test_shapes_and_types_are_those_of_the_file(network_dir: Path) -> None:
    network = TfliteNetwork(network_dir / "two_outputs.tflite")
    assert network.input_shapes == [[1, 32, 32, 3]]
    assert sorted(network.output_shapes) == [[1, 2], [1, 3]]
    assert network.takes_numbers
    assert not network.has_open_size
    assert TfliteNetwork(network_dir / "open_size.tflite", open_side_px=64).has_open_size


def test_a_network_for_one_sample_refuses_a_batch(network_dir: Path) -> None:
    network = TfliteNetwork(network_dir / "one_by_one.tflite")
    with pytest.raises((ValueError, RuntimeError)):
        network.run(np.zeros((2, 32, 32, 3), np.float32))


def test_each_shape_is_planned_once_while_it_is_among_the_latest(monkeypatch) -> None:
    planned = []

    class CountingInterpreter(tflite_network.Interpreter):
        def resize_tensor_input(self, index, shape):
            planned.append(shape[1])
            super().resize_tensor_input(index, shape)

    monkeypatch.setattr(tflite_network, "Interpreter", CountingInterpreter)
    network = TfliteNetwork(paths.face_detector(), max_shapes=2)
    planned.clear()
    for side in (32, 64, 32, 64, 32, 96, 32, 64):
        network.run(np.zeros((1, side, side, 3), np.float32))
    assert planned == [32, 64, 96, 64]


@pytest.mark.parametrize("damage", ["empty", "text", "noise", "half", "end", "middle"])
def test_damaged_files_are_refused(tmp_path: Path, damage: str, capfd) -> None:
    whole = paths.default_model().read_bytes()
    noise = np.random.default_rng(1).bytes(5000)
    content = {
        "empty": b"",
        "text": b"not a network\n" * 100,
        "noise": b"\x1c\0\0\0TFL3" + noise,
        "half": whole[: len(whole) // 2],
        "end": whole[:-20],
        "middle": whole[:8] + noise + whole[5008:],
    }[damage]
    model = tmp_path / "damaged.tflite"
    model.write_bytes(content)
    with pytest.raises(ModelError, match=r"damaged\.tflite is damaged"):
        TfliteNetwork(model)
    assert capfd.readouterr().err == ""


def test_missing_files_and_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelLostError, match=r"none\.tflite is missing; put it back"):
        TfliteNetwork(tmp_path / "none.tflite")
    with pytest.raises(ModelLostError, match=r"none\.tflite is missing; reinstall Maskapp"):
        TfliteNetwork(paths.models_dir() / "none.tflite")
    with pytest.raises(ModelLostError, match="cannot be read"):
        TfliteNetwork(tmp_path)


def test_a_network_of_integers_takes_and_returns_floats(network_dir: Path) -> None:
    outputs = TfliteNetwork(network_dir / "quantized_signed.tflite").run(
        np.stack([np.full((32, 32, 3), shade, np.float32) for shade in (-1, 0.9, 100)])
    )
    assert outputs.dtype == np.float32
    assert np.allclose(outputs.sum(axis=1), 1, atol=0.02)
    assert outputs[:, 0].tolist() == sorted(outputs[:, 0].tolist())
    assert outputs[0, 0] < 0.1
    assert outputs[1, 0] > 0.9


def test_unknown_operations_are_named(network_dir: Path) -> None:
    with pytest.raises(ModelError, match=r"needs operations .*Igamma") as raised:
        TfliteNetwork(network_dir / "custom_operation.tflite")
    assert str(raised.value).isprintable()


def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.tflite")
    with pytest.raises(ModelError, match=r"pipe\.tflite cannot be read: Not a regular file"):
        TfliteNetwork(tmp_path / "pipe.tflite")


def test_names_that_no_system_accepts_are_refused(tmp_path: Path) -> None:
    for name in ("n" * 300 + ".tflite", "a\0.tflite"):
        with pytest.raises(ModelError, match="cannot be read"):
            TfliteNetwork(tmp_path / name)
