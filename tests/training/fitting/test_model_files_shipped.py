"""The network that comes with the program agrees with its record."""

import json
from dataclasses import asdict

import keras
import numpy as np
import pytest

from maskapp.files.picture_files import read_picture
from maskapp.paths import default_model, models_dir, training_plan
from maskapp.pipeline.classify import MaskClassifier
from maskapp.records import CLASS_LABELS, MaskLabel
from maskapp.training.fitting.batches import plain_crops
from maskapp.training.plan import read_plan
from maskapp.training.rendering.mask_styles import random_style
from maskapp.training.rendering.render_mask import Wear, render_mask


@pytest.fixture(scope="module")
def record() -> dict:
    return json.loads((models_dir() / "training.json").read_text(encoding="utf-8"))


def test_it_is_small() -> None:
    assert default_model().stat().st_size <= 3e6


def test_it_was_trained_by_the_shipped_plan(record) -> None:
    plan = training_plan().with_name("training_continued.toml")
    assert record["plan"] == asdict(read_plan(plan))


def test_integers_agree_with_the_float_weights(bare_sample) -> None:
    given = MaskClassifier(default_model()).classify(
        read_picture(bare_sample.path), [bare_sample.box]
    )[0]
    network = keras.saving.load_model(default_model().with_suffix(".keras"), compile=False)
    expected = np.asarray(network(plain_crops([bare_sample], network.input_shape[1])))[0]
    assert given == pytest.approx(expected, abs=0.1)
    assert CLASS_LABELS[int(given.argmax())] is MaskLabel.WITHOUT_MASK


@pytest.mark.parametrize(
    ("wear", "label"),
    [(Wear.PROPER, MaskLabel.WITH_MASK), (Wear.UNDER_CHIN, MaskLabel.INCORRECT_MASK)],
)
def test_it_classifies_rendered_masks_on_an_unknown_face(bare_face, wear, label) -> None:
    image, face = bare_face
    classifier = MaskClassifier(default_model())
    labels = []
    for seed in range(8):
        rng = np.random.default_rng(seed)
        masked = render_mask(image, face.landmarks, face.box, wear, random_style(rng), rng)
        labels.append(CLASS_LABELS[int(classifier.classify(masked, [face.box])[0].argmax())])
    assert labels.count(label) >= 7
