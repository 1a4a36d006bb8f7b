from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from maskapp.records import CLASS_LABELS, Box
from maskapp.training.data.sample import Sample
from maskapp.training.data.sampling import sampling_weights

WITH, WITHOUT, WRONG = CLASS_LABELS
SMALL_BOX = Box(0, 0, 10, 10)


EYES_AND_MOUTH = [[30, 40], [60, 40], [35, 80], [55, 80]]


def facing(nose_x: float) -> np.ndarray:
    """Landmarks of a head; with the nose at 45 it looks straight ahead."""
    left, right, *mouth = EYES_AND_MOUTH
    return np.array([left, right, [nose_x, 60], *mouth], np.float32)


FRONT = facing(45)


def sample(label=WITH, source="web", box=SMALL_BOX, landmarks=FRONT) -> Sample:
    return Sample(Path("unused.png"), label, source, "1", box, landmarks)


def share_of(
    samples: list[Sample], weights: np.ndarray, is_wanted: Callable[[Sample], bool]
) -> float:
    return float(weights[[is_wanted(one) for one in samples]].sum())


@pytest.mark.parametrize("seed", range(5))
def test_weights_give_each_label_its_share(seed: int) -> None:
    rng = np.random.default_rng(seed)
    samples = [
        sample(
            CLASS_LABELS[rng.choice(3, p=(0.7, 0.28, 0.02))],
            source=("web", "street", "cam")[rng.choice(3, p=(0.8, 0.15, 0.05))],
            box=Box(0, 0, 10, float(rng.uniform(5, 120))),
        )
        for _ in range(3000)
    ]
    shares = {WITH: 0.36, WITHOUT: 0.52, WRONG: 0.12}
    weights = sampling_weights(samples, shares)
    assert weights.sum() == pytest.approx(1)
    assert weights.min() > 0
    for label, share in shares.items():
        total = share_of(samples, weights, lambda one, label=label: one.label is label)
        assert total == pytest.approx(share)


def test_small_sources_are_drawn_by_the_square_root_of_their_size() -> None:
    samples = [sample(source="web") for _ in range(900)] + [
        sample(source="cam") for _ in range(100)
    ]
    weights = sampling_weights(samples, {WITH: 1.0})
    assert weights[:900].sum() == pytest.approx(30 / 40)  # √900 of √900 + √100
    assert weights[-1] / weights[0] == pytest.approx(3)


def test_the_height_of_a_face_does_not_reveal_its_label() -> None:
    """Where small faces are mostly masked, the network would otherwise learn that they are."""
    tall, low = Box(0, 0, 100, 100), Box(0, 0, 30, 30)
    counts = {(WITH, tall): 600, (WITH, low): 400, (WITHOUT, tall): 900, (WITHOUT, low): 100}
    samples = [sample(label, box=box) for (label, box), n in counts.items() for _ in range(n)]
    weights = sampling_weights(samples, {WITH: 0.4, WITHOUT: 0.6})
    masked, bare = (
        share_of(samples, weights, lambda one, label=label: one.label is label and one.box is low)
        for label in (WITH, WITHOUT)
    )
    assert masked / 0.4 == pytest.approx(bare / 0.6)


def test_the_turn_of_a_head_does_not_reveal_its_label() -> None:
    """Where masks in profile are mostly worn wrong, the network would learn that they all are."""
    profile = facing(65)
    counts = {(WITH, 0): 900, (WITH, 1): 20, (WRONG, 0): 300, (WRONG, 1): 60}
    samples = [
        sample(label, landmarks=profile if is_profile else FRONT)
        for (label, is_profile), n in counts.items()
        for _ in range(n)
    ]
    weights = sampling_weights(samples, {WITH: 0.6, WRONG: 0.4})
    masked, wrong = (
        share_of(
            samples, weights, lambda one, label=label: (one.label, one.turn) == (label, "profile")
        )
        for label in (WITH, WRONG)
    )
    assert masked / 0.6 == pytest.approx(wrong / 0.4)
    assert masked / 0.6 > 20 / 920, "and profiles are drawn more often than they come"


def test_a_single_sample_of_a_band_is_not_drawn_all_the_time() -> None:
    tall, low = Box(0, 0, 100, 100), Box(0, 0, 30, 30)
    samples = [sample(WITH, box=low)] * 500 + [sample(WITHOUT, box=tall)] * 499
    weights = sampling_weights([*samples, sample(WITHOUT, box=low)], {WITH: 0.5, WITHOUT: 0.5})
    assert 5 < weights[-1] / weights[-2] < 50, "not 500 times as often"


def test_shares_of_missing_labels_go_to_those_present() -> None:
    samples = [sample(WITH)] * 3 + [sample(WITHOUT)]
    weights = sampling_weights(samples, {WITH: 0.36, WITHOUT: 0.52})
    assert weights[:3].sum() == pytest.approx(0.36 / 0.88)
