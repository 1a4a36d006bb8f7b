import json
from pathlib import Path

import keras
import numpy as np
import pytest

from maskapp.pipeline.face_crop import as_network_input
from maskapp.pipeline.tflite_network import TfliteNetwork
from maskapp.training.detector.check.features import Trunk
from maskapp.training.detector.check.fit import Linear
from maskapp.training.detector.check.results import build_check, write_networks, write_record
from maskapp.training.fitting.record import NETWORK_HASH, file_hash

LINEAR = Linear(np.array([1.0, -2.0, 3.0, 0.5]), -4.0)


@pytest.fixture(scope="module")
def crops() -> list[np.ndarray]:
    """Crops of all shades."""
    rng = np.random.default_rng(1)
    return [
        np.clip(rng.normal(shade, 30, (16, 16, 3)), 0, 255).astype(np.uint8)
        for shade in range(0, 255, 8)
    ]


def test_the_network_returns_the_linear_function_of_the_features(
    tiny_trunk: Path, crops: list[np.ndarray]
) -> None:
    trunk = Trunk(tiny_trunk)
    given = build_check(trunk, LINEAR)(as_network_input(crops)).numpy()
    assert given.shape == (len(crops), 1)
    assert given[:, 0] == pytest.approx(LINEAR.of(trunk.features(crops)), abs=1e-4)


@pytest.mark.slow
def test_the_written_networks_agree_and_the_record_belongs_to_them(
    tiny_trunk: Path, crops: list[np.ndarray], tmp_path: Path
) -> None:
    network = build_check(Trunk(tiny_trunk), LINEAR)
    faces = as_network_input(crops)
    expected = network(faces).numpy()
    model = write_networks(network, tmp_path)
    written = keras.saving.load_model(tmp_path / "face_check.keras", compile=False)
    assert written(faces).numpy() == pytest.approx(expected, abs=1e-5)
    run = TfliteNetwork(model)
    given = np.concatenate([run.run(face[np.newaxis]) for face in faces])
    spread = expected.max() - expected.min()
    assert np.abs(given - expected).max() < 0.01 * spread, "too coarse to be added to a score"
    write_record({"shift": 0.5}, tmp_path)
    record = json.loads((tmp_path / "face_check.json").read_text())
    assert record["shift"] == 0.5
    assert record[NETWORK_HASH] == file_hash(tmp_path / "face_check.keras")
    assert {"scikit-learn", "python", "keras"} <= record["versions"].keys()
