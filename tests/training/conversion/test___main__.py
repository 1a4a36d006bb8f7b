"""The real process that converts, on files that attack it or are too large."""

import os
import sys
import zipfile
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

from maskapp.conversion_watch import ConversionWatch
from maskapp.errors import ModelError
from maskapp.pipeline.models.conversion import convert_model
from maskapp.pipeline.models.model_kinds import read_model
from maskapp.training.conversion import __main__ as process

pytestmark = pytest.mark.slow


def converted(model: Path, watch: ConversionWatch | None = None) -> bytes:
    try:
        return convert_model(model, *read_model(model), watch or ConversionWatch())
    except ModelError as error:
        if "cannot confine" in str(error):
            pytest.skip("this system has no Landlock or no libseccomp")
        raise


def test_an_hdf5_file_is_converted_and_keras_files_of_any_ending(tmp_path: Path) -> None:
    network = keras.Sequential(
        [
            keras.Input((32, 32, 3)),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(2, activation="softmax"),
        ]
    )
    network.save(tmp_path / "model.h5")
    (tmp_path / "model.h5").rename(tmp_path / "model.MODEL")
    steps = []
    watch = ConversionWatch(lambda step, _: steps.append(step))
    assert converted(tmp_path / "model.MODEL", watch)[4:8] == b"TFL3"
    assert "starting TensorFlow" in steps


def test_a_saved_model_that_reads_files_is_refused(tmp_path: Path) -> None:
    class Spy(tf.Module):
        @tf.function(input_signature=[tf.TensorSpec([None, 32, 32, 3], tf.float32)])
        def __call__(self, faces):
            stolen = tf.strings.length(tf.io.read_file(str(tmp_path / "secret.txt")))
            return tf.reduce_mean(faces, axis=(1, 2)) * tf.cast(stolen, tf.float32)

    spy = Spy()
    tf.saved_model.save(spy, str(tmp_path / "spy"), signatures=spy.__call__)
    with pytest.raises(ModelError, match=r"spy cannot be converted: it uses .*ReadFile") as raised:
        converted(tmp_path / "spy")
    assert str(raised.value).isprintable()


def test_a_small_file_of_a_huge_network_meets_the_limit_of_memory(tmp_path: Path) -> None:
    keras.Sequential(
        [
            keras.Input((32, 32, 3)),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(2, activation="softmax"),
        ]
    ).save(tmp_path / "bomb.keras")
    with zipfile.ZipFile(tmp_path / "bomb.keras") as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files["config.json"] = files["config.json"].replace(b'"units": 2', b'"units": 2000000000')
    with zipfile.ZipFile(tmp_path / "bomb.keras", "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    with pytest.raises(ModelError, match=r"bomb\.keras .*memory") as raised:
        converted(tmp_path / "bomb.keras")
    assert str(raised.value).isprintable()


def test_where_nothing_is_confined_only_keras_files_are_read(monkeypatch, capsys) -> None:
    monkeypatch.setattr(process, "confine", lambda _folder: False)
    monkeypatch.setattr(os, "read", lambda *_: b"")
    monkeypatch.setattr(os, "_exit", lambda _: None)
    for source in ("model.h5", "model"):
        monkeypatch.setattr(sys, "argv", ["conversion", source, "converted.tflite"])
        assert process.main() == 2
        assert "this system cannot confine that" in capsys.readouterr().err


def test_an_error_is_printed_without_the_name_of_the_copy(monkeypatch, capsys, tmp_path) -> None:
    monkeypatch.setattr(process, "confine", lambda _folder: True)
    monkeypatch.setattr(os, "read", lambda *_: b"")
    monkeypatch.setattr(os, "_exit", lambda _: None)
    monkeypatch.chdir(tmp_path)
    np.save(tmp_path / "model.npy", np.zeros(3))
    (tmp_path / "model.npy").rename(tmp_path / "model.keras")
    monkeypatch.setattr(sys, "argv", ["conversion", "model.keras", "converted.tflite"])
    assert process.main() == 2
    captured = capsys.readouterr()
    assert captured.err.startswith("cannot be loaded: ")
    assert captured.out.splitlines() == ["starting TensorFlow", "reading the network"]
