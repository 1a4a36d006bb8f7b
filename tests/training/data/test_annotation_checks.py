import math
from pathlib import Path

import numpy as np
import pytest

from maskapp.errors import DatasetError
from maskapp.opencv import cv2
from maskapp.records import Box, MaskLabel
from maskapp.training.data.annotation_checks import (
    checked_box,
    checked_file,
    checked_file_inside,
    checked_label,
    is_outside,
    read_annotated,
)


def test_labels_have_their_usual_names() -> None:
    assert checked_label("No Mask") is MaskLabel.WITHOUT_MASK
    for name in ("uncertain", "person", "", None, 1):
        with pytest.raises(ValueError, match="is none of with_mask"):
            checked_label(name)


def test_boxes_are_read_in_both_forms() -> None:
    assert checked_box([1, "2", 30.5, 40]) == Box(1, 2, 30.5, 40)
    assert checked_box([-1, 2, 30, 40], has_size=True) == Box(-1, 2, 29, 42)


@pytest.mark.parametrize(
    "numbers",
    [
        [1, 2, 1, 4],
        [3, 2, 1, 4],
        [1, 2, 3, math.inf],
        [1, 2, math.nan, 4],
        [0, 0, 9, 200_000],
        [0, 0, 9, 10**400],
        [1, 2, 3],
        [1, 2, 3, None],
        "1234",
        None,
    ],
    ids=lambda numbers: str(numbers)[:20],
)
def test_what_is_no_box_is_refused(numbers: object) -> None:
    with pytest.raises(ValueError, match=r"is no box: .*; correct or remove it"):
        checked_box(numbers)


def test_pictures_are_in_the_folder_or_where_a_manifest_says() -> None:
    folder = Path("data")
    assert checked_file(folder, "../a.png") == Path("data/../a.png")
    assert checked_file_inside(folder, "far/ä b.png") == Path("data/far/ä b.png")
    for name in ("../a.png", "far/../../a.png", str(Path("/a.png").absolute())):
        with pytest.raises(ValueError, match="has to be in data"):
            checked_file_inside(folder, name)
    for nothing in ("", "a\0.png", "\ud800.png", None, 5):
        with pytest.raises(ValueError, match="is no file's name"):
            checked_file(folder, nothing)


def test_a_box_may_reach_over_the_edge_but_not_mostly() -> None:
    image = np.zeros((50, 100, 3), np.uint8)
    assert not is_outside(Box(90, 0, 110, 50), image)
    assert is_outside(Box(91, 0, 111, 50), image)
    assert is_outside(Box(0, 0, 101, 101), image)


def test_a_picture_is_named_with_its_folder(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=rf"In {tmp_path}, nope\.png: .*; repair or remove it"):
        read_annotated(tmp_path / "nope.png", [])
    cv2.imwrite(str(tmp_path / "a.png"), np.zeros((50, 100, 3), np.uint8))
    assert read_annotated(tmp_path / "a.png", [Box(0, 0, 9, 9)]).shape == (50, 100, 3)
    with pytest.raises(DatasetError, match=r"a\.png has 100 × 50 px, and its box \[0, 60, 9, 70\]"):
        read_annotated(tmp_path / "a.png", [Box(0, 0, 9, 9), Box(0, 60, 9, 70)])
