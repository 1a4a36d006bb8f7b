import json
from pathlib import Path

import numpy as np
import pytest

from maskapp.errors import DatasetError
from maskapp.opencv import cv2
from maskapp.records import CLASS_LABELS, Box, Face, Frame, FrameResult, MaskLabel
from maskapp.training import evaluate
from maskapp.training.dataset import Sample
from maskapp.training.evaluate import (
    evaluate_faces,
    evaluate_scenes,
    judge_samples,
    judged_as_report,
)

WITH, WITHOUT, WRONG = CLASS_LABELS


def sample(label: MaskLabel, source="web", height=50.0, path=Path("unused.png")) -> Sample:
    return Sample(path, label, source, "1", Box(0, 0, 30, height))


def test_numbers_of_a_hand_made_example() -> None:
    samples = [
        sample(WITH, "web"),
        sample(WITH, "web"),
        sample(WITH, "street", 10),
        sample(WITHOUT, "web"),
        sample(WITHOUT, "street", 100),
        sample(WRONG, "street"),
    ]
    judged = [WITH, WITH, WITHOUT, WITHOUT, WITHOUT, WITH]
    report = judged_as_report(samples, judged)
    assert report["samples"] == 6
    assert report["accuracy"] == pytest.approx(4 / 6)
    per_class = report["per_class"]
    assert per_class["with_mask"] == pytest.approx(
        {"precision": 2 / 3, "recall": 2 / 3, "f1": 2 / 3, "support": 3}
    )
    assert per_class["without_mask"] == pytest.approx(
        {"precision": 2 / 3, "recall": 1, "f1": 0.8, "support": 2}
    )
    assert per_class["incorrect_mask"] == {"precision": 0, "recall": 0, "f1": 0, "support": 1}
    street = report["by_source"]["street"]
    assert street["samples"] == 3
    assert street["accuracy"] == pytest.approx(1 / 3)
    assert street["recall"] == {"with_mask": 0, "without_mask": 1, "incorrect_mask": 0}
    assert report["by_source"]["web"]["recall"] == {"with_mask": 1, "without_mask": 1}
    assert {band: row["samples"] for band, row in report["by_height"].items()} == {
        "lt20": 1,
        "40_80": 4,
        "ge80": 1,
    }
    json.dumps(report, allow_nan=False)


def test_labels_that_do_not_occur_are_reported_as_nothing() -> None:
    report = judged_as_report([sample(WITH)], [WITH])
    assert report["accuracy"] == 1
    assert report["per_class"]["incorrect_mask"]["support"] == 0
    assert set(report["per_class"]) == {"with_mask", "without_mask", "incorrect_mask"}


class BrightnessClassifier:
    """Calls bright faces masked; sees only the box."""

    def classify(self, image, boxes) -> np.ndarray:
        means = [image[int(b.y1) : int(b.y2), int(b.x1) : int(b.x2)].mean() / 255 for b in boxes]
        return np.array([[mean, 1 - mean, 0.0] for mean in means], np.float32)


def test_each_face_is_judged_in_its_box(tmp_path: Path) -> None:
    image = np.zeros((60, 60, 3), np.uint8)
    image[:50, :30] = 255
    cv2.imwrite(str(tmp_path / "a.png"), image)
    bright = sample(WITH, path=tmp_path / "a.png")
    dark = Sample(tmp_path / "a.png", WITHOUT, "web", "1", Box(30, 0, 60, 50))
    assert judge_samples([bright, dark], BrightnessClassifier()) == [WITH, WITHOUT]


def test_pictures_without_a_face_are_told(tmp_path: Path, network_dir: Path) -> None:
    for label in ("with_mask", "without_mask"):
        (tmp_path / label).mkdir()
        cv2.imwrite(str(tmp_path / label / "wall.png"), np.full((60, 60, 3), 90, np.uint8))
    with pytest.raises(DatasetError, match="No face was found"):
        evaluate_faces(tmp_path, network_dir / "colours.tflite")


def face(box: Box, label: MaskLabel, probability=0.8, score=0.9) -> Face:
    rest = (1 - probability) / 2
    given = {one: probability if one is label else rest for one in CLASS_LABELS}
    return Face(1, box, label, probability, given, score, np.zeros((5, 2), np.float32), 0.0)


