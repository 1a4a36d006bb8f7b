from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from maskapp.pipeline.sources.pictures import read_picture
from maskapp.records import CLASS_LABELS, Box
from maskapp.training.data.sample import Sample
from maskapp.training.rendering import lower_half_donors as donors
from maskapp.training.rendering.lower_half_donors import LowerHalfDonors

WITH, WITHOUT, WRONG = CLASS_LABELS
COUNT = 120


@pytest.fixture
def samples(bare_sample: Sample) -> list[Sample]:
    """All labels; what the pictures show does not matter here."""
    return [replace(bare_sample, label=label) for label in CLASS_LABELS]


def given(giving: LowerHalfDonors, sample: Sample, count=COUNT) -> Counter:
    image = read_picture(sample.path)
    seen: Counter = Counter()
    for seed in range(count):
        rng = np.random.default_rng(seed)
        changed, label = giving.give(image, sample.box, sample.landmarks, rng)
        seen[label] += 1
        seen["same"] += changed is image
        assert changed.shape == image.shape
    return seen


@pytest.mark.parametrize(
    ("labels", "expected"),
    [(CLASS_LABELS, (0.2, 0.15, 0.65)), (CLASS_LABELS[:2], (0.57, 0.43))],
)
def test_labels_come_in_their_shares(samples, labels, expected) -> None:
    seen = given(LowerHalfDonors(samples, labels), samples[1])
    assert seen["same"] == 0
    assert set(seen) == {*labels, "same"}
    for label, share in zip(labels, expected, strict=True):
        assert seen[label] / COUNT == pytest.approx(share, abs=0.12)


def test_small_faces_and_those_without_landmarks_give_nothing(samples) -> None:
    small = Box(50, 50, 80, 90)
    useless = [replace(samples[0], box=small), replace(samples[0], landmarks=None)]
    assert given(LowerHalfDonors(useless, CLASS_LABELS), samples[1], 30) == {
        WITHOUT: 30,
        "same": 30,
    }


def test_masks_are_not_put_on_wrong_where_nobody_could_see_it(samples) -> None:
    x1, y1, x2, y2 = samples[1].box
    scale = 24 / (y2 - y1)
    small = replace(
        samples[1], box=Box(*(v * scale for v in (x1, y1, x2, y2))),
        landmarks=samples[1].landmarks * scale,
    )  # fmt: skip
    seen = given(LowerHalfDonors(samples, CLASS_LABELS), small, 40)
    assert seen[WRONG] == 0
    assert seen[WITH] > 0


def test_heads_turned_too_differently_are_not_joined(samples, monkeypatch) -> None:
    monkeypatch.setattr(donors, "transplant", lambda *_: None)
    seen = given(LowerHalfDonors(samples, CLASS_LABELS), samples[1], 20)
    assert seen == {WITHOUT: 20, "same": 20}


def test_small_collections_give_more_than_they_hold(samples) -> None:
    few = [replace(samples[0], source="few")]
    many = [replace(samples[0], source="many")] * 9
    weights = donors._balanced(few + many)
    assert weights.sum() == pytest.approx(1)
    assert weights[0] == pytest.approx(0.25)


def test_a_face_whose_landmarks_are_not_known_stays_bare(samples) -> None:
    seen = given(LowerHalfDonors(samples, CLASS_LABELS), replace(samples[1], landmarks=None), 20)
    assert seen == {WITHOUT: 20, "same": 20}
