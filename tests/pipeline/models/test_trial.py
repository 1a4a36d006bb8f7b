import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from maskapp import paths
from maskapp.pipeline.classify import MaskClassifier
from maskapp.pipeline.models.trial import TrialResult, trial_faces, try_on_faces
from maskapp.records import CLASS_LABELS


@pytest.fixture(scope="module")
def faces():
    return trial_faces()


def tried(tmp_path: Path, faces, **stated) -> TrialResult:
    """Try the built-in model with another spec."""
    model = tmp_path / "own.tflite"
    shutil.copy(paths.default_model(), model)
    spec = json.loads(paths.default_model().with_suffix(".json").read_text())
    model.with_suffix(".json").write_text(json.dumps(spec | stated))
    return try_on_faces(MaskClassifier(model), model, faces)


def test_there_are_four_faces_of_each_label(faces) -> None:
    labels = [face.label for face in faces]
    assert {label: labels.count(label) for label in CLASS_LABELS} == dict.fromkeys(CLASS_LABELS, 4)
    for face in faces:
        height, width = face.image.shape[:2]
        assert 0 <= face.box.x1 < face.box.x2 <= width
        assert 0 <= face.box.y1 < face.box.y2 <= height


def test_the_built_in_model_is_right_on_all(tmp_path: Path, faces) -> None:
    assert tried(tmp_path, faces) == TrialResult(False, "labels all 12 trial faces correctly.")


def test_an_exchanged_order_is_suspected_and_the_right_one_given(tmp_path: Path, faces) -> None:
    labels = ["without_mask", "with_mask", "incorrect_mask"]
    result = tried(tmp_path, faces, labels=labels)
    assert result.is_doubtful
    assert "4 of 4 masked faces bare" in result.message
    assert "4 of 4 bare faces masked" in result.message
    assert "is the label order right?" in result.message
    assert '{"labels": ["with_mask", "without_mask", "incorrect_mask"]} in own.json' in (
        result.message
    )
    assert "12 of 12" in result.message


def test_a_wrong_range_is_suspected_and_the_right_one_given(tmp_path: Path, faces) -> None:
    result = tried(tmp_path, faces, input_range=[0, 255])
    assert result.is_doubtful
    assert "is the input range right?" in result.message
    assert '{"input_range": [-1, 1]} in own.json' in result.message


def test_both_can_be_suspected(tmp_path: Path, faces) -> None:
    labels = ["without_mask", "with_mask", "incorrect_mask"]
    result = tried(tmp_path, faces, labels=labels, input_range=[0, 255])
    assert "are the label order and the input range right?" in result.message


class Guess:
    """A classifier of two labels that calls faces by their number."""

    def __init__(self, spec, called: list[int]) -> None:
        self.spec = spec
        self._called = called

    def crop(self, image, _box):
        return image

    def classify_crops(self, crops):
        return np.eye(3, dtype=np.float32)[self._called[: len(crops)]]

    def with_input_range(self, _range):
        return self


def test_the_same_label_for_all_is_told(faces, network_dir: Path) -> None:
    spec = MaskClassifier(network_dir / "brightness.tflite").spec
    result = try_on_faces(Guess(spec, [1] * 8), Path("m.tflite"), faces)
    assert result == TrialResult(
        True, "calls all trial faces bare: are the input range and the label order right?"
    )


def test_one_mistake_is_no_doubt(faces, network_dir: Path) -> None:
    spec = MaskClassifier(network_dir / "brightness.tflite").spec
    result = try_on_faces(Guess(spec, [1, 1, 0, 1, 0, 1, 0, 1]), Path("m.tflite"), faces)
    assert result == TrialResult(False, "labels 7 of 8 trial faces correctly.")
