import os
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from maskapp.errors import DatasetError
from maskapp.records import CLASS_LABELS
from maskapp.training.data.sample import Sample
from maskapp.training.data.split import held_out_by_all, place_in_split, split_by_group

WITH, WITHOUT, _ = CLASS_LABELS


def sample(label=WITH, group="1") -> Sample:
    return Sample(Path("unused.png"), label, "web", group, None)


@pytest.mark.parametrize("seed", range(8))
def test_a_split_keeps_groups_whole_and_loses_no_sample(seed: int) -> None:
    rng = np.random.default_rng(seed)
    samples = [
        sample(CLASS_LABELS[rng.integers(3)], group=f"g{rng.integers(200)}")
        for _ in range(rng.integers(1, 2000))
    ]
    share = float(rng.uniform(0.05, 0.5))
    training, validation = split_by_group(samples, share, seed)
    assert not {one.group for one in training} & {one.group for one in validation}
    assert Counter(map(id, training + validation)) == Counter(map(id, samples))


def test_the_split_has_the_share_asked_for_and_depends_on_the_seed() -> None:
    samples = [sample(group=str(i)) for i in range(5000)]
    held_out = split_by_group(samples, 0.12, 1)[1]
    assert len(held_out) / 5000 == pytest.approx(0.12, abs=0.02)
    other = split_by_group(samples, 0.12, 2)[1]
    assert {one.group for one in held_out} != {one.group for one in other}


def test_a_group_stays_on_its_side_when_samples_are_added_or_removed() -> None:
    samples = [sample(group=str(i)) for i in range(500)]
    before = {one.group for one in split_by_group(samples, 0.3, 1)[1]}
    after = {one.group for one in split_by_group(samples[::-2], 0.3, 1)[1]}
    assert after == before & {one.group for one in samples[::-2]}


@pytest.mark.parametrize("seed", range(6))
def test_a_small_folder_has_validation_faces_of_each_label(seed: int) -> None:
    samples = [sample(label, group=f"{label}{i}") for label in CLASS_LABELS for i in range(10)]
    training, validation = split_by_group(samples, 0.01, seed)
    assert Counter(one.label for one in validation) == dict.fromkeys(CLASS_LABELS, 3)
    assert Counter(one.label for one in training) == dict.fromkeys(CLASS_LABELS, 7)


def test_the_last_group_of_a_label_stays_in_training() -> None:
    samples = [sample(WITH, group="one")] * 9 + [sample(WITHOUT, group=str(i)) for i in range(9)]
    training, validation = split_by_group(samples, 0.0, 1)
    assert {one.label for one in training} == {WITH, WITHOUT}
    assert {one.label for one in validation} == {WITHOUT}


@pytest.mark.parametrize("seed", range(6))
def test_nothing_to_measure_on_was_trained_on_with_other_folders(seed: int) -> None:
    """A small folder alone would need more validation faces than it needs beside a large one."""
    large = [sample(label, f"large{label}{i}") for label in CLASS_LABELS for i in range(300)]
    small = [sample(label, f"small{label}{i}") for label in CLASS_LABELS for i in range(12)]
    trained = {one.group for one in split_by_group(large + small, 0.12, seed)[0]}
    assert trained & {one.group for one in split_by_group(small, 0.12, seed)[1]}
    measured = held_out_by_all(small, 0.12, seed)
    assert measured
    assert not trained & {one.group for one in measured}


def test_nothing_held_out_is_an_error() -> None:
    with pytest.raises(DatasetError, match="None of these pictures is held out"):
        held_out_by_all([sample(group=str(i)) for i in range(9)], 0.0, 1)


def test_a_name_that_is_not_utf8_has_its_place() -> None:
    """Old archives have such names; annotations may have half a surrogate pair."""
    for name in (os.fsdecode(b"m\xfcller.jpg"), "\ud800"):
        assert 0 <= place_in_split(name, 1) < 1
    assert place_in_split("müller.jpg", 1) == pytest.approx(0.60374, abs=1e-5)
