from pathlib import Path

import keras
import numpy as np
import pytest

from maskapp.errors import ModelError
from maskapp.pipeline.classify import MaskClassifier
from maskapp.pipeline.face_crop import as_network_input
from maskapp.records import Box
from maskapp.training.detector.check.features import Trunk
from maskapp.training.fitting.convert_to_tflite import convert


def test_the_features_are_those_before_the_head(tiny_trunk: Path) -> None:
    trunk = Trunk(tiny_trunk)
    crops = list(np.random.default_rng(1).integers(0, 255, (3, 16, 16, 3)).astype(np.uint8))
    features = trunk.features(crops)
    assert features.shape == (3, 4)
    whole = keras.saving.load_model(tiny_trunk, compile=False)
    weights, bias = whole.layers[-1].get_weights()
    logits = features @ weights + bias
    expected = whole(as_network_input(crops)).numpy()
    assert np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True) == pytest.approx(
        expected, abs=1e-5
    )


def test_no_crops_have_no_features(tiny_trunk: Path) -> None:
    assert Trunk(tiny_trunk).features([]).shape == (0, 4)


def test_crops_are_those_that_the_classifier_gets(tiny_trunk: Path, tmp_path: Path) -> None:
    model = tmp_path / "model.tflite"
    convert(keras.saving.load_model(tiny_trunk, compile=False), model)
    frame = np.random.default_rng(1).integers(0, 255, (200, 300, 3)).astype(np.uint8)
    box = Box(250.3, 100.2, 290.9, 160.7)
    assert np.array_equal(
        Trunk(tiny_trunk).crop(frame, box), MaskClassifier(model).crop(frame, box)
    )


def test_a_network_without_pooling_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "flat.keras"
    inputs = keras.Input((8, 8, 3))
    flat = keras.layers.Flatten()(inputs)
    keras.Model(inputs, keras.layers.Dense(2, activation="softmax")(flat)).save(file)
    with pytest.raises(ModelError, match=r"flat\.keras has no global average pooling"):
        Trunk(file)
