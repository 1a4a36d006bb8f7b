import csv

import numpy as np
import pytest

from maskapp.opencv import cv2
from maskapp.records import CLASS_LABELS, Box
from maskapp.training.data.sample import Sample
from maskapp.training.plan import TrainingPlan
from maskapp.training.studies import near_duplicates
from maskapp.training.studies.near_duplicates import joined, same_photograph, study_near_duplicates

WITH, WITHOUT, _ = CLASS_LABELS


def turned(image, degrees=12.0, zoom=1.1):
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, zoom)
    return cv2.warpAffine(image, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)


def blotches(seed: int):
    """A picture with structure, a different one for each seed."""
    coarse = np.random.default_rng(seed).integers(0, 256, (40, 40, 3), np.uint8)
    return cv2.resize(coarse, (200, 200), interpolation=cv2.INTER_CUBIC)


def points(image):
    return near_duplicates._points(image)


@pytest.mark.parametrize("change", [turned, lambda image: cv2.GaussianBlur(image, (0, 0), 1.5)])
def test_a_changed_copy_is_the_same_photograph(change) -> None:
    image = blotches(1)
    assert same_photograph(points(image), points(change(image)))


def test_other_pictures_and_empty_ones_are_not() -> None:
    assert not same_photograph(points(blotches(1)), points(blotches(2)))
    empty = points(np.full((200, 200, 3), 128, np.uint8))
    assert not same_photograph(empty, empty)


def test_pairs_that_share_a_member_are_one_group() -> None:
    assert joined([(1, 2), (5, 6), (2, 3), (7, 6)]) == [{1, 2, 3}, {5, 6, 7}]
    assert joined([]) == []


def test_groups_that_share_a_photograph_are_listed_whole(tmp_path, monkeypatch) -> None:
    """Of three groups two hold copies of a photograph; all of those two belong together."""
    pictures = {
        "with_mask/a.png": ("1", blotches(1)),
        "with_mask/b.png": ("1", blotches(2)),
        "without_mask/c.png": ("2", turned(blotches(1))),
        "without_mask/d.png": ("3", blotches(4)),
    }
    samples = []
    for name, (group, image) in pictures.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        cv2.imwrite(str(path), image)
        label = WITH if name.startswith("with_") else WITHOUT
        samples.append(Sample(path, label, "web", group, Box(20, 20, 180, 180)))
    monkeypatch.setattr(
        near_duplicates, "_alike", lambda _: [(i, j) for i in range(4) for j in range(i + 1, 4)]
    )
    monkeypatch.setattr(near_duplicates, "_appearance", lambda *_: None)
    monkeypatch.setattr(near_duplicates, "build_network", _NoNetwork)
    study_near_duplicates(samples, None, TrainingPlan(), tmp_path)
    with (tmp_path / "near_duplicates.csv").open(encoding="utf-8") as file:
        listed = {row["file"]: row["group"] for row in csv.DictReader(file)}
    assert set(listed) == {"with_mask/a.png", "with_mask/b.png", "without_mask/c.png"}
    assert len(set(listed.values())) == 1


def test_the_likeliest_pairs_are_looked_at() -> None:
    rows = np.eye(8, dtype=np.float32)
    rows[3] = rows[5]
    assert near_duplicates._alike(rows) == [(3, 5)]


class _NoNetwork:
    layers = (None, None)

    def __init__(self, *_) -> None:
        pass
