import numpy as np
import pytest

from maskapp.training.detector.form import build_detector, channels_of
from maskapp.training.detector.slimming import _solved, slimmed
from maskapp.training.detector_plan import FULL_CHANNELS

SMALL = tuple(max(4, count // 24) for count in FULL_CHANNELS)


def test_slimming_to_nothing_less_changes_nothing() -> None:
    rng = np.random.default_rng(1)
    full = build_detector(SMALL)
    frames = rng.uniform(0, 1, (4, 64, 64, 3)).astype(np.float32)
    weights = np.ones((4, 64, 64), np.float32)
    same = slimmed(full, SMALL, frames, weights, rng)
    assert np.asarray(same(frames)) == pytest.approx(np.asarray(full(frames)), abs=1e-2)
    fewer = tuple(count - 1 for count in SMALL)
    assert channels_of(slimmed(full, fewer, frames, weights, rng)) == fewer


def test_channels_that_say_nothing_new_go_first() -> None:
    rng = np.random.default_rng(1)
    useful = rng.normal(size=(500, 3))
    inner = np.column_stack([useful[:, 0], useful[:, 0], useful, np.ones(500)]).astype(np.float32)
    target = (useful @ rng.normal(size=(3, 2)) + 5).astype(np.float32)
    kept, matrix, bias = _solved(inner, target, np.ones(500, np.float32), 3)
    assert {3, 4} < set(kept.tolist())
    assert inner[:, kept] @ matrix + bias == pytest.approx(target, abs=0.02)