@pytest.fixture
def scenes(tmp_path: Path, monkeypatch):
    """Scenes whose annotated and found faces the test says."""

    def measure(*pictures: tuple[list[tuple[Box, MaskLabel]], list[Face]]) -> dict:
        class FakeEngine:
            def __init__(self, *_: object, stills: bool) -> None:
                assert stills

            def process(self, frame: Frame) -> FrameResult:
                return FrameResult(frame, tuple(pictures[frame.index][1]))

        (tmp_path / "images").mkdir()
        annotations = []
        for i, (truths, _) in enumerate(pictures):
            cv2.imwrite(str(tmp_path / "images" / f"{i}.png"), np.zeros((8, 8, 3), np.uint8))
            for box, label in truths:
                bbox = [box.x1, box.y1, box.width, box.height]
                category = CLASS_LABELS.index(label) + 1
                annotations.append({"image_id": i, "category_id": category, "bbox": bbox})
        content = {
            "categories": [{"id": i + 1, "name": label} for i, label in enumerate(CLASS_LABELS)],
            "images": [{"id": i, "file_name": f"{i}.png"} for i in range(len(pictures))],
            "annotations": annotations,
        }
        (tmp_path / "annotations.json").write_text(json.dumps(content))
        monkeypatch.setattr(evaluate, "Engine", FakeEngine)
        return evaluate_scenes(tmp_path, tmp_path / "unused.tflite")

    return measure


def square(x: float, side: float) -> Box:
    return Box(x, 0, x + side, side)


def test_recall_precision_and_bands(scenes) -> None:
    truths = [(square(0, 10), WITH), (square(100, 30), WITH), (square(200, 60), WITHOUT)]
    truths += [(square(300, 100), WITHOUT), (square(500, 90), WRONG)]
    found = [
        face(square(101, 30), WITH),
        face(square(202, 60), WITHOUT),
        face(square(302, 98), WITH),
        face(square(700, 40), WITH),
    ]
    report = scenes((truths, found))
    assert (report["images"], report["faces"]) == (1, 5)
    assert report["recall"] == pytest.approx(
        {"all": 0.6, "lt20": 0, "20_40": 1, "40_80": 1, "ge80": 0.5}
    )
    assert report["precision"] == pytest.approx(0.75)
    assert report["judged_right"] == pytest.approx(2 / 3)
    assert set(report["map50"]) == {"with_mask", "without_mask", "incorrect_mask", "mean"}
    assert report["map50"]["incorrect_mask"] == 0
    json.dumps(report, allow_nan=False)


def test_average_precision_by_hand(scenes) -> None:
    """Ranked: found, wrong, found; a third face is never found: (1 + 2/3) / 3."""
    truths = [(square(x, 50), WITH) for x in (0, 100, 200)]
    found = [
        face(square(0, 50), WITH, 0.9),
        face(square(400, 50), WITH, 0.8),
        face(square(100, 50), WITH, 0.7),
    ]
    report = scenes((truths, found))
    assert report["map50"] == pytest.approx({"with_mask": 5 / 9, "mean": 5 / 9})


def test_average_precision_ranks_over_all_pictures(scenes) -> None:
    first = ([(square(0, 50), WITH)], [face(square(0, 50), WITH, 0.6)])
    second = ([(square(0, 50), WITHOUT)], [face(square(0, 50), WITH, 0.9)])
    report = scenes(first, second)
    # Masked: a bare face ranks before the only masked one. Bare: the other way round.
    assert report["map50"] == pytest.approx({"with_mask": 0.5, "without_mask": 0.5, "mean": 0.5})


def test_a_face_counts_once_and_needs_half_an_overlap(scenes) -> None:
    truths = [(square(0, 100), WITH)]
    twice = [face(square(0, 100), WITH, score=0.9), face(square(4, 100), WITH, score=0.8)]
    report = scenes((truths, twice))
    assert (report["recall"]["all"], report["precision"]) == (1, 0.5)


@pytest.mark.parametrize(("shift", "recall"), [(33, 1), (34, 0)])
def test_the_overlap_needed_is_a_half(scenes, shift: float, recall: float) -> None:
    report = scenes(([(square(0, 100), WITH)], [face(square(shift, 100), WITH)]))
    assert report["recall"]["all"] == recall


def test_nothing_found_and_nothing_there(scenes) -> None:
    report = scenes(([(square(0, 50), WITH)], []), ([], []))
    assert report["recall"]["all"] == report["precision"] == report["map50"]["mean"] == 0
    json.dumps(report, allow_nan=False)
