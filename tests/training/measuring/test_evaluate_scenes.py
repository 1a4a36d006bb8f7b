import json
from pathlib import Path

import numpy as np
import pytest

from maskapp import paths
from maskapp.errors import DatasetError
from maskapp.opencv import cv2
from maskapp.pipeline.engine import STILL_SCORE_THRESHOLD
from maskapp.records import CLASS_LABELS, Box, Face, Frame, FrameResult, MaskLabel
from maskapp.settings.settings import Settings
from maskapp.training.data.split import is_held_out
from maskapp.training.detector_plan import read_detector_plan
from maskapp.training.measuring.evaluate_scenes import process_scenes, scenes_report
from maskapp.training.measuring.scene_search import AS_STILLS, SceneSearch

WITH, WITHOUT, WRONG = CLASS_LABELS


def face(box: Box, label: MaskLabel, probability=0.6, score=0.9) -> Face:
    rest = (1 - probability) / 2
    given = {one: probability if one is label else rest for one in CLASS_LABELS}
    return Face(1, box, label, probability, given, score, np.zeros((5, 2), np.float32), 0.0)


@pytest.fixture
def report_of(tmp_path: Path):
    """Reports on pictures with given annotated and detected faces."""

    def measure(
        *pictures: tuple[list[tuple[Box, MaskLabel]], list[Face]],
        search=AS_STILLS,
        crowd: Box | None = None,
    ) -> dict:
        class FakeEngine:
            def __init__(self, *_: object, stills: bool, detector, still_size_px) -> None:
                assert stills
                measure.searched = (detector._score_threshold, still_size_px)

            def process(self, frame: Frame) -> FrameResult:
                return FrameResult(frame, tuple(pictures[frame.index][1]))

        (tmp_path / "images").mkdir()
        annotations = []
        for i, (truths, _) in enumerate(pictures):
            cv2.imwrite(str(tmp_path / "images" / f"{i}.png"), np.zeros((120, 720, 3), np.uint8))
            for box, label in truths:
                bbox = [box.x1, box.y1, box.width, box.height]
                category = CLASS_LABELS.index(label) + 1
                annotations.append({"image_id": i, "category_id": category, "bbox": bbox})
        if crowd:
            bbox = [crowd.x1, crowd.y1, crowd.width, crowd.height]
            annotations.append({"image_id": 0, "category_id": 1, "bbox": bbox, "iscrowd": 1})
        content = {
            "categories": [{"id": i + 1, "name": label} for i, label in enumerate(CLASS_LABELS)],
            "images": [
                {"id": i, "file_name": f"{i}.png", "group": f"g{i}"} for i in range(len(pictures))
            ],
            "annotations": annotations,
        }
        (tmp_path / "annotations.json").write_text(json.dumps(content))
        return scenes_report(
            process_scenes(tmp_path, tmp_path / "unused.tflite", search, FakeEngine)
        )

    return measure


def square(x: float, side: float) -> Box:
    return Box(x, 0, x + side, side)


def test_the_report_of_five_faces(report_of) -> None:
    truths = [(square(0, 10), WITH), (square(100, 30), WITH), (square(200, 60), WITHOUT)]
    truths += [(square(300, 100), WITHOUT), (square(500, 90), WRONG)]
    found = [
        face(square(101, 30), WITH),
        face(square(202, 60), WITHOUT),
        face(square(302, 98), WITH),
        face(square(700, 40), WITH),
    ]
    report = report_of((truths, found))
    assert (report["images"], report["faces"]) == (1, 5)
    assert report["recall"] == pytest.approx(
        {"all": 0.6, "lt20": 0, "20_40": 1, "40_80": 1, "ge80": 0.5}
    )
    assert report["precision"] == pytest.approx(0.75)
    assert report["judged_right"] == pytest.approx(2 / 3)
    assert set(report["map50"]) == {"with_mask", "without_mask", "incorrect_mask", "mean"}
    assert report["map50"]["incorrect_mask"] == 0
    assert report["found_ge20"] == pytest.approx(3 / 4)
    assert report["judged_right_ge20"] == pytest.approx(2 / 3)
    assert report["by_height"] == {
        "lt20": {"faces": 1, "found_faces": 0, "found": 0, "judged_right": None},
        "20_40": {"faces": 1, "found_faces": 1, "found": 1, "judged_right": 1},
        "40_80": {"faces": 1, "found_faces": 1, "found": 1, "judged_right": 1},
        "ge80": {"faces": 2, "found_faces": 1, "found": 0.5, "judged_right": 0},
    }
    assert report["by_label"]["with_mask"]["found"] == 0.5
    assert report["by_label"]["without_mask"]["judged_right"] == 0.5
    assert report["by_label_height"]["without_mask"]["ge80"]["judged_right"] == 0
    assert report["by_label_height"]["incorrect_mask"]["lt20"]["found"] is None
    assert report["confusion"]["without_mask"] == {
        "with_mask": 1,
        "without_mask": 1,
        "incorrect_mask": 0,
    }
    assert report["calibration"]["ece"] == pytest.approx(2 / 3 - 0.6)
    assert report["uncertain"]["share_of_errors"] == 1  # all are given 60 %
    json.dumps(report, allow_nan=False)


def test_faces_from_20_px_on_are_also_measured_alone(report_of) -> None:
    truths = [(square(0, 19), WITH), (square(100, 20), WITH), (square(200, 50), WITHOUT)]
    found = [face(square(0, 19), WITHOUT), face(square(100, 20), WITH)]
    report = report_of((truths, found))
    assert (report["recall"]["all"], report["judged_right"]) == (pytest.approx(2 / 3), 0.5)
    assert (report["found_ge20"], report["judged_right_ge20"]) == (0.5, 1)


