from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from maskapp.pipeline.source_pictures import read_picture
from maskapp.records import CLASS_LABELS, Box
from maskapp.training.dataset import Sample
from maskapp.training.donors import Donors, given_shares

WITH, WITHOUT, WRONG = CLASS_LABELS
COUNT = 120


@pytest.fixture
def samples(bare_sample: Sample) -> list[Sample]:
    """All labels; what the pictures show does not matter here."""
    return [replace(bare_sample, label=label) for label in CLASS_LABELS]


def given(donors: Donors, sample: Sample, count=COUNT) -> Counter:
    image = read_picture(sample.path)
    seen: Counter = Counter()
    for seed in range(count):
        rng = np.random.default_rng(seed)
        changed, label = donors.give(image, sample.box, sample.landmarks, rng)
        seen[label] += 1
        seen["same"] += changed is image
        assert changed.shape == image.shape
    return seen


@pytest.mark.parametrize("labels", [CLASS_LABELS, CLASS_LABELS[:2]])
def test_labels_come_in_their_shares(samples, labels) -> None:
    expected = given_shares(labels)
    assert sum(expected.values()) == pytest.approx(1)
    seen = given(Donors(samples, labels), samples[1])
    assert seen["same"] == 0
    assert set(seen) == {*labels, "same"}
    for label in labels:
        assert seen[label] / COUNT == pytest.approx(expected[label], abs=0.12)


def test_small_faces_and_those_without_landmarks_give_nothing(samples) -> None:
    small = Box(50, 50, 80, 90)
    useless = [replace(samples[0], box=small), replace(samples[0], landmarks=None)]
    donors = Donors(useless, CLASS_LABELS)
    assert given(donors, samples[1], 30) == {WITHOUT: 30, "same": 30}


def test_a_face_whose_landmarks_are_not_known_stays_bare(samples) -> None:
    donors = Donors(samples, CLASS_LABELS)
    seen = given(donors, replace(samples[1], landmarks=None), 20)
    assert seen == {WITHOUT: 20, "same": 20}
