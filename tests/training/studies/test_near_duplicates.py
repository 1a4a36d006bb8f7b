import csv

import numpy as np
import pytest

from maskapp.opencv import cv2
from maskapp.records import CLASS_LABELS, Box
from maskapp.training.data.sample import Sample
from maskapp.training.plan import TrainingPlan
from maskapp.training.studies.near_duplicates import (
    connected_groups,
    image_points,
    is_same_photograph,
    similar_pairs,
    study_near_duplicates,
)

WITH, WITHOUT, _ = CLASS_LABELS


def rotated(image, degrees=12.0, zoom=1.1):
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, zoom)
    return cv2.warpAffine(image, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)


def blurred(image):
    return cv2.GaussianBlur(image, (0, 0), 1.5)


def blotches(seed: int):
    """A picture with structure, a different one for each seed."""
    coarse = np.random.default_rng(seed).integers(0, 256, (40, 40, 3), np.uint8)
    return cv2.resize(coarse, (200, 200), interpolation=cv2.INTER_CUBIC)


@pytest.mark.parametrize(
    "change",
    [rotated, lambda image: cv2.GaussianBlur(image, (0, 0), 1.5)],
    ids=["rotated", "blurred"],
)
def test_a_changed_copy_is_the_same_photograph(change) -> None:
    image = blotches(1)
    assert is_same_photograph(image_points(image), image_points(change(image)))


def test_other_and_empty_images_are_not_the_same_photograph() -> None:
    assert not is_same_photograph(image_points(blotches(1)), image_points(blotches(2)))
    empty = image_points(np.full((200, 200, 3), 128, np.uint8))
    assert not is_same_photograph(empty, empty)


def test_pairs_that_share_a_member_are_one_group() -> None:
    groups = connected_groups([(5, 6), (1, 2), (2, 3), (7, 6)], 9)
    assert [group.tolist() for group in groups] == [[1, 2, 3], [5, 6, 7]]
    assert connected_groups([], 3) == []


def test_similar_rows_are_candidates() -> None:
    rows = np.eye(8, dtype=np.float32)
    rows[3] = rows[5]
    assert similar_pairs(rows) == [(3, 5)]


def all_alike(samples, base_weights, plan) -> np.ndarray:
    return np.ones((len(samples), 1), np.float32)


def test_groups_with_copies_are_listed_whole(tmp_path) -> None:
    """Of three groups, two hold copies of a photograph; all pictures of both are listed."""
    pictures = {
        "with_mask/a.png": ("1", blotches(1)),
        "with_mask/b.png": ("1", blotches(2)),
        "without_mask/c.png": ("2", rotated(blotches(1))),
        "without_mask/d.png": ("3", blotches(4)),
    }
    samples = []
    for name, (group, image) in pictures.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        cv2.imwrite(str(path), image)
        label = WITH if name.startswith("with_") else WITHOUT
        samples.append(Sample(path, label, "web", group, Box(20, 20, 180, 180)))
    study_near_duplicates(samples, None, TrainingPlan(), tmp_path, all_alike)
    with (tmp_path / "near_duplicates.csv").open(encoding="utf-8") as file:
        listed = {row["file"]: row["group"] for row in csv.DictReader(file)}
    assert listed == dict.fromkeys(sorted(pictures)[:3], "with_mask/a.png")
