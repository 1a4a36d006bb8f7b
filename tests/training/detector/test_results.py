import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from maskapp.training.detector.pictures import list_pictures
from maskapp.training.detector.results import describe_pictures, read_calibration
from maskapp.training.detector.teaching import teach
from maskapp.training.fitting.record import NETWORK_HASH, file_hash


def test_pictures_are_described_by_counts_and_a_hash(coco_dir: Path) -> None:
    listed = list_pictures([coco_dir])
    pictures = teach(listed, [np.empty((0, 15), np.float32)] * len(listed), {})
    described = describe_pictures(pictures)
    assert (described["pictures"], described["faces"]) == (12, 12)
    assert described["cells"] == {f"{coco_dir.name}/without_mask/ge80": 12}
    assert describe_pictures(pictures[::-1]) == described
    moved = [replace(pictures[0], boxes=pictures[0].boxes + 1), *pictures[1:]]
    assert describe_pictures(moved)["sha256"] != described["sha256"]


@pytest.mark.parametrize(
    "text",
    [
        None, "", "[]", "{}", '{"calibration": {"logit": 1}}',
        '{"calibration": {"logit": 0, "log_height": 1, "bias": 1}}',
        '{"calibration": {"logit": NaN, "log_height": 1, "bias": 1}}',
    ],
)  # fmt: skip
def test_a_detector_without_a_usable_record_has_no_calibration(tmp_path: Path, text) -> None:
    if text is not None:
        (tmp_path / "d.json").write_text(text)
    assert read_calibration(tmp_path / "d.keras") is None


def test_the_calibration_is_read_from_the_record(tmp_path: Path) -> None:
    record = {"calibration": {"logit": 3.0, "log_height": 1.5, "bias": -0.5}}
    (tmp_path / "d.json").write_text(json.dumps(record))
    assert read_calibration(tmp_path / "d.keras") == pytest.approx([3, 1.5, -0.5])


def test_the_calibration_of_another_detector_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "d.keras"
    file.write_bytes(b"weights")
    calibration = {"logit": 3.0, "log_height": 1.5, "bias": -0.5}
    record = {NETWORK_HASH: file_hash(file), "calibration": calibration}
    (tmp_path / "d.json").write_text(json.dumps(record))
    assert read_calibration(file) == pytest.approx([3, 1.5, -0.5])
    file.write_bytes(b"other weights")
    assert read_calibration(file) is None
