from pathlib import Path

import numpy as np
import pytest

from maskapp.training.detector.batches import FrameBatches
from maskapp.training.detector.pictures import AnnotatedPicture, list_pictures
from maskapp.training.detector.teaching import teach


class Teacher:
    """Says the same of every cell, and notes the frames."""

    def __init__(self) -> None:
        self.frames: list[np.ndarray] = []

    def logits(self, image: np.ndarray, boxes: np.ndarray, ignored: np.ndarray) -> np.ndarray:
        self.frames.append(image)
        return np.full((16, 16), -2, np.float32)


@pytest.fixture
def pictures(coco_dir: Path) -> list[AnnotatedPicture]:
    listed = list_pictures([coco_dir])
    return teach(listed, [np.empty((0, 15), np.float32)] * len(listed), {})


def test_batches_are_the_same_for_the_same_seed_and_epoch(pictures) -> None:
    batches, again = (FrameBatches(pictures, Teacher(), 64, 2, 3, seed=1) for _ in range(2))
    frames, targets = batches[0]
    assert frames.shape == (2, 64, 64, 3)
    assert targets.shape[:3] == (2, 16, 16)
    assert 0 <= frames.min() < frames.max() <= 1
    assert np.array_equal(frames, again[0][0])
    assert not np.array_equal(frames, again[1][0])
    again.on_epoch_end()
    assert not np.array_equal(frames, again[0][0])
    resumed = FrameBatches(pictures, Teacher(), 64, 2, 3, seed=1, first_epoch=1)
    assert np.array_equal(resumed[0][0], again[0][0])


def test_the_teacher_sees_the_frames_before_their_light_is_changed(pictures) -> None:
    teacher = Teacher()
    frames, targets = FrameBatches(pictures, teacher, 64, 12, 1, seed=1)[0]
    assert (targets[..., 17] == -2).all()
    seen = np.stack(teacher.frames)[..., ::-1] / np.float32(255)
    assert seen.shape == frames.shape
    assert not np.allclose(seen, frames, atol=1e-2)
