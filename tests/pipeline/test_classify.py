import shutil
from pathlib import Path

import numpy as np
import pytest

from maskapp import paths
from maskapp.errors import ModelError
from maskapp.pipeline.classify import MaskClassifier
from maskapp.pipeline.model_spec import ModelSpec, write_spec
from maskapp.records import CLASS_LABELS, Box, MaskLabel

RED, GREEN, BLUE = (0, 0, 255), (0, 255, 0), (255, 0, 0)
CELL_PX = 40


def patches(*colours) -> tuple[np.ndarray, list[Box]]:
    """Return an image of coloured squares side by side, and their boxes."""
    image = np.repeat(np.array(colours, np.uint8)[None], CELL_PX, axis=0)
    image = np.repeat(image, CELL_PX, axis=1)
    boxes = [Box(i * CELL_PX, 0, (i + 1) * CELL_PX, CELL_PX) for i in range(len(colours))]
    return np.ascontiguousarray(image), boxes


@pytest.fixture(scope="module")
def copied(network_dir: Path, tmp_path_factory):
    """Copy a model into a new folder, without a spec beside it."""

    def copy(name: str) -> Path:
        return Path(shutil.copy(network_dir / name, tmp_path_factory.mktemp("model") / name))

    return copy


def test_colours_and_columns_are_in_the_right_order(copied) -> None:
    model = copied("colours.tflite")
    write_spec(ModelSpec(crop_margin=0.0, crop_shift_down=0.0), model)
    image, boxes = patches(RED, GREEN, BLUE)
    probabilities = MaskClassifier(model).classify(image, boxes)
    assert probabilities.shape == (3, 3)
    assert probabilities.dtype == np.float32
    assert [CLASS_LABELS[i] for i in probabilities.argmax(axis=1)] == [
        MaskLabel.WITH_MASK,
        MaskLabel.WITHOUT_MASK,
        MaskLabel.INCORRECT_MASK,
    ]
    assert np.allclose(probabilities.sum(axis=1), 1, atol=1e-3)
    # softmax(4, -4, -4): the network receives values in [-1, 1].
    assert np.allclose(probabilities.max(axis=1), 1 / (1 + 2 * np.exp(-8)), atol=1e-3)


def test_the_spec_defines_the_meaning_of_the_outputs(copied) -> None:
    model = copied("colours.tflite")
    labels = (MaskLabel.INCORRECT_MASK, MaskLabel.WITHOUT_MASK, MaskLabel.WITH_MASK)
    write_spec(ModelSpec(labels, 0.0, 0.0), model)
    image, boxes = patches(RED)
    probabilities = MaskClassifier(model).classify(image, boxes)
    assert CLASS_LABELS[int(probabilities[0].argmax())] is MaskLabel.INCORRECT_MASK


def test_the_spec_defines_the_crop(copied) -> None:
    image = np.zeros((90, 90, 3), np.uint8)
    image[:] = BLUE
    image[30:60, 30:60] = RED
    tight, wide = copied("colours.tflite"), copied("colours.tflite")
    write_spec(ModelSpec(crop_margin=0.0, crop_shift_down=0.0), tight)
    write_spec(ModelSpec(crop_margin=1.0, crop_shift_down=0.0), wide)
    box = Box(30, 30, 60, 60)
    assert MaskClassifier(tight).classify(image, [box])[0].argmax() == 0
    assert MaskClassifier(wide).classify(image, [box])[0].argmax() == 2


@pytest.mark.parametrize("count", range(12))
def test_padding_a_batch_changes_no_probability(copied, colours_classifier, count: int) -> None:
    rng = np.random.default_rng(count)
    image, boxes = patches(*rng.integers(0, 256, (max(count, 1), 3)))
    boxes = boxes[:count]
    together = colours_classifier.classify(image, boxes)
    assert together.shape == (count, 3)
    for box, probabilities in zip(boxes, together, strict=True):
        assert colours_classifier.classify(image, [box])[0] == pytest.approx(
            probabilities, abs=1e-5
        )


@pytest.fixture(scope="module")
def colours_classifier(copied) -> MaskClassifier:
    return MaskClassifier(copied("colours.tflite"))


def test_a_large_batch_does_not_affect_a_later_small_one(colours_classifier) -> None:
    image, boxes = patches(RED, GREEN, BLUE, RED, GREEN)
    before = colours_classifier.classify(image, boxes[1:3])
    colours_classifier.classify(image, boxes)
    assert np.array_equal(colours_classifier.classify(image, boxes[1:3]), before)


def test_a_model_with_two_labels_leaves_the_third_column_empty(copied) -> None:
    classifier = MaskClassifier(copied("brightness.tflite"))
    image, boxes = patches((250, 250, 250), (5, 5, 5))
    probabilities = classifier.classify(image, boxes)
    assert probabilities.argmax(axis=1).tolist() == [0, 1]
    assert np.all(probabilities[:, 2] == 0)
    assert classifier.spec.labels == CLASS_LABELS[:2]
    assert classifier.spec.crop_margin == 0.0


