import json
import zipfile
from pathlib import Path
from types import SimpleNamespace

import keras
import numpy as np
import pytest
import tensorflow as tf

from maskapp.errors import ModelError, OutputError
from maskapp.pipeline.classify import MaskClassifier
from maskapp.records import Box
from maskapp.training.fitting import convert_to_tflite as convert_module
from maskapp.training.fitting.convert_to_tflite import convert, load_keras_model, write_tflite

layers = keras.layers


@keras.saving.register_keras_serializable(package="maskapp_tests")
def brighter(faces):
    return faces + 0.1


def classifier_of(features, inputs) -> keras.Model:
    pooled = layers.GlobalAveragePooling2D()(features)
    return keras.Model(inputs, layers.Dense(2, activation="softmax")(pooled))


def with_lambda(kind: str) -> keras.Model:
    """A network that runs a function from its file, openly or hidden."""
    inputs = keras.Input((32, 32, 3))
    if kind == "plain":
        return classifier_of(layers.Lambda(lambda faces: faces * 2)(inputs), inputs)
    registered = layers.Lambda(brighter)
    if kind == "registered":
        return classifier_of(registered(inputs), inputs)
    if kind == "in a row":
        return classifier_of(keras.Sequential([registered])(inputs), inputs)
    if kind == "in a network":
        inner = keras.Input((32, 32, 3))
        return classifier_of(keras.Model(inner, registered(inner))(inputs), inputs)
    return classifier_of(layers.TimeDistributed(registered)(inputs), inputs)


@pytest.mark.parametrize("kind", ["plain", "registered", "in a row", "in a network", "wrapped"])
def test_lambdas_are_refused(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "sly.keras"
    with_lambda(kind).save(path)
    with pytest.raises(ModelError, match=r"sly\.keras .*[Ll]ambda") as raised:
        load_keras_model(path)
    assert "\n" not in str(raised.value)


def test_code_in_a_configuration_is_not_run(tmp_path: Path, network_dir: Path) -> None:
    witness = tmp_path / "was_here"
    attack = {
        "module": "os",
        "class_name": "system",
        "config": {"command": f"touch {witness}"},
        "registered_name": "system",
    }
    sly = tmp_path / "sly.keras"
    with (
        zipfile.ZipFile(network_dir / "brightness.keras") as original,
        zipfile.ZipFile(sly, "w") as changed,
    ):
        for name in original.namelist():
            content = original.read(name)
            changed.writestr(name, json.dumps(attack) if name == "config.json" else content)
    with pytest.raises(ModelError, match=r"sly\.keras cannot be loaded"):
        load_keras_model(sly)
    assert not witness.exists()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("grey", "square colour image"),
        ("oblong", "square colour image"),
        ("two_inputs", "one input and one output"),
        ("two_outputs", "one input and one output"),
        ("five_labels", r"returns \(None, 5\); .* 2 probabilities"),
        ("one_label", r"returns \(None, 1\); .* 2 probabilities"),
        ("picture_out", "2 probabilities"),
        ("no_softmax", "should be a softmax"),
        ("sigmoids", "should be a softmax"),
    ],
)
def test_wrong_shapes_are_refused(network_dir: Path, name: str, message: str) -> None:
    with pytest.raises(ModelError, match=message) as raised:
        load_keras_model(network_dir / f"{name}.keras")
    assert f"{name}.keras" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_network_for_pictures_of_any_size_is_refused(tmp_path: Path) -> None:
    inputs = keras.Input((None, None, 3))
    classifier_of(inputs, inputs).save(tmp_path / "any.keras")
    with pytest.raises(ModelError, match="square colour image"):
        load_keras_model(tmp_path / "any.keras")


@pytest.mark.parametrize("damage", ["empty", "text", "half", "no configuration", "no weights"])
def test_damaged_files_are_refused(tmp_path: Path, network_dir: Path, damage: str) -> None:
    path = tmp_path / "damaged.keras"
    whole = (network_dir / "brightness.keras").read_bytes()
    plain = {"empty": b"", "text": b"no network", "half": whole[: len(whole) // 2]}
    if damage in plain:
        path.write_bytes(plain[damage])
    else:
        missing = "config.json" if damage == "no configuration" else "model.weights.h5"
        with (
            zipfile.ZipFile(network_dir / "brightness.keras") as original,
            zipfile.ZipFile(path, "w") as changed,
        ):
            for name in set(original.namelist()) - {missing}:
                changed.writestr(name, original.read(name))
    with pytest.raises(ModelError, match=r"damaged\.keras cannot be loaded") as raised:
        load_keras_model(path)
    assert "\n" not in str(raised.value)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="There is no model file"):
        load_keras_model(tmp_path / "none.keras")


def test_a_conversion_prints_nothing(tmp_path: Path, capfd) -> None:
    """It would name a temporary folder, and take the place of the steps that a user sees."""
    network = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.GlobalAveragePooling2D()])
    write_tflite(tf.lite.TFLiteConverter.from_keras_model(network), tmp_path / "a.tflite")
    assert (tmp_path / "a.tflite").stat().st_size
    assert capfd.readouterr().out == ""


def test_the_converted_network_agrees_with_the_original(tmp_path: Path, network_dir: Path) -> None:
    model = load_keras_model(network_dir / "brightness.keras")
    target = tmp_path / "new" / "folder" / "converted.tflite"
    convert(model, target)
    assert [path.name for path in target.parent.iterdir()] == ["converted.tflite"]
    image = np.random.default_rng(1).integers(0, 256, (224, 224, 3)).astype(np.uint8)
    image[:112] //= 2
    converted = MaskClassifier(target).classify(image, [Box(0, 0, 224, 224)])[0]
    given = np.asarray(model(image[None, ..., ::-1] / np.float32(127.5) - 1))[0]
    assert converted[:2] == pytest.approx(given, abs=5e-3)


def test_a_failed_conversion_leaves_no_file(tmp_path: Path, network_dir: Path, monkeypatch) -> None:
    class Broken:
        def __init__(self) -> None:
            self.target_spec = type("Spec", (), {})()

        @classmethod
        def from_keras_model(cls, _model: keras.Model) -> "Broken":
            return cls()

        def convert(self) -> bytes:
            raise RuntimeError("no such operator\nand a long story")

    model = load_keras_model(network_dir / "brightness.keras")
    monkeypatch.setattr(convert_module.tf.lite, "TFLiteConverter", Broken)
    with pytest.raises(ModelError, match=r"cannot be converted: no such operator$"):
        convert(model, tmp_path / "new" / "a.tflite")
    assert list(tmp_path.rglob("*.tflite")) == []


def test_a_full_disk_leaves_the_model_that_was_there(tmp_path: Path, full_disk) -> None:
    class Converter:
        target_spec = SimpleNamespace()

        def convert(self) -> bytes:
            return b"after"

    (tmp_path / "a.tflite").write_bytes(b"before")
    with pytest.raises(OutputError, match=r"Cannot write .*a\.tflite: the disk is full"):
        write_tflite(Converter(), tmp_path / "a.tflite")
    assert (tmp_path / "a.tflite").read_bytes() == b"before"
    assert len(list(tmp_path.iterdir())) == 1
