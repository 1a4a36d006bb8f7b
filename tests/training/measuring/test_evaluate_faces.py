import json
from pathlib import Path

import numpy as np
import pytest

from maskapp.errors import DatasetError
from maskapp.files.picture_files import read_picture
from maskapp.opencv import cv2
from maskapp.paths import training_plan
from maskapp.pipeline.classify import MaskClassifier
from maskapp.records import CLASS_LABELS, Box, MaskLabel
from maskapp.settings.settings import Settings
from maskapp.training.data.sample import Sample
from maskapp.training.data.split import is_held_out
from maskapp.training.measuring.evaluate_faces import (
    ClassifiedFaces,
    classify_faces,
    classify_samples,
    faces_report,
)
from maskapp.training.measuring.report_tables import faces_summary
from maskapp.training.plan import read_plan

WITH, WITHOUT, WRONG = CLASS_LABELS


def sample(label: MaskLabel, source="web", height=50.0, path=Path("unused.png")) -> Sample:
    return Sample(path, label, source, "1", Box(0, 0, 30, height))


def classified_as(
    samples: list[Sample], labels: list[MaskLabel], confidence=0.8
) -> ClassifiedFaces:
    rest = (1 - confidence) / 2
    rows = [[confidence if one is label else rest for one in CLASS_LABELS] for label in labels]
    return ClassifiedFaces(samples, np.array(rows, np.float32))


def test_the_report_of_six_faces() -> None:
    samples = [
        sample(WITH, "web"),
        sample(WITH, "web"),
        sample(WITH, "street", 10),
        sample(WITHOUT, "web"),
        sample(WITHOUT, "street", 100),
        sample(WRONG, "street"),
    ]
    labels = [WITH, WITH, WITHOUT, WITHOUT, WITHOUT, WITH]
    report = faces_report(classified_as(samples, labels))
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
    assert report["by_source"]["web"]["support"] == {"with_mask": 2, "without_mask": 1}
    assert report["confusion"] == {
        "with_mask": {"with_mask": 2, "without_mask": 1, "incorrect_mask": 0},
        "without_mask": {"with_mask": 0, "without_mask": 2, "incorrect_mask": 0},
        "incorrect_mask": {"with_mask": 1, "without_mask": 0, "incorrect_mask": 0},
    }
    by_both = report["by_source_height"]
    assert {source: list(bands) for source, bands in by_both.items()} == {
        "street": ["lt20", "40_80", "ge80"],
        "web": ["40_80"],
    }
    assert by_both["street"]["lt20"]["recall"] == {"with_mask": 0}
    assert by_both["web"]["40_80"]["accuracy"] == 1
    json.dumps(report, allow_nan=False)


def test_the_report_holds_calibration_and_uncertain_shares() -> None:
    samples = [sample(WITH), sample(WITH), sample(WITHOUT), sample(WITHOUT)]
    report = faces_report(classified_as(samples, [WITH, WITHOUT, WITHOUT, WITHOUT], 0.5))
    assert report["calibration"]["ece"] == pytest.approx(0.25)
    limit = Settings().uncertain_below
    assert report["uncertain"] == {
        "below": limit,
        "share": 1,
        "share_of_right": 1,
        "share_of_errors": 1,
    }
    sure = faces_report(classified_as(samples, [WITH, WITH, WITHOUT, WITHOUT], 0.99))
    assert sure["uncertain"]["share"] == 0
    assert sure["uncertain"]["share_of_errors"] is None
    json.dumps(sure, allow_nan=False)


def test_labels_without_faces_are_reported_with_no_support() -> None:
    report = faces_report(classified_as([sample(WITH)], [WITH]))
    assert report["accuracy"] == 1
    assert report["per_class"]["incorrect_mask"]["support"] == 0
    assert set(report["per_class"]) == {"with_mask", "without_mask", "incorrect_mask"}


def test_each_face_is_classified_in_its_box(tmp_path: Path, network_dir: Path) -> None:
    """More faces than are read at once, each in its own part of one picture."""
    colours = [(0, 0, 255), (0, 255, 0), (255, 0, 0)]
    image = np.repeat(np.repeat(np.array([colours], np.uint8), 60, 1), 60, 0)
    cv2.imwrite(str(tmp_path / "a.png"), image)
    samples = [
        Sample(tmp_path / "a.png", label, "web", "1", Box(place * 60 + 20, 20, place * 60 + 40, 40))
        for place, label in enumerate(CLASS_LABELS * 23)
        for place in [place % 3]
    ]
    classifier = MaskClassifier(network_dir / "colours.tflite")
    given = classify_samples(samples, classifier)
    assert given.shape == (69, 3)
    assert [CLASS_LABELS[i] for i in given.argmax(axis=1)] == [one.label for one in samples]
    for place in (0, 1, 2):
        alone = classifier.classify(read_picture(samples[place].path), [samples[place].box])
        assert given[66 + place] == pytest.approx(alone[0], abs=1e-5)


def test_held_out_faces_are_those_of_the_shipped_plan(
    bare_sample: Sample, network_dir: Path, tmp_path: Path
) -> None:
    """No more, even if there are few: the training may have learned from all others."""
    plan = read_plan(training_plan())
    groups = [f"g{i}" for i in range(40)]
    apart = [name for name in groups if is_held_out(name, plan.validation_share, plan.seed)]
    assert 0 < len(apart) < len(groups)
    few = [apart[0], *(name for name in groups if name not in apart)]
    box = ",".join(map(str, bare_sample.box))
    rows = [
        f"{bare_sample.path},{label},web,{name},{box}" for name in few for label in (WITH, WITHOUT)
    ]
    text = "\n".join(["file,label,source,group,x1,y1,x2,y2", *rows])
    (tmp_path / "manifest.csv").write_text(text)
    classifier = MaskClassifier(network_dir / "colours.tflite")
    faces = classify_faces(tmp_path, classifier, held_out=True)
    assert [(one.group, one.label) for one in faces.samples] == [
        (apart[0], WITH),
        (apart[0], WITHOUT),
    ]
    (tmp_path / "manifest.csv").write_text("\n".join([text.splitlines()[0], *rows[2:]]))
    with pytest.raises(DatasetError, match="is held out from training"):
        classify_faces(tmp_path, classifier, held_out=True)


def test_pictures_without_a_face_are_counted(tmp_path: Path, network_dir: Path, portrait) -> None:
    (tmp_path / "with_mask").mkdir()
    cv2.imwrite(str(tmp_path / "with_mask" / "face.png"), portrait)
    cv2.imwrite(str(tmp_path / "with_mask" / "wall.png"), np.full((90, 90, 3), 90, np.uint8))
    faces = classify_faces(tmp_path, MaskClassifier(network_dir / "colours.tflite"))
    report = faces_report(faces)
    assert (report["samples"], report["missed"]) == (1, 1)
    assert ("1", "pictures without a face") in faces_summary(report)


def test_no_face_at_all_is_an_error(tmp_path: Path, network_dir: Path) -> None:
    for label in ("with_mask", "without_mask"):
        (tmp_path / label).mkdir()
        cv2.imwrite(str(tmp_path / label / "wall.png"), np.full((60, 60, 3), 90, np.uint8))
    with pytest.raises(DatasetError, match="No face was found"):
        classify_faces(tmp_path, MaskClassifier(network_dir / "colours.tflite"))
