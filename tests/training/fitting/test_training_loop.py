import itertools
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest

from maskapp.records import CLASS_LABELS
from maskapp.training.data.sample import Sample
from maskapp.training.data.saved_files import read_arrays
from maskapp.training.fitting.batches import plain_crops
from maskapp.training.fitting.history import read_history
from maskapp.training.fitting.network import build_network
from maskapp.training.fitting.training_loop import (
    Validation,
    averaged,
    fit,
    is_stale,
    validation_loss,
)
from maskapp.training.plan import TrainingPlan

PLAN = TrainingPlan(
    input_size_px=32,
    batch_size=4,
    steps=2,
    head_epochs=1,
    fine_epochs=2,
    first_block=15,
    label_smoothing=0.0,  # so that Keras logs the loss that `validation_loss` measures
)


class PowerCutError(Exception):
    """Stands for a forced end of a training."""


class Witness(keras.callbacks.Callback):
    """Notes the epochs, and the head's weights before each and after the last one.

    Args:
        cuts_power: Whether it ends the training in the middle of the second fine epoch.
    """

    def __init__(self, *, cuts_power: bool) -> None:
        super().__init__()
        self.epochs: list[int] = []
        self.heads_before: list[np.ndarray] = []
        self.head_after: np.ndarray | None = None
        self._cuts_power = cuts_power

    def on_epoch_begin(self, epoch, logs=None) -> None:
        self.epochs.append(epoch)
        self.heads_before.append(self.model.layers[-1].get_weights()[0])

    def on_train_batch_end(self, batch, logs=None) -> None:
        if self._cuts_power and self.epochs[-1] == 1:
            raise PowerCutError

    def on_epoch_end(self, epoch, logs=None) -> None:
        self.head_after = self.model.layers[-1].get_weights()[0]


@pytest.fixture(scope="module")
def samples(bare_sample: Sample) -> list[Sample]:
    """All labels; what the pictures show does not matter here."""
    return [replace(bare_sample, label=label) for label in CLASS_LABELS]


@pytest.fixture(scope="module")
def run(samples, base_weights, eagerly) -> Callable[..., keras.Model]:
    """Fits a new network in a folder."""
    numbers = itertools.count()

    def fit_new(work_dir: Path, plan: TrainingPlan, *callbacks: keras.callbacks.Callback):
        keras.utils.set_random_seed(3)
        network = build_network(base_weights, 3, plan)
        random.seed(next(numbers))  # what else was drawn before must not matter
        crops = plain_crops(samples, plan.input_size_px)
        validation = Validation(crops, list(CLASS_LABELS), np.full(3, 1 / 3))
        with eagerly():
            fit(network, samples, validation, CLASS_LABELS, plan, work_dir, callbacks)
        return network

    return fit_new


@pytest.fixture(scope="module")
def resumed(run, tmp_path_factory) -> tuple[Path, Witness, Witness]:
    """The folder of an interrupted and resumed training; what ran before and after."""
    folder = tmp_path_factory.mktemp("resumed")
    before, after = Witness(cuts_power=True), Witness(cuts_power=False)
    with pytest.raises(PowerCutError):
        run(folder, PLAN, before)
    run(folder, PLAN, after)
    return folder, before, after


@pytest.mark.slow
def test_a_resumed_training_continues_after_its_last_finished_epoch(resumed) -> None:
    folder, before, after = resumed
    assert before.epochs == [0, 0, 1]
    assert after.epochs == [1]
    assert np.array_equal(after.heads_before[0], before.head_after)
    assert not np.array_equal(before.heads_before[0], before.head_after)
    assert len(read_history(folder / "fine.csv")) == 2


@pytest.mark.slow
def test_an_interruption_changes_nothing(resumed, run, tmp_path: Path) -> None:
    """Neither the order of the batches nor what the dropout draws."""
    folder, _, _ = resumed
    run(tmp_path, PLAN)
    for name in ("head_001", "fine_001", "fine_002"):
        weights, expected = (
            read_arrays(place / f"{name}.weights.npz").values() for place in (folder, tmp_path)
        )
        assert all(map(np.array_equal, weights, expected)), name


@pytest.mark.slow
def test_each_epoch_is_kept_across_the_interruption(
    resumed, samples, base_weights, eagerly
) -> None:
    folder, _, _ = resumed
    network = build_network(base_weights, 3, PLAN)
    crops = plain_crops(samples, PLAN.input_size_px)
    validation = Validation(crops, list(CLASS_LABELS), np.full(3, 1 / 3))
    files = {"head": ["head_001"], "fine": ["fine_001", "fine_002"]}
    for stage, names in files.items():
        logged = [float(row["val_loss"]) for row in read_history(folder / f"{stage}.csv")]
        for name, expected in zip(names, logged, strict=True):
            with np.load(folder / f"{name}.weights.npz") as arrays:
                network.set_weights(list(arrays.values()))
            with eagerly():
                measured = validation_loss(network, validation, CLASS_LABELS)
            assert measured == pytest.approx(expected, rel=1e-3)


@pytest.mark.slow
def test_a_finished_training_runs_no_further_epoch(resumed, run) -> None:
    folder, _, _ = resumed
    witness = Witness(cuts_power=False)
    run(folder, PLAN, witness)
    assert witness.epochs == []


@pytest.mark.parametrize(
    ("losses", "patience", "expected"),
    [
        ([], 0, False),
        ([1.0], 0, False),
        ([1.0, 0.9], 0, False),
        ([0.9, 1.0], 0, True),
        ([0.9, 1.0], 2, False),
        ([1.0, 0.9, 0.95, 0.91], 2, True),
        ([1.0, 0.9, 0.95, 0.8], 2, False),
    ],
)
def test_a_training_is_stale_when_the_loss_no_longer_falls(losses, patience, expected) -> None:
    history = [{"val_loss": str(loss)} for loss in losses]
    assert is_stale(history, patience) is expected


def test_weights_are_averaged_one_by_one() -> None:
    before = [np.zeros((2, 2), np.float32), np.ones(3, np.float32)]
    after = [np.ones((2, 2), np.float32), np.zeros(3, np.float32)]
    first, second = averaged(before, after, 0.25)
    assert first.tolist() == [[0.75, 0.75], [0.75, 0.75]]
    assert second.tolist() == [0.25, 0.25, 0.25]
