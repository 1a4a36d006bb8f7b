"""Boxes are those of the upright picture, as annotation tools show and export it, everywhere."""

import json
from pathlib import Path

import numpy as np
import pytest

from maskapp.opencv import cv2
from maskapp.pipeline.face_crop import crop_face
from maskapp.records import Box, Detection, Face, Frame, FrameResult, Image, MaskLabel
from maskapp.training.data.dataset import locate_faces, read_samples
from maskapp.training.detector.composing.compose import Composer
from maskapp.training.detector.pictures import list_pictures
from maskapp.training.detector.teaching import detect_all, teach
from maskapp.training.measuring.evaluate_faces import classify_samples
from maskapp.training.measuring.evaluate_scenes import process_scenes
from maskapp.training.measuring.mistake_examples import scenes_sections
from maskapp.training.rendering.face_room import read_with_room
from tests.support.picture_bytes import encoded, with_orientation

FACE = Box(40, 150, 80, 200)
RED = (0, 0, 255)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An upright picture of 120 × 240 px with one face, red on grey, stored lying on its side."""
    image = np.full((240, 120, 3), 90, np.uint8)
    image[150:200, 40:80] = RED
    (tmp_path / "images").mkdir()
    stored = with_orientation(encoded(".jpg", np.rot90(image)), 6)
    (tmp_path / "images" / "a.jpg").write_bytes(stored)
    box = [FACE.x1, FACE.y1, FACE.width, FACE.height]
    content = {
        "categories": [{"id": 1, "name": "with_mask"}],
        # As some tools write them: the size as stored, although boxes are upright.
        "images": [{"id": 1, "file_name": "a.jpg", "width": 240, "height": 120}],
        "annotations": [{"image_id": 1, "category_id": 1, "bbox": box}],
    }
    (tmp_path / "annotations.json").write_text(json.dumps(content))
    return tmp_path


def share_of_red(image: Image) -> float:
    return float(np.mean((image[..., 2] > 180) & (image[..., 0] < 70)))


class FindsRed:
    """A detector, and an engine, that find what is red."""

    def __init__(self, *_: object, **__: object) -> None: ...

    def detect(self, image: Image, _long_side_px: int) -> list[Detection]:
        rows, columns = np.nonzero((image[..., 2] > 180) & (image[..., 0] < 70))
        box = Box(*map(float, (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)))
        return [Detection(box, 0.9, np.zeros((5, 2), np.float32))]

    def process(self, frame: Frame) -> FrameResult:
        (found,) = self.detect(frame.image, 0)
        label = MaskLabel.WITHOUT_MASK  # a mistake, so that the gallery shows it
        given = {one: float(one is label) for one in MaskLabel}
        face = Face(1, found.box, label, 1.0, given, 0.9, found.landmarks, 0.0)
        return FrameResult(frame, (face,))


class SeesCrops:
    """A classifier that keeps the crops."""

    def crop(self, image: Image, box: Box) -> Image:
        return crop_face(image, box, 32, 0.0, 0.0)

    def classify_crops(self, crops: list[Image]) -> np.ndarray:
        self.crops = crops
        return np.full((len(crops), 3), 1 / 3, np.float32)


def test_the_classifier_learns_from_the_upright_face(folder: Path) -> None:
    (sample,) = locate_faces(read_samples(folder), make_detector=FindsRed)
    assert sample.landmarks is not None, "the detection matches the annotation"
    assert sample.box == pytest.approx(FACE, abs=2)
    image, (x1, y1, x2, y2), _ = read_with_room(sample, cv2.BORDER_REPLICATE)
    assert share_of_red(image[int(y1) : int(y2), int(x1) : int(x2)]) > 0.9


def test_the_upright_face_is_classified(folder: Path) -> None:
    classifier = SeesCrops()
    classify_samples(read_samples(folder), classifier)
    (crop,) = classifier.crops
    assert share_of_red(crop) > 0.7  # the box in a square


def test_the_upright_face_is_compared_and_shown(folder: Path) -> None:
    scenes = process_scenes(folder, folder / "unused.tflite", make_engine=FindsRed)
    assert len(scenes.matched) == 1
    mistakes = scenes_sections(scenes)[0]
    (example,) = mistakes.examples
    shown = cv2.imdecode(np.frombuffer(example.jpeg, np.uint8), cv2.IMREAD_COLOR)
    height, width = shown.shape[:2]
    middle = shown[2 * height // 5 : 3 * height // 5, 2 * width // 5 : 3 * width // 5]
    assert share_of_red(middle) > 0.9


def test_the_detector_learns_from_the_upright_face(folder: Path) -> None:
    pictures = list_pictures([folder])
    weights = folder / "weights"
    weights.touch()
    finds = detect_all(pictures, FindsRed(), weights, folder / "found.npz")
    (taught,) = teach(pictures, finds, {})
    assert taught.boxes[0] == pytest.approx(FACE, abs=2)
    assert not np.isnan(taught.landmarks).any(), "the detection matches the annotation"
    composer = Composer([taught], 320)
    frames = [composer.frame(np.random.default_rng(seed)) for seed in range(6)]
    shown = [
        share_of_red(frame.image[int(y1) : int(y2) + 1, int(x1) : int(x2) + 1])
        for frame in frames
        for x1, y1, x2, y2 in frame.boxes
    ]
    assert np.median(shown) > 0.7
