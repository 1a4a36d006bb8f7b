"""A detector and a classifier that do what a test wants, and frames for them."""

from pathlib import Path

import numpy as np

from maskapp.records import Box, Detection, Frame

IMAGE = np.zeros((240, 320, 3), np.uint8)


class FakeDetector:
    """A detector that returns given boxes and records the sizes requested."""

    def __init__(self, score_threshold: float) -> None:
        self.score_threshold = score_threshold
        self.sizes_px: list[int] = []
        self.boxes = [Box(50, 50, 90, 100)]
        self.score = 0.9

    def detect(self, image, long_side_px: int) -> list[Detection]:
        self.sizes_px.append(long_side_px)
        boxes = self.boxes if self.score >= self.score_threshold else []
        return [Detection(box, self.score, np.zeros((5, 2), np.float32)) for box in boxes]


class FakeClassifier:
    """A classifier that gives every face the same probabilities."""

    def __init__(self, _model: Path) -> None:
        self.batches: list[int] = []
        self.probabilities = (0.9, 0.1, 0.0)

    def classify(self, image, boxes) -> np.ndarray:
        assert boxes
        self.batches.append(len(boxes))
        return np.array([self.probabilities] * len(boxes), np.float32)


def frame(index: int, fps=25, image=IMAGE) -> Frame:
    return Frame(image, index, index / fps)
