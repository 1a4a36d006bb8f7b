from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from maskapp.records import CLASS_LABELS
from maskapp.training.plan import TrainingPlan
from maskapp.training.studies import cross_validation as folds_module
from maskapp.training.studies.cross_validation import cross_validate, group_folds

PLAN = TrainingPlan(input_size_px=32)


class _Answers:
    """Stands for a trained network: answers with the number of pictures that it has seen."""

    def __init__(self, seen: int) -> None:
        self._seen = seen

    def predict(self, crops: np.ndarray, **_: object) -> np.ndarray:
        assert crops.shape[1:] == (32, 32, 3)
        return np.full((len(crops), 3), self._seen, np.float32)


@pytest.fixture
def trainings(monkeypatch: pytest.MonkeyPatch) -> list[set[str]]:
    """The groups that each training saw."""
    seen: list[set[str]] = []

    def trained(samples, labels, base_weights, plan, work_dir):
        work_dir.mkdir(parents=True)
        seen.append({sample.group for sample in samples})
        return _Answers(len(samples))

    monkeypatch.setattr(folds_module, "_trained", trained)
    return seen


def test_groups_stay_together_and_all_folds_are_used(bare_sample) -> None:
    samples = [replace(bare_sample, group=str(i % 40)) for i in range(120)]
    folds = group_folds(samples, 3, seed=1)
    assert set(folds) == {"0", "1", "2"}
    assert folds[:40] == folds[40:80] == folds[80:]
    assert folds != group_folds(samples, 3, seed=2)


def test_no_picture_is_judged_by_a_network_that_saw_it(bare_sample, trainings, tmp_path) -> None:
    samples = [replace(bare_sample, group=name) for name in "aabbbc"]
    judged = cross_validate(samples, list("aabbbc"), CLASS_LABELS, None, PLAN, tmp_path)
    assert trainings == [{"b", "c"}, {"a", "c"}, {"a", "b"}]
    assert judged[:, 0].tolist() == [4, 4, 3, 3, 3, 5]


def test_finished_folds_are_not_trained_again(bare_sample, trainings, tmp_path: Path) -> None:
    samples = [replace(bare_sample, group=name) for name in "ab"]
    first = cross_validate(samples, list("ab"), CLASS_LABELS, None, PLAN, tmp_path)
    again = cross_validate(samples, list("ab"), CLASS_LABELS, None, PLAN, tmp_path)
    assert len(trainings) == 2
    assert np.array_equal(first, again)
