"""Classified faces and processed scenes, without an engine."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from maskapp.opencv import cv2
from maskapp.pipeline.classify import MaskClassifier
from maskapp.records import CLASS_LABELS, Box, Face, MaskLabel
from maskapp.training.data.sample import Sample
from maskapp.training.data.scene import AnnotatedFace
from maskapp.training.measuring.evaluate_faces import ClassifiedFaces
from maskapp.training.measuring.evaluate_scenes import FoundFace, ProcessedScenes

WITH, WITHOUT, WRONG = CLASS_LABELS
RED, GREEN = (0, 0, 255), (0, 255, 0)


def _probabilities(label: MaskLabel, confidence: float) -> list[float]:
    return [confidence if one is label else (1 - confidence) / 2 for one in CLASS_LABELS]


@pytest.fixture
def classified(tmp_path: Path) -> Callable[..., ClassifiedFaces]:
    """Makes faces from true label, likeliest label and confidence; each has its own file."""

    def make(*rows: tuple[MaskLabel, MaskLabel, float]) -> ClassifiedFaces:
        samples = []
        for number, (true, _, _) in enumerate(rows):
            path = tmp_path / f"{number}.png"
            cv2.imwrite(str(path), np.full((60, 50, 3), GREEN, np.uint8))
            samples.append(Sample(path, true, "web", "1", Box(10, 10, 40, 50)))
        given = [_probabilities(label, confidence) for _, label, confidence in rows]
        return ClassifiedFaces(samples, np.array(given, np.float32))

    return make


@pytest.fixture
def classifier(network_dir: Path) -> MaskClassifier:
    return MaskClassifier(network_dir / "colours.tflite")


@pytest.fixture
def decoded() -> Callable[[bytes], np.ndarray]:
    """Decodes a JPEG."""
    return lambda jpeg: cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)


@pytest.fixture
def scenes(tmp_path: Path) -> ProcessedScenes:
    """One mistake, two missed faces, one over the edge, and two that are not annotated."""
    file = tmp_path / "crowd.png"
    image = np.full((150, 400, 3), GREEN, np.uint8)
    image[50:90, 100:130] = RED
    cv2.imwrite(str(file), image)
    wrong = AnnotatedFace(file, Box(100, 50, 130, 90), WITH)
    missed = [
        AnnotatedFace(file, Box(300, 50, 310, 62), WITHOUT),
        AnnotatedFace(file, Box(380, 120, 430, 190), WRONG),
    ]
    found = [
        FoundFace(file, _face(wrong.box, WITHOUT, 0.9), wrong),
        FoundFace(file, _face(Box(0, 0, 20, 20), WITH, 0.5), None),
        FoundFace(file, _face(Box(200, 0, 220, 20), WITH, 0.7), None),
    ]
    return ProcessedScenes(1, [wrong, *missed], found)


def _face(box: Box, label: MaskLabel, score: float) -> Face:
    given = dict(zip(CLASS_LABELS, _probabilities(label, 0.8), strict=True))
    return Face(1, box, label, 0.8, given, score, np.zeros((5, 2), np.float32), 0.0)