def test_the_two_labels_can_be_any_two(copied) -> None:
    model = copied("brightness.tflite")
    write_spec(ModelSpec((MaskLabel.INCORRECT_MASK, MaskLabel.WITH_MASK), 0.0, 0.0), model)
    image, boxes = patches((250, 250, 250), (5, 5, 5))
    probabilities = MaskClassifier(model).classify(image, boxes)
    assert probabilities.argmax(axis=1).tolist() == [2, 0]
    assert np.all(probabilities[:, 1] == 0)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("grey", "square colour image"),
        ("oblong", "square colour image"),
        ("two_inputs", "takes 2 inputs; it must take one square colour image"),
        ("two_outputs", "returns 2 outputs; it must return one row of probabilities"),
        ("picture_out", "one row of probabilities"),
        ("five_labels", "has 5 outputs; 3 are needed"),
        ("no_softmax", "should be a softmax"),
        ("sigmoids", "should be a softmax"),
        ("linear", "a sigmoid with one output"),
    ],
)
def test_models_of_another_shape_are_refused(network_dir, name: str, message: str) -> None:
    with pytest.raises(ModelError, match=message) as raised:
        MaskClassifier(network_dir / f"{name}.tflite")
    assert f"{name}.tflite" in str(raised.value)
    assert "\n" not in str(raised.value)


def brightest_label(model: Path) -> tuple[MaskLabel, MaskLabel]:
    """Return the labels of a bright and of a dark face."""
    image, boxes = patches((250, 250, 250), (5, 5, 5))
    bright, dark = MaskClassifier(model).classify(image, boxes).argmax(axis=1)
    return CLASS_LABELS[bright], CLASS_LABELS[dark]


@pytest.mark.parametrize(
    "name", ["bytes_in", "unit_in", "quantized_bytes", "quantized_signed", "open_size"]
)
def test_the_input_range_is_found_and_integers_are_run(copied, name: str) -> None:
    both = (MaskLabel.WITH_MASK, MaskLabel.WITHOUT_MASK)
    assert brightest_label(copied(f"{name}.tflite")) == both


def test_a_stated_input_range_is_used(copied) -> None:
    """The network calls only what is above 0 bright, so with 0 to 1 all is."""
    model = copied("brightness.tflite")
    write_spec(ModelSpec(CLASS_LABELS[:2], 0.0, 0.0, (0.0, 1.0)), model)
    assert brightest_label(model) == (MaskLabel.WITH_MASK, MaskLabel.WITH_MASK)


def test_a_single_output_is_the_probability_of_the_second_label(copied) -> None:
    model = copied("one_label.tflite")
    assert brightest_label(model) == (MaskLabel.WITHOUT_MASK, MaskLabel.WITH_MASK)
    model.with_suffix(".json").write_text('{"labels": ["without_mask", "with_mask"]}')
    assert brightest_label(model) == (MaskLabel.WITH_MASK, MaskLabel.WITHOUT_MASK)


def test_a_network_for_one_face_at_a_time_is_run_so(copied) -> None:
    model = copied("one_by_one.tflite")
    image, boxes = patches(*[(250, 250, 250), (5, 5, 5)] * 3)
    assert MaskClassifier(model).classify(image, boxes).argmax(axis=1).tolist() == [0, 1] * 3


def test_the_size_of_a_network_for_any_size_can_be_stated(copied) -> None:
    model = copied("open_size.tflite")
    image, boxes = patches((250, 250, 250))
    assert MaskClassifier(model).crop(image, boxes[0]).shape == (224, 224, 3)
    write_spec(ModelSpec(CLASS_LABELS[:2], 0.0, 0.0, input_size_px=96), model)
    assert MaskClassifier(model).crop(image, boxes[0]).shape == (96, 96, 3)
    fixed = copied("brightness.tflite")
    write_spec(ModelSpec(CLASS_LABELS[:2], 0.0, 0.0, input_size_px=96), fixed)
    with pytest.raises(ModelError, match="takes images of 224 px, not of the 96 px"):
        MaskClassifier(fixed)


def test_a_spec_for_other_outputs_is_refused(copied) -> None:
    model = copied("colours.tflite")
    write_spec(ModelSpec(CLASS_LABELS[:2]), model)
    with pytest.raises(ModelError, match="has 3 outputs; 2 are needed"):
        MaskClassifier(model)


def test_the_built_in_model_recognises_a_face_without_mask(portrait) -> None:
    classifier = MaskClassifier(paths.default_model())
    probabilities = classifier.classify(portrait, [Box(177, 65, 262, 178)])[0]
    assert CLASS_LABELS[int(probabilities.argmax())] is MaskLabel.WITHOUT_MASK
    assert probabilities.sum() == pytest.approx(1, abs=1e-3)
