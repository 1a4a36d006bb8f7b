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
    """A picture of coloured squares side by side, and their boxes."""
    image = np.repeat(np.array(colours, np.uint8)[None], CELL_PX, axis=0)
    image = np.repeat(image, CELL_PX, axis=1)
    boxes = [Box(i * CELL_PX, 0, (i + 1) * CELL_PX, CELL_PX) for i in range(len(colours))]
    return np.ascontiguousarray(image), boxes


@pytest.fixture(scope="module")
def copied(network_dir: Path, tmp_path_factory):
    """A copy of a network in a folder of its own, where no description lies beside it."""

    def copy(name: str) -> Path:
        return Path(shutil.copy(network_dir / name, tmp_path_factory.mktemp("model") / name))

    return copy


def test_colours_and_columns_are_in_the_right_order(copied) -> None:
    model = copied("colours.tflite")
    write_spec(ModelSpec(crop_margin=0.0, crop_shift_down=0.0), model)
    image, boxes = patches(RED, GREEN, BLUE)
    judged = MaskClassifier(model).classify(image, boxes)
    assert judged.shape == (3, 3)
    assert judged.dtype == np.float32
    assert [CLASS_LABELS[i] for i in judged.argmax(axis=1)] == [
        MaskLabel.WITH_MASK,
        MaskLabel.WITHOUT_MASK,
        MaskLabel.INCORRECT_MASK,
    ]
    assert np.allclose(judged.sum(axis=1), 1, atol=1e-3)
    # softmax(4, -4, -4): the pictures arrive in [-1, 1].
    assert np.allclose(judged.max(axis=1), 1 / (1 + 2 * np.exp(-8)), atol=1e-3)


def test_the_description_settles_what_the_outputs_mean(copied) -> None:
    model = copied("colours.tflite")
    labels = (MaskLabel.INCORRECT_MASK, MaskLabel.WITHOUT_MASK, MaskLabel.WITH_MASK)
    write_spec(ModelSpec(labels, 0.0, 0.0), model)
    image, boxes = patches(RED)
    judged = MaskClassifier(model).classify(image, boxes)
    assert CLASS_LABELS[int(judged[0].argmax())] is MaskLabel.INCORRECT_MASK


def test_the_description_settles_the_crop(copied) -> None:
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
def test_filling_up_batches_changes_no_answer(copied, colours_classifier, count: int) -> None:
    rng = np.random.default_rng(count)
    image, boxes = patches(*rng.integers(0, 256, (max(count, 1), 3)))
    boxes = boxes[:count]
    together = colours_classifier.classify(image, boxes)
    assert together.shape == (count, 3)
    for box, judged in zip(boxes, together, strict=True):
        assert colours_classifier.classify(image, [box])[0] == pytest.approx(judged, abs=1e-5)


@pytest.fixture(scope="module")
def colours_classifier(copied) -> MaskClassifier:
    return MaskClassifier(copied("colours.tflite"))


def test_a_big_batch_leaves_nothing_behind_for_a_small_one(colours_classifier) -> None:
    image, boxes = patches(RED, GREEN, BLUE, RED, GREEN)
    before = colours_classifier.classify(image, boxes[1:3])
    colours_classifier.classify(image, boxes)
    assert np.array_equal(colours_classifier.classify(image, boxes[1:3]), before)


def test_two_labels_fill_their_columns_and_leave_the_third_empty(copied) -> None:
    classifier = MaskClassifier(copied("brightness.tflite"))
    image, boxes = patches((250, 250, 250), (5, 5, 5))
    judged = classifier.classify(image, boxes)
    assert judged.argmax(axis=1).tolist() == [0, 1]
    assert np.all(judged[:, 2] == 0)
    assert classifier.spec.labels == CLASS_LABELS[:2]
    assert classifier.spec.crop_margin == 0.0


def test_two_labels_may_be_others(copied) -> None:
    model = copied("brightness.tflite")
    write_spec(ModelSpec((MaskLabel.INCORRECT_MASK, MaskLabel.WITH_MASK), 0.0, 0.0), model)
    image, boxes = patches((250, 250, 250), (5, 5, 5))
    judged = MaskClassifier(model).classify(image, boxes)
    assert judged.argmax(axis=1).tolist() == [2, 0]
    assert np.all(judged[:, 1] == 0)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("grey", "square colour picture"),
        ("oblong", "square colour picture"),
        ("two_inputs", "square colour picture"),
        ("two_outputs", "one row of probabilities"),
        ("picture_out", "one row of probabilities"),
        ("five_labels", "gives 5 outputs; 3 are needed"),
        ("one_label", "gives 1 outputs"),
        ("no_softmax", "should be a softmax"),
        ("sigmoids", "should be a softmax"),
        ("one_by_one", "one face at a time"),
    ],
)
def test_networks_of_another_shape_are_refused(network_dir, name: str, message: str) -> None:
    with pytest.raises(ModelError, match=message) as raised:
        MaskClassifier(network_dir / f"{name}.tflite")
    assert f"{name}.tflite" in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("damage", ["empty", "text", "noise", "half", "end", "middle"])
def test_damaged_files_are_refused(tmp_path: Path, damage: str, capfd) -> None:
    whole = paths.default_model().read_bytes()
    noise = np.random.default_rng(1).bytes(5000)
    content = {
        "empty": b"",
        "text": b"I am no network\n" * 100,
        "noise": b"\x1c\0\0\0TFL3" + noise,
        "half": whole[: len(whole) // 2],
        "end": whole[:-20],
        "middle": whole[:8] + noise + whole[5008:],
    }[damage]
    model = tmp_path / "damaged.tflite"
    model.write_bytes(content)
    with pytest.raises(ModelError, match=r"damaged\.tflite is damaged"):
        MaskClassifier(model)
    assert capfd.readouterr().err == ""


def test_missing_files_and_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"none\.tflite is missing"):
        MaskClassifier(tmp_path / "none.tflite")
    with pytest.raises(ModelError, match="cannot be read"):
        MaskClassifier(tmp_path)


def test_a_description_for_other_outputs_is_refused(copied) -> None:
    model = copied("colours.tflite")
    write_spec(ModelSpec(CLASS_LABELS[:2]), model)
    with pytest.raises(ModelError, match="gives 3 outputs; 2 are needed"):
        MaskClassifier(model)


def test_the_network_that_is_shipped_knows_a_bare_face(portrait) -> None:
    classifier = MaskClassifier(paths.default_model())
    judged = classifier.classify(portrait, [Box(177, 65, 262, 178)])[0]
    assert CLASS_LABELS[int(judged.argmax())] is MaskLabel.WITHOUT_MASK
    assert judged.sum() == pytest.approx(1, abs=1e-3)