def test_average_precision_counts_faces_that_are_never_detected(report_of) -> None:
    """Ranked: found, wrong, found; a third face is never found: (1 + 2/3) / 3."""
    truths = [(square(x, 50), WITH) for x in (0, 100, 200)]
    found = [
        face(square(0, 50), WITH, 0.9),
        face(square(400, 50), WITH, 0.7),
        face(square(100, 50), WITH, 0.7),
    ]
    report = report_of((truths, found))
    assert report["map50"] == pytest.approx({"with_mask": 5 / 9, "mean": 5 / 9})


def test_average_precision_ranks_over_all_pictures(report_of) -> None:
    first = ([(square(0, 50), WITH)], [face(square(0, 50), WITH, 0.6)])
    second = ([(square(0, 50), WITHOUT)], [face(square(0, 50), WITH, 0.9)])
    report = report_of(first, second)
    # Masked: a bare face ranks before the only masked one. Bare: the other way round.
    assert report["map50"] == pytest.approx({"with_mask": 0.5, "without_mask": 0.5, "mean": 0.5})


def test_a_second_detection_of_a_face_is_a_false_one(report_of) -> None:
    truths = [(square(0, 100), WITH)]
    twice = [face(square(0, 100), WITH, score=0.9), face(square(4, 100), WITH, score=0.8)]
    report = report_of((truths, twice))
    assert (report["recall"]["all"], report["precision"]) == (1, 0.5)


def test_a_crowd_is_neither_missed_nor_a_false_alarm(report_of) -> None:
    truths = [(square(0, 50), WITH), (square(210, 40), WITHOUT)]
    found = [
        face(square(0, 50), WITH),
        face(square(212, 40), WITHOUT),  # annotated although it is in the crowd
        face(square(300, 30), WITH),  # in the crowd
        face(square(480, 50), WITH),  # mostly beside it
    ]
    report = report_of((truths, found), crowd=Box(200, 0, 500, 90))
    assert (report["faces"], report["recall"]["all"]) == (2, 1)
    assert report["precision"] == pytest.approx(2 / 3)
    assert report["not_annotated"] == 1


@pytest.mark.parametrize(("shift", "recall"), [(33, 1), (34, 0)])
def test_boxes_match_from_an_iou_of_one_half_on(report_of, shift: float, recall: float) -> None:
    report = report_of(([(square(0, 100), WITH)], [face(square(shift, 100), WITH)]))
    assert report["recall"]["all"] == recall


def test_pictures_without_faces_or_detections_are_reported(report_of) -> None:
    report = report_of(([(square(0, 50), WITH)], []), ([], []))
    assert report["recall"]["all"] == report["precision"] == report["map50"]["mean"] == 0
    json.dumps(report, allow_nan=False)


def test_another_overlap_can_be_asked_for(report_of) -> None:
    picture = ([(square(0, 100), WITH)], [face(square(40, 100), WITH)])
    report = report_of(picture, search=SceneSearch(min_iou=0.35))
    assert (report["recall"]["all"], report["min_iou"]) == (1, 0.35)


def test_detections_without_an_annotation_are_counted_and_reduce_precision(report_of) -> None:
    found = [face(square(0, 50), WITH, score=0.9), face(square(300, 50), WITH, score=0.95)]
    report = report_of(([(square(0, 50), WRONG)], found), ([], []))
    assert report["not_annotated"] == 0.5
    assert report["ap_found"] == 0.5  # the false alarm comes first; labels do not matter


@pytest.mark.parametrize(
    ("search", "threshold", "size_px"),
    [
        (SceneSearch(), STILL_SCORE_THRESHOLD, None),
        (SceneSearch(size_px=640), STILL_SCORE_THRESHOLD, 640),
        (
            SceneSearch(is_live=True),
            Settings().face_score_threshold,
            Settings().detection_size_px,
        ),
    ],
)
def test_faces_are_detected_as_asked(report_of, search, threshold, size_px) -> None:
    report_of(([], []), search=search)
    assert report_of.searched == (threshold, size_px)


def test_a_missing_picture_and_a_box_elsewhere_are_named(report_of, tmp_path: Path) -> None:
    report_of(([(square(0, 50), WITH)], []))
    for problem, change in (
        (r"images, 0\.png: cannot be read", lambda file: file.unlink()),
        (
            r"images/0\.png has 30 × 30 px, and its box \[0, 0, 50, 50\]",
            lambda file: cv2.imwrite(str(file), np.zeros((30, 30, 3), np.uint8)),
        ),
    ):
        change(tmp_path / "images" / "0.png")
        with pytest.raises(DatasetError, match=problem):
            process_scenes(tmp_path, tmp_path / "unused.tflite", AS_STILLS, lambda *_, **__: None)


def test_held_out_pictures_are_those_that_no_training_used(report_of) -> None:
    report = report_of(*[([], [])] * 100, search=SceneSearch(held_out=True))
    plan = read_detector_plan(paths.detector_plan())
    apart = [is_held_out(f"g{i}", plan.validation_share, plan.seed) for i in range(100)]
    assert report["images"] == sum(apart)


def test_no_picture_held_out_is_an_error(report_of) -> None:
    with pytest.raises(DatasetError, match="is held out from training"):
        report_of(([], []), search=SceneSearch(held_out=True))
