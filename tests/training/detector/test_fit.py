import itertools
import random
from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np
import pytest

from maskapp.training.data.saved_files import read_arrays
from maskapp.training.detector import fit
from maskapp.training.detector.batches import FrameBatches
from maskapp.training.detector.fit import HISTORY_FILE, fit_detector
from maskapp.training.detector.form import build_detector
from maskapp.training.detector.pictures import list_pictures
from maskapp.training.detector.teaching import teach
from maskapp.training.detector_plan import FULL_CHANNELS, DetectorPlan
from maskapp.training.fitting.history import read_history
from maskapp.training.fitting.training_state import keepers

EPOCHS = 2
PLAN = DetectorPlan(
    channels=tuple(max(4, count // 24) for count in FULL_CHANNELS),
    frame_px=64,
    batch_size=2,
    steps=2,
    epochs=EPOCHS,
    warm_up_steps=1,
)


class SilentTeacher:
    def logits(self, *_: np.ndarray) -> np.ndarray:
        return np.full((16, 16), np.nan, np.float32)


class PowerCutError(Exception):
    """Stands for a forced end of a training."""


class CutPower(keras.callbacks.Callback):
    """Ends a training in the middle of its second epoch."""

    def on_epoch_begin(self, epoch, logs=None) -> None:
        self.epoch = epoch

    def on_train_batch_end(self, batch, logs=None) -> None:
        if self.epoch == 1:
            raise PowerCutError


@pytest.fixture
def run(coco_dir: Path) -> Callable[[Path], list[str]]:
    """Fits a new detector in a folder; returns the epochs averaged."""
    listed = list_pictures([coco_dir])
    pictures = teach(listed, [np.empty((0, 15), np.float32)] * len(listed), {})
    teacher = SilentTeacher()
    validation = FrameBatches(pictures, teacher, 64, 2, 1, seed=9)[0]
    numbers = itertools.count()

    def fit_new(work_dir: Path) -> list[str]:
        work_dir.mkdir(exist_ok=True)
        keras.utils.set_random_seed(1)
        detector = build_detector(PLAN.channels)
        random.seed(next(numbers))  # what else was drawn before must not matter
        return fit_detector(detector, pictures, teacher, validation, PLAN, work_dir)

    return fit_new


@pytest.mark.slow
def test_a_resumed_training_runs_the_epochs_that_remain_as_if_uninterrupted(
    run, tmp_path: Path, monkeypatch
) -> None:
    at_once, cut = tmp_path / "at once", tmp_path / "cut"
    run(at_once)
    with monkeypatch.context() as patched:
        patched.setattr(fit, "keepers", lambda *args: [*keepers(*args), CutPower()])
        with pytest.raises(PowerCutError):
            run(cut)
    assert len(read_history(cut / HISTORY_FILE)) == 1
    chosen = run(cut)
    assert len(read_history(cut / HISTORY_FILE)) == EPOCHS
    kept = {file.name.partition(".")[0] for file in cut.glob("*.weights.npz")}
    assert kept == {"epoch_001", "epoch_002"}
    assert chosen
    assert kept >= {*chosen}
    for name in kept:
        weights, expected = (
            read_arrays(folder / f"{name}.weights.npz").values() for folder in (cut, at_once)
        )
        assert all(map(np.array_equal, weights, expected)), name
