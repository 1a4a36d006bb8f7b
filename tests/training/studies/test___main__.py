import csv
import json
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from maskapp.records import CLASS_LABELS
from maskapp.training.plan import TrainingPlan
from maskapp.training.rendering.occluders import Occluder
from maskapp.training.studies import __main__ as study
from maskapp.training.studies import rendered_things as rendered_study

WITH, WITHOUT, WRONG = CLASS_LABELS
PLAN = TrainingPlan()


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Has the pictures judged by number; gives the folds that were asked for."""
    given = np.array([[0.9, 0.1, 0], [0.2, 0.7, 0.1], [0.1, 0, 0.9], [0, 0.3, 0.7]], np.float32)
    asked = []

    def cross_validate(samples, folds, labels, base_weights, plan, work_dir):
        asked.append(list(folds))
        return given[: len(samples)]

    monkeypatch.setattr(study, "cross_validate", cross_validate)
    return asked


def test_doubted_labels_are_listed_the_most_doubted_first(bare_sample, judged, tmp_path) -> None:
    labels = (WITH, WITHOUT, WITH, WITHOUT)
    samples = [
        replace(bare_sample, label=label, path=tmp_path / label.value / f"{i}.png")
        for i, label in enumerate(labels)
    ]
    for sample in samples:
        sample.path.parent.mkdir(exist_ok=True)
        shutil.copy(bare_sample.path, sample.path)
    study.study_label_noise(samples, None, PLAN, tmp_path)
    with (tmp_path / "doubted.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["file"] for row in rows] == ["with_mask/2.png", "without_mask/3.png"]
    assert [row["judged"] for row in rows] == [WRONG, WRONG]
    assert [float(row["probability_of_label"]) for row in rows] == pytest.approx([0.1, 0.3])
    page = (tmp_path / "doubted.html").read_text(encoding="utf-8")
    assert "2.png" in page
    assert "3.png" in page


def test_each_collection_is_a_fold_and_told(bare_sample, judged, tmp_path, capsys) -> None:
    labels = (WITH, WITHOUT, WITH, WITHOUT)
    sources = ("web", "web", "street", "street")
    samples = [
        replace(bare_sample, label=label, source=source)
        for label, source in zip(labels, sources, strict=True)
    ]
    study.study_unseen_collections(samples, None, PLAN, tmp_path)
    assert judged == [list(sources)]
    measured = json.loads((tmp_path / "sources.json").read_text())
    assert measured["web"]["accuracy"] == 1
    assert measured["street"]["accuracy"] == 0.5, "0.7 for the rare label is not enough"
    printed = capsys.readouterr().out
    assert "without street: 50.00% of 2" in printed
    assert "without web: 100.00% of 2" in printed
    assert "uncertain, below 91%: 100.0% of the right, 100% of the mistakes" in printed
    assert "with_mask 0.0%, without_mask 100.0%" in printed


def test_what_is_rendered_is_judged_thing_by_thing(
    bare_sample, monkeypatch, tmp_path, capsys
) -> None:
    class ByPicture:
        """Calls the untouched picture bare and every other masked."""

        def __init__(self, model: Path) -> None:
            self._plain: np.ndarray | None = None

        def classify(self, image, boxes):
            if self._plain is None:
                self._plain = image
            return np.array([[0.0, 1, 0] if np.array_equal(image, self._plain) else [1.0, 0, 0]])

    monkeypatch.setattr(rendered_study, "MaskClassifier", ByPicture)
    held_out = [bare_sample, replace(bare_sample, label=WITH), replace(bare_sample, landmarks=None)]
    monkeypatch.setattr(rendered_study, "split_by_group", lambda *_: ([], held_out))
    rendered_study.study_rendered_things([], None, PLAN, tmp_path)
    measured = json.loads((tmp_path / "rendered.json").read_text())
    assert measured["faces"] == 1
    rows = measured["judged"]
    assert rows["nothing"] == {"faces": 1, WITH: 0, WITHOUT: 1, WRONG: 0}
    assert all(rows[kind.value][WITH] == 1 for kind in Occluder)
    assert rows["mask under_nose"][WITH] == 1
    assert rows["real mask under_nose"] == {"faces": 1, WITH: 1, WITHOUT: 0, WRONG: 0}
    assert "mask under_chin" in capsys.readouterr().out


def test_a_study_of_nothing_ends_with_one_line(tmp_path, monkeypatch, capsys) -> None:
    folder = tmp_path / "none"
    arguments = ["study", "noise", "--data", str(folder), "--output", str(tmp_path / "out")]
    monkeypatch.setattr(sys, "argv", arguments)
    assert study.main() == 2
    assert capsys.readouterr().err == f"There is no folder {folder}.\n"
