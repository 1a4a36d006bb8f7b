import csv
from dataclasses import replace

import numpy as np
import pytest

from maskapp.opencv import cv2
from maskapp.records import CLASS_LABELS, Box
from maskapp.training.data.sample import Sample
from maskapp.training.data.split import place_in_split
from maskapp.training.plan import TrainingPlan
from maskapp.training.studies import near_duplicates
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


@pytest.fixture
def samples(tmp_path) -> list[Sample]:
    """Groups 1 to 3 as close-ups, where 2 has a copy of a picture of 1; street has one of 3."""
    pictures = {
        "with_mask/a.png": ("1", blotches(1)),
        "with_mask/b.png": ("1", blotches(2)),
        "without_mask/c.png": ("2", rotated(blotches(1))),
        "without_mask/d.png": ("3", blotches(4)),
        "without_mask/e.png": ("4", blotches(5)),
        "street/images/f.png": ("f", np.tile(blotches(4), (2, 2, 1))),
    }
    made = []
    for name, (group, image) in pictures.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(path), image)
        label = WITH if name.startswith("with_") else WITHOUT
        made.append(Sample(path, label, "web", group, Box(50, 50, 150, 150)))
    return made


def listed(file) -> dict[str, str]:
    with file.open(encoding="utf-8") as lines:
        return {row["file"]: row["group"] for row in csv.DictReader(lines)}


@pytest.fixture
def no_lists(tmp_path, monkeypatch) -> None:
    for name in ("NEAR_DUPLICATES", "NEAR_DUPLICATE_SCENES"):
        file = tmp_path / f"{name.lower()}.csv"
        file.write_text("file,group\nold.png,3\n")
        monkeypatch.setattr(near_duplicates, name, file)
    (tmp_path / "out").mkdir()


def test_groups_with_copies_are_joined(tmp_path, samples, no_lists) -> None:
    study_near_duplicates(samples, None, TrainingPlan(), tmp_path / "out", all_alike)
    closeups = listed(tmp_path / "out" / "near_duplicates.csv")
    scenes = listed(tmp_path / "out" / "near_duplicate_scenes.csv")
    assert len({closeups[name] for name in ("with_mask/a.png", "without_mask/c.png")}) == 1
    assert closeups["with_mask/b.png"] == closeups["with_mask/a.png"]
    assert scenes["f.png"] == closeups["without_mask/d.png"], "a face in a whole picture"
    assert "without_mask/e.png" not in closeups


def test_lists_are_extended_and_nothing_becomes_held_out(tmp_path, samples, no_lists) -> None:
    study_near_duplicates(samples, None, TrainingPlan(), tmp_path / "out", all_alike)
    closeups = listed(tmp_path / "out" / "near_duplicates.csv")
    assert closeups["old.png"] == closeups["without_mask/d.png"]
    for sample in samples[:4]:
        name = f"{sample.path.parent.name}/{sample.path.name}"
        assert place_in_split(closeups[name], 1) >= place_in_split(sample.group, 1)


def test_faces_of_one_picture_are_no_copies(tmp_path, samples, no_lists) -> None:
    twice = [samples[0], replace(samples[0], group="9")]
    study_near_duplicates(twice, None, TrainingPlan(), tmp_path / "out", all_alike)
    assert "with_mask/a.png" not in listed(tmp_path / "out" / "near_duplicates.csv")
