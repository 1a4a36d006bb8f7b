from pathlib import Path

import numpy as np
import pytest

from maskapp.errors import DatasetError
from maskapp.settings.settings import EngineSettings
from maskapp.training.detector.check.detections import (
    training_detections,
    validation_detections,
)
from maskapp.training.detector.check.features import Trunk
from maskapp.training.detector.pictures import Listed, list_pictures
from maskapp.training.detector.teaching import teach


def taught(pictures: list[Listed], *found: tuple[float, ...]) -> list:
    rows = np.array([[*row, *[0.0] * 10] for row in found], np.float32).reshape(-1, 15)
    return teach(pictures, [rows] * len(pictures), {})


@pytest.fixture
def trunk(tiny_trunk: Path) -> Trunk:
    return Trunk(tiny_trunk)


def test_each_picture_is_seen_in_three_views_at_the_live_size(
    coco_dir: Path, detector, trunk: Trunk
) -> None:
    listed = list_pictures([coco_dir])
    harvest = training_detections(taught(listed), detector, trunk, 1)
    known = harvest.detections
    assert detector.sizes_px == {EngineSettings().detection_size_px}
    assert len(known.scores) + harvest.left_out == 12 * 3 * 3
    assert known.features.shape == (len(known.scores), 4)
    assert set(known.groups) == {f"g{i}" for i in range(12)}
    # The edges are none in each view; the face is seen at least in the plain one.
    assert (~known.is_face[known.scores < 0.82]).all()
    assert known.is_face[known.scores > 0.82].sum() >= 12


def test_the_same_seed_gives_the_same_detections(coco_dir: Path, detector, trunk: Trunk) -> None:
    pictures = taught(list_pictures([coco_dir]))
    first, again, other = (
        training_detections(pictures, detector, trunk, seed).detections for seed in (1, 1, 2)
    )
    assert np.array_equal(first.features, again.features)
    assert not np.array_equal(first.features[:60], other.features[:60])


def test_what_the_teacher_finds_is_left_out(coco_dir: Path, detector, trunk: Trunk) -> None:
    """It finds, at the left edge, beside the picture, where the detector finds something."""
    listed = list_pictures([coco_dir])
    box = (-40.0, 2.7, -8.0, 34.7)  # 5 to 65 px in the frame
    for score in (0.9, 0.4):  # a face, and what may be one
        harvest = training_detections(taught(listed, (*box, score)), detector, trunk, 1)
        plain_edges = int(np.isclose(harvest.detections.scores, 0.8).sum())
        assert plain_edges <= 24, "those of the plain views are left out"
        assert harvest.left_out >= 12


def test_in_validation_what_matches_no_annotation_is_none(
    coco_dir: Path, detector, trunk: Trunk
) -> None:
    known, crops = validation_detections(list_pictures([coco_dir]), detector, trunk)
    assert known.is_face.tolist() == [True, False, False] * 12
    assert known.scores[:3] == pytest.approx([0.85, 0.8, 0.6])
    assert len(crops) == 36
    assert trunk.features(crops) == pytest.approx(known.features, abs=1e-5)


def test_in_validation_crowds_are_left_out(coco_dir: Path, detector, trunk: Trunk) -> None:
    one = list_pictures([coco_dir])[0]
    crowd = np.array([[-50, 0, -1, 60]], np.float32)
    crowded = Listed(one.path, one.source, one.group, one.boxes, one.labels, False, crowd)
    known, _ = validation_detections([crowded], detector, trunk)
    assert known.is_face.tolist() == [True, False]


def test_an_unreadable_picture_is_an_error(
    coco_dir: Path, tmp_path: Path, detector, trunk: Trunk
) -> None:
    one = list_pictures([coco_dir])[0]
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    lost = Listed(broken, one.source, one.group, one.boxes, one.labels, False)
    with pytest.raises(DatasetError, match=r"broken\.png"):
        validation_detections([lost], detector, trunk)
    with pytest.raises(DatasetError, match=r"broken\.png"):
        training_detections(taught([lost]), detector, trunk, 1)
