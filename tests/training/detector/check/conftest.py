"""A tiny network in place of the classifier's, and a detector that knows where faces are."""

from pathlib import Path

import keras
import numpy as np
import pytest

from maskapp.records import Box, Detection
from maskapp.training.data.webcam_frame import in_frame

FACE = (76.0, 70.0, 166.0, 200.0)  # as the pictures of `coco_dir` are annotated, 256 × 256 px


@pytest.fixture(scope="session")
def tiny_trunk(tmp_path_factory) -> Path:
    """A network of 16 px with four features."""
    keras.utils.set_random_seed(2)
    inputs = keras.Input((16, 16, 3))
    seen = keras.layers.Conv2D(4, 3, activation="relu")(inputs)
    pooled = keras.layers.GlobalAveragePooling2D()(seen)
    network = keras.Model(inputs, keras.layers.Dense(3, activation="softmax")(pooled))
    file = tmp_path_factory.mktemp("trunk") / "tiny.keras"
    network.save(file)
    return file


class FakeDetector:
    """Finds something where the annotated face is in a plain view, and in the black edges."""

    def __init__(self, *_: object) -> None:
        self.sizes_px: set[int] = set()

    def detect(self, image: np.ndarray, long_side_px: int) -> list[Detection]:
        assert image.shape == (480, 640, 3)
        self.sizes_px.add(long_side_px)
        _, (face,) = in_frame(np.zeros((256, 256, 3), np.uint8), np.array([FACE], np.float32))
        found = [
            (Box(*map(float, face)), 0.85),
            (Box(5, 5, 65, 65), 0.8),
            (Box(570, 400, 630, 460), 0.6),
        ]
        return [Detection(box, score, np.zeros((5, 2), np.float32)) for box, score in found]


@pytest.fixture
def detector() -> FakeDetector:
    return FakeDetector()
