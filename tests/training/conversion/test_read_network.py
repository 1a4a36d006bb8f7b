import importlib
import json
import os
import zipfile
from pathlib import Path

import h5py
import keras
import numpy as np
import pytest
import tensorflow as tf
import tf_keras

from maskapp.errors import ModelError
from maskapp.pipeline.classify import MaskClassifier
from maskapp.records import Box
from maskapp.training.conversion.read_network import converter_of
from maskapp.training.fitting.convert_to_tflite import write_tflite

pytestmark = pytest.mark.filterwarnings("ignore:You are saving your model as an HDF5:UserWarning")

KERNEL = np.array([[2.0, -2.0]] * 3, np.float32)


@keras.saving.register_keras_serializable(package="maskapp_tests")
class Doubled(keras.layers.Layer):
    def call(self, faces):
        return faces * 2


def sly(faces):
    Path(os.environ["MASKAPP_WITNESS"]).touch()
    return faces


def brightness(library, *first, policy: str = "float32"):
    """Return a network that calls bright faces with_mask."""
    layers = library.layers
    dense = layers.Dense(2, activation="softmax", dtype=policy)
    network = library.Sequential(
        [
            layers.InputLayer((32, 32, 3)),
            *first,
            layers.DepthwiseConv2D(1, dtype=policy, depthwise_initializer="ones"),
            layers.GlobalAveragePooling2D(dtype=policy),
            dense,
        ]
    )
    dense.set_weights([KERNEL, np.zeros(2)])
    return network


def check(source: Path) -> None:
    """Convert, and see that the network still knows bright from dark."""
    target = source.with_name("converted.tflite")
    write_tflite(converter_of(source), target)
    image = np.zeros((40, 80, 3), np.uint8)
    image[:, :40] = 250
    boxes = [Box(0, 0, 40, 40), Box(40, 0, 80, 40)]
    assert MaskClassifier(target).classify(image, boxes).argmax(axis=1).tolist() == [0, 1]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["model.h5", "model.keras"])
@pytest.mark.parametrize("library", [keras, tf_keras], ids=["keras3", "keras2"])
def test_files_of_both_generations_are_read(tmp_path: Path, library, name: str) -> None:
    brightness(library).save(tmp_path / name)
    check(tmp_path / name)


@pytest.mark.slow
def test_mixed_precision_becomes_full(tmp_path: Path) -> None:
    brightness(keras, policy="mixed_float16").save(tmp_path / "model.keras")
    check(tmp_path / "model.keras")


@pytest.mark.slow
def test_a_saved_model_is_read_with_layers_of_its_own(tmp_path: Path) -> None:
    brightness(keras, Doubled()).export(tmp_path / "model", verbose=False)
    check(tmp_path / "model")


def refusal(source: Path) -> str:
    with pytest.raises(ModelError) as raised:
        write_tflite(converter_of(source), source.with_name("converted.tflite"))
    message = str(raised.value)
    assert message.isprintable()
    assert len(message) <= len(str(source)) + 200
    return message


@pytest.mark.parametrize("name", ["model.h5", "model.keras"])
def test_a_layer_of_its_own_is_named(tmp_path: Path, name: str, monkeypatch) -> None:
    brightness(keras, Doubled()).save(tmp_path / name)
    known = keras.saving.get_custom_objects()
    monkeypatch.delitem(known, "maskapp_tests>Doubled")
    assert "Doubled, whose code is not in the file" in refusal(tmp_path / name)


@pytest.mark.parametrize("library", [keras, tf_keras], ids=["keras3", "keras2"])
@pytest.mark.parametrize("name", ["model.h5", "model.keras"])
def test_lambdas_are_refused_before_they_are_built(
    tmp_path: Path, library, name: str, monkeypatch
) -> None:
    witness = tmp_path / "was_here"
    monkeypatch.setenv("MASKAPP_WITNESS", str(witness))
    brightness(library, library.layers.Lambda(sly)).save(tmp_path / name)
    assert witness.exists()
    witness.unlink()
    assert "has a Lambda layer" in refusal(tmp_path / name)
    assert not witness.exists()


def test_weights_alone_are_told_from_a_network(tmp_path: Path) -> None:
    brightness(keras).save_weights(tmp_path / "model.weights.h5")
    assert "holds only weights" in refusal(tmp_path / "model.weights.h5")


def test_damaged_files_are_refused(tmp_path: Path) -> None:
    whole = tmp_path / "whole.keras"
    brightness(keras).save(whole)
    with zipfile.ZipFile(whole) as archive:
        config = json.loads(archive.read("config.json"))
    deep = "[" * 50_000 + "]" * 50_000
    config["config"]["layers"] = [{"class_name": "Strange\n" * 10_000, "config": {}}]
    for number, (text, metadata) in enumerate(
        (
            ("{", '{"keras_version": "3.0"}'),
            (deep, '{"keras_version": "3.0"}'),
            ("[]", '{"keras_version": "3.0"}'),
            (json.dumps(config), '{"keras_version": "3.0"}'),
            (json.dumps(config), '{"keras_version": "x"}'),
            (json.dumps(config), "{}"),
        )
    ):
        source = tmp_path / f"{number}.keras"
        with zipfile.ZipFile(source, "w") as archive:
            archive.writestr("config.json", text)
            archive.writestr("metadata.json", metadata)
        assert "cannot be loaded" in refusal(source)


def test_other_hdf5_files_and_folders_are_refused(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "model.h5", "w") as file:
        file.attrs["model_config"] = "not JSON"
    assert "cannot be loaded" in refusal(tmp_path / "model.h5")
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "saved_model.pb").write_bytes(b"no graph")
    assert "cannot be loaded" in refusal(tmp_path / "model")


@pytest.mark.slow
def test_an_operation_that_tflite_lacks_is_named(tmp_path: Path) -> None:
    class Odd(tf.Module):
        @tf.function(input_signature=[tf.TensorSpec([None, 32, 32, 3], tf.float32)])
        def __call__(self, faces):
            pooled = tf.reduce_mean(tf.math.igamma(faces + 2, faces + 3), axis=(1, 2))
            return tf.nn.softmax(pooled[:, :2])

    odd = Odd()
    tf.saved_model.save(odd, str(tmp_path / "model"), signatures=odd.__call__)
    assert "it uses Igamma, which .tflite does not have" in refusal(tmp_path / "model")


def test_keras_2_without_its_package_says_what_to_install(tmp_path: Path, monkeypatch) -> None:
    def missing(name: str):
        raise ModuleNotFoundError(name)

    brightness(tf_keras).save(tmp_path / "model.h5")
    monkeypatch.setattr(importlib, "import_module", missing)
    assert "pip install tf_keras" in refusal(tmp_path / "model.h5")
