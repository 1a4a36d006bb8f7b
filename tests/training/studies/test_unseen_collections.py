import json
from dataclasses import replace

import numpy as np

from maskapp.records import CLASS_LABELS
from maskapp.settings.settings import Settings
from maskapp.training.plan import TrainingPlan
from maskapp.training.studies.unseen_collections import study_unseen_collections

WITH, WITHOUT, WRONG = CLASS_LABELS


def test_each_collection_is_measured_by_a_network_of_the_others(
    bare_sample, finished_folds, tmp_path, capsys
) -> None:
    labels = (WITH, WITHOUT, WITH, WITHOUT)
    sources = ("web", "web", "street", "street")
    samples = [
        replace(bare_sample, label=label, source=source, group=source)
        for label, source in zip(labels, sources, strict=True)
    ]
    finished_folds(sources)
    study_unseen_collections(samples, None, TrainingPlan(), tmp_path)
    reports = json.loads((tmp_path / "sources.json").read_text())
    assert reports["web"]["accuracy"] == 1
    assert reports["street"]["accuracy"] == 0.5, "0.6 is too little for the rare label"
    printed = capsys.readouterr().out
    assert "without street: 50.00% of 2" in printed
    assert "without web: 100.00% of 2" in printed
    below = f"{Settings().uncertain_below:.0%}"
    assert f"uncertain, below {below}: 0.0% of the correct" in printed
    rows = [line.split() for line in printed.splitlines()]
    assert ["face", "height", "faces", *CLASS_LABELS] in rows
    assert ["all", "2", "0.0%", "100.0%", "-"] in rows
    assert ["ge80", "2", "100.0%", "100.0%", "-"] in rows


def test_a_collection_without_a_right_answer_is_reported_too(
    bare_sample, finished_folds, tmp_path, capsys
) -> None:
    sources = ("web", "web", "street", "street")
    samples = [
        replace(bare_sample, label=label, source=source, group=source)
        for label, source in zip((WITHOUT, WITH, WITHOUT, WITH), sources, strict=True)
    ]
    finished_folds(sources)
    study_unseen_collections(samples, None, TrainingPlan(), tmp_path)
    assert "- of the correct" in capsys.readouterr().out


def test_faces_with_a_copy_in_another_collection_are_left_out(
    bare_sample, finished_folds, tmp_path, capsys
) -> None:
    sources = ("web", "web", "street", "copies")
    groups = ("one", "two", "two", "one")
    samples = [
        replace(bare_sample, label=label, source=source, group=group)
        for label, source, group in zip((WITH, WITHOUT, WRONG, WITH), sources, groups, strict=True)
    ]
    samples.append(replace(bare_sample, label=WITH, source="street", group="three"))
    probabilities = finished_folds(sources)
    np.save(tmp_path / "street.npy", probabilities[[2, 0]])
    study_unseen_collections(samples, None, TrainingPlan(), tmp_path)
    reports = json.loads((tmp_path / "sources.json").read_text())
    assert list(reports) == ["street"]
    assert reports["street"]["samples"] == 1
    assert "web has no face without a copy in another collection" in capsys.readouterr().out
