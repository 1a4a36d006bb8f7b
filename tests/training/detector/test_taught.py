from pathlib import Path

import numpy as np
import pytest

from maskapp.errors import DatasetError
from maskapp.records import Box, Detection
from maskapp.training.detector import taught
from maskapp.training.detector.pictures import list_pictures
from maskapp.training.detector.taught import taught_pictures
from maskapp.training.detector_plan import DetectorPlan

PLAN = DetectorPlan(validation_share=0.3)
CORNER = Box(200, 200, 240, 240)


class Teacher:
    """Finds one face that nobody has annotated."""

    def __init__(self, _threshold: float) -> None: ...

    def detect(self, *_: object) -> list[Detection]:
        return [Detection(CORNER, 0.9, np.zeros((5, 2), np.float32))]


@pytest.fixture(autouse=True)
def _fake_teacher(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taught, "CenterFaceDetector", Teacher)


def test_both_sides_get_what_the_teacher_finds(coco_dir: Path, tmp_path: Path) -> None:
    listed = list_pictures([coco_dir])
    training, apart = taught_pictures(listed, PLAN, tmp_path)
    groups = {one.group for one in training}, {one.group for one in apart}
    assert not groups[0] & groups[1]
    assert groups[0] | groups[1] == {one.group for one in listed}
    for picture in [*training, *apart]:
        assert len(picture.labels) == 1
        assert picture.boxes[1] == pytest.approx(CORNER)
        assert not picture.difficulties.any()


def test_what_the_start_misses_is_difficult(coco_dir: Path, tmp_path: Path) -> None:
    file = tmp_path / "start"
    file.write_bytes(b"weights")
    training, _ = taught_pictures(list_pictures([coco_dir]), PLAN, tmp_path, (Teacher(0), file))
    assert training[0].difficulties == pytest.approx([1, 0.1])


def test_sides_without_faces_are_refused(coco_dir: Path, tmp_path: Path) -> None:
    none_apart = DetectorPlan(validation_share=0.01)
    with pytest.raises(DatasetError, match="no whole picture with faces to validate on"):
        taught_pictures(list_pictures([coco_dir]), none_apart, tmp_path)
