import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from maskapp.records import Box, Detection
from maskapp.training.data.webcam_frame import in_frame
from maskapp.training.studies import compare_detectors
from maskapp.training.studies.compare_detectors import dimmed, study_detectors

PORTRAIT_FACE = (76, 70, 166, 200)  # as the pictures of `coco_dir` are annotated


class FakeDetector:
    """Finds the annotated face of a picture of 256 px in a frame, and one thing that is none."""

    def __init__(self, score: float) -> None:
        self.score = score

    def detect(self, image: np.ndarray, _long_side_px: int) -> list[Detection]:
        assert image.shape == (480, 640, 3)
        _, (box,) = in_frame(
            np.zeros((256, 256, 3), np.uint8), np.array([PORTRAIT_FACE], np.float32)
        )
        boxes = [(Box(*map(float, box)), self.score), (Box(0, 0, 20, 20), 0.32)]
        return [Detection(one, score, np.zeros((5, 2), np.float32)) for one, score in boxes]


@pytest.fixture
def fakes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compare_detectors, "CenterFaceDetector", lambda _score: FakeDetector(0.45))
    monkeypatch.setattr(compare_detectors, "LiteRTFaceDetector", lambda *_: FakeDetector(0.9))
    monkeypatch.setattr(compare_detectors, "centerface_in_keras", lambda: None)
    monkeypatch.setattr(compare_detectors, "as_tflite", lambda *_: None)
    monkeypatch.setattr(compare_detectors, "is_held_out", lambda *_: True)


def test_what_is_found_at_each_threshold_is_written(fakes, coco_dir: Path, tmp_path: Path) -> None:
    study_detectors([coco_dir], tmp_path)
    rows = json.loads((tmp_path / "detectors.json").read_text())
    assert {row["detector"] for row in rows} == {
        "CenterFace, OpenCV",
        "CenterFace, LiteRT",
        "ours, LiteRT",
        "ours, with the face check",
    }

    def row(detector: str, threshold: float) -> dict:
        return next(r for r in rows if r["detector"] == detector and r["threshold"] == threshold)

    assert row("CenterFace, OpenCV", 0.35)["detected"]["without_mask ge80"] == 1
    assert row("CenterFace, OpenCV", 0.5)["detected"]["without_mask ge80"] == 0
    assert row("ours, LiteRT", 0.5)["detected"]["ge20"] == 1
    assert row("ours, LiteRT", 0.3)["not_annotated"] == 1
    assert row("ours, LiteRT", 0.35)["not_annotated"] == 0
    # It looks again at what is no face, whose score is 0.32, and keeps it doubtful at most.
    assert row("ours, with the face check", 0.5)["detected"]["ge20"] == 1
    assert row("ours, with the face check", 0.35)["not_annotated"] == 0
    assert row("ours, LiteRT", 0.35)["faces"]["without_mask ge80"] == 12
    assert all(r["milliseconds"] >= 0 for r in rows)


def test_what_is_found_in_a_crowd_is_no_false_alarm(fakes, coco_dir: Path, tmp_path: Path) -> None:
    content = json.loads((coco_dir / "annotations.json").read_text())
    crowd = {"category_id": 2, "bbox": [-80, 0, 60, 60], "iscrowd": 1}
    content["annotations"] += [{"image_id": i, **crowd} for i in range(12)]
    shutil.copytree(coco_dir / "images", tmp_path / "images")
    (tmp_path / "annotations.json").write_text(json.dumps(content))
    study_detectors([tmp_path], tmp_path)
    rows = json.loads((tmp_path / "detectors.json").read_text())
    assert {row["not_annotated"] for row in rows} == {0}


def test_dim_light_is_dim_and_has_noise() -> None:
    dim = dimmed(np.full((50, 50, 3), 255, np.uint8), np.random.default_rng(1)).astype(float)
    assert dim.mean() == pytest.approx(0.3 * 255, abs=1.5)
    assert dim.std() == pytest.approx(0.02 * 255, abs=0.5)
