from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from maskapp.files.picture_files import read_picture
from maskapp.records import CLASS_LABELS, Box
from maskapp.training.data.sample import Sample
from maskapp.training.rendering.lower_half_donors import LowerHalfDonors, source_weights

WITH, WITHOUT, WRONG = CLASS_LABELS
COUNT = 120


@pytest.fixture
def samples(bare_sample: Sample) -> list[Sample]:
    """All labels; what the pictures show does not matter here."""
    return [replace(bare_sample, label=label) for label in CLASS_LABELS]


def given(donors: LowerHalfDonors, sample: Sample, count=COUNT) -> Counter:
    image = read_picture(sample.path)
    seen: Counter = Counter()
    for seed in range(count):
        rng = np.random.default_rng(seed)
        changed, label = donors.transplant_random(image, sample.box, sample.landmarks, rng)
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


def test_small_faces_and_those_without_landmarks_are_no_donors(samples) -> None:
    small = Box(50, 50, 80, 90)
    useless = [replace(samples[0], box=small), replace(samples[0], landmarks=None)]
    assert given(LowerHalfDonors(useless, CLASS_LABELS), samples[1], 30) == {
        WITHOUT: 30,
        "same": 30,
    }


def test_no_mask_is_worn_wrong_on_a_face_too_small_to_see_it(samples) -> None:
    x1, y1, x2, y2 = samples[1].box
    scale = 24 / (y2 - y1)
    small = replace(
        samples[1], box=Box(*(v * scale for v in (x1, y1, x2, y2))),
        landmarks=samples[1].landmarks * scale,
    )  # fmt: skip
    seen = given(LowerHalfDonors(samples, CLASS_LABELS), small, 40)
    assert seen[WRONG] == 0
    assert seen[WITH] > 0


def test_donors_in_another_pose_are_not_used(samples) -> None:
    landmarks = samples[0].landmarks.copy()
    landmarks[2, 0] += 0.4 * (landmarks[1, 0] - landmarks[0, 0])  # the nose of a turned head
    turned = [replace(sample, landmarks=landmarks) for sample in samples]
    assert given(LowerHalfDonors(turned, CLASS_LABELS), turned[1], 10)["same"] == 0
    seen = given(LowerHalfDonors(turned, CLASS_LABELS), samples[1], 20)
    assert seen == {WITHOUT: 20, "same": 20}


def test_small_collections_weigh_more_than_their_size(samples) -> None:
    few = [replace(samples[0], source="few")]
    many = [replace(samples[0], source="many")] * 9
    weights = source_weights(few + many)
    assert weights.sum() == pytest.approx(1)
    assert weights[0] == pytest.approx(0.25)


def test_a_face_without_landmarks_stays_bare(samples) -> None:
    seen = given(LowerHalfDonors(samples, CLASS_LABELS), replace(samples[1], landmarks=None), 20)
    assert seen == {WITHOUT: 20, "same": 20}
