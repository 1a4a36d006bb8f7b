import numpy as np
import pytest

from maskapp.opencv import cv2
from maskapp.records import CLASS_LABELS, Box, MaskLabel
from maskapp.training.fitting.augment import augmented_crop, random_border

WITH, WITHOUT, WRONG = CLASS_LABELS
BOX = Box(70, 60, 130, 140)


@pytest.fixture
def noise() -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (200, 200, 3)).astype(np.uint8)


def generator(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


@pytest.mark.parametrize("label", CLASS_LABELS)
def test_the_seed_determines_the_crop(noise, label: MaskLabel) -> None:
    before = noise.copy()
    crops = [augmented_crop(noise, BOX, label, 64, generator(seed)) for seed in range(40)]
    again = [augmented_crop(noise, BOX, label, 64, generator(seed)) for seed in range(40)]
    for crop, same in zip(crops, again, strict=True):
        assert crop.shape == (64, 64, 3)
        assert crop.dtype == np.uint8
        assert np.array_equal(crop, same)
    assert len({crop.tobytes() for crop in crops}) == 40
    assert np.array_equal(noise, before)


def test_masks_worn_wrong_are_shrunk_less(noise) -> None:
    """How a mask is worn cannot be seen on a small face; shrinking removes detail."""

    def detail(label: MaskLabel) -> float:
        crops = [augmented_crop(noise, BOX, label, 64, generator(seed)) for seed in range(100)]
        return float(np.mean([cv2.Laplacian(crop, cv2.CV_32F).std() for crop in crops]))

    assert detail(WRONG) > 1.03 * detail(WITHOUT)


@pytest.mark.parametrize(
    "box", [Box(0, 0, 1, 1), Box(-20, -20, 20, 20), Box(195, 195, 200, 200), Box(0, 0, 200, 200)]
)
def test_boxes_at_and_beyond_the_edges_can_be_cropped(noise, box: Box) -> None:
    for seed in range(30):
        crop = augmented_crop(noise, box, WRONG, 32, generator(seed))
        assert crop.shape == (32, 32, 3)


def test_the_face_stays_in_the_middle() -> None:
    """However it is rotated and shifted, a bright face on black is bright in the middle."""
    image = np.zeros((200, 200, 3), np.uint8)
    cv2.ellipse(image, (100, 100), (30, 40), 0, 0, 360, (255, 255, 255), -1)
    middles = []
    for seed in range(60):
        crop = augmented_crop(image, BOX, WITHOUT, 64, generator(seed)).astype(float)
        middles.append(crop[24:36, 24:40].mean() - crop[:, :4].mean())
    assert np.mean(np.array(middles) > 5) > 0.95


def test_borders_are_random_and_mostly_replicate_the_edge() -> None:
    borders = [random_border(generator(seed)) for seed in range(80)]
    assert set(borders) == {cv2.BORDER_REPLICATE, cv2.BORDER_REFLECT_101, cv2.BORDER_CONSTANT}
    assert 0.3 < borders.count(cv2.BORDER_REPLICATE) / 80 < 0.7
