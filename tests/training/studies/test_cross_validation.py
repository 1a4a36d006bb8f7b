from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from maskapp.errors import OutputError
from maskapp.records import CLASS_LABELS
from maskapp.training.plan import TrainingPlan
from maskapp.training.studies.cross_validation import cross_validate, group_folds

PLAN = TrainingPlan(input_size_px=32)


class CountNetwork:
    """Stands for a trained network: returns the number of pictures it was trained on."""

    def __init__(self, seen: int) -> None:
        self._seen = seen

    def predict(self, crops: np.ndarray, **_: object) -> np.ndarray:
        assert crops.shape[1:] == (32, 32, 3)
        return np.full((len(crops), 3), self._seen, np.float32)


class Trainings:
    """Trains nothing; notes the groups that each training got."""

    def __init__(self) -> None:
        self.groups: list[set[str]] = []

    def __call__(self, samples, labels, base_weights, plan, work_dir: Path) -> CountNetwork:
        work_dir.mkdir(parents=True)
        self.groups.append({sample.group for sample in samples})
        return CountNetwork(len(samples))


def test_groups_stay_together_and_all_folds_are_used(bare_sample) -> None:
    samples = [replace(bare_sample, group=str(i % 40)) for i in range(120)]
    folds = group_folds(samples, 3, seed=1)
    assert set(folds) == {"0", "1", "2"}
    assert folds[:40] == folds[40:80] == folds[80:]
    assert folds != group_folds(samples, 3, seed=2)


def test_no_picture_is_classified_by_a_network_that_saw_it(bare_sample, tmp_path) -> None:
    samples = [replace(bare_sample, group=name) for name in "aabbbc"]
    train = Trainings()
    given = cross_validate(samples, list("aabbbc"), CLASS_LABELS, None, PLAN, tmp_path, train)
    assert train.groups == [{"b", "c"}, {"a", "c"}, {"a", "b"}]
    assert given[:, 0].tolist() == [4, 4, 3, 3, 3, 5]


def test_finished_folds_are_not_trained_again(bare_sample, tmp_path: Path) -> None:
    samples = [replace(bare_sample, group=name) for name in "ab"]
    train = Trainings()
    first, again = (
        cross_validate(samples, list("ab"), CLASS_LABELS, None, PLAN, tmp_path, train)
        for _ in range(2)
    )
    assert len(train.groups) == 2
    assert np.array_equal(first, again)


@pytest.mark.usefixtures("full_disk")
def test_a_fold_that_cannot_be_written_is_trained_again(bare_sample, tmp_path: Path) -> None:
    samples = [replace(bare_sample, group=name) for name in "ab"]
    with pytest.raises(OutputError, match="full"):
        cross_validate(samples, list("ab"), CLASS_LABELS, None, PLAN, tmp_path, Trainings())
    assert [path.name for path in tmp_path.iterdir()] == ["a"]  # the network's folder
