"""The training loop: the head first, then the upper blocks; it can be resumed."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np
from numpy.typing import NDArray

from maskapp.records import MaskLabel
from maskapp.training.data.sample import Sample
from maskapp.training.fitting.batches import AugmentedBatches, one_hot
from maskapp.training.fitting.history import read_history
from maskapp.training.fitting.network import set_trainable_from
from maskapp.training.fitting.soup import Weights
from maskapp.training.fitting.training_state import keepers, restore_state
from maskapp.training.plan import TrainingPlan


@dataclass(frozen=True, slots=True, eq=False)
class Validation:
    """The faces that the best epoch is chosen by.

    Attributes:
        crops: (n, size, size, 3), float32, RGB in [-1, 1].
        labels: The true labels.
        weights: (n,), balance label, height band and collection; sum to 1.
    """

    crops: NDArray[np.float32]
    labels: list[MaskLabel]
    weights: NDArray[np.float64]


def fit(
    network: keras.Model,
    training: Sequence[Sample],
    validation: Validation | None,
    labels: Sequence[MaskLabel],
    plan: TrainingPlan,
    work_dir: Path,
    callbacks: Sequence[keras.callbacks.Callback] = (),
) -> None:
    """Run the remaining epochs of both stages.

    Args:
        network: Trained in place.
        training: The samples to learn from.
        validation: If given, the weights after each epoch are kept (`EpochKeeper`), and the
            training stops early when the loss no longer falls.
        labels: The network's labels, in order.
        plan: The hyper-parameters.
        work_dir: Holds the history and what is needed to resume.
        callbacks: Called by Keras besides the loop's own.

    Raises:
        ModelError: What an interrupted training left cannot be read.
        OutputError: A file cannot be written.
    """
    first_epoch = 0
    for name, epochs, rate, first_block in (
        ("head", plan.head_epochs, plan.head_rate, None),
        ("fine", plan.fine_epochs, plan.fine_rate, plan.first_block),
    ):
        if not epochs:
            continue
        set_trainable_from(network, first_block)
        _compile(network, rate, epochs * plan.steps, plan)
        epochs_done = restore_state(network, work_dir, name, plan.steps)
        history = read_history(work_dir / f"{name}.csv")[:epochs_done]
        network.fit(
            AugmentedBatches(
                training,
                labels,
                plan.input_size_px,
                plan.batch_size,
                plan.steps,
                plan.seed,
                first_epoch + epochs_done,
            ),
            initial_epoch=epochs_done,
            epochs=epochs_done if validation and is_stale(history, plan.patience) else epochs,
            validation_data=validation and _keras_validation_data(validation, labels),
            validation_batch_size=256,
            callbacks=[
                *_callbacks(name, work_dir, plan, validates=validation is not None),
                *callbacks,
            ],
            shuffle=False,  # the batches are random anyway, by the seed alone
            verbose=2,
        )
        first_epoch += epochs


def _compile(network: keras.Model, rate: float, steps: int, plan: TrainingPlan) -> None:
    schedule = keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=rate / 10,
        decay_steps=steps,
        alpha=1e-3,
        warmup_target=rate,
        warmup_steps=plan.steps // 4,
    )
    network.compile(
        keras.optimizers.AdamW(schedule, weight_decay=1e-4),
        keras.losses.CategoricalCrossentropy(label_smoothing=plan.label_smoothing),
        metrics=["accuracy"],
        weighted_metrics=[keras.metrics.CategoricalAccuracy(name="balanced_accuracy")],
    )


def _keras_validation_data(
    validation: Validation, labels: Sequence[MaskLabel]
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float64]]:
    targets = one_hot(validation.labels, labels)
    return validation.crops, targets, validation.weights * len(targets)


def validation_loss(
    network: keras.Model, validation: Validation, labels: Sequence[MaskLabel]
) -> float:
    """Return the weighted cross-entropy of a network on the validation faces."""
    answers = network.predict(validation.crops, batch_size=256, verbose=0)
    rows = np.arange(len(validation.labels))
    right = answers[rows, [labels.index(label) for label in validation.labels]]
    return float(-(np.log(np.maximum(right, 1e-7)) * validation.weights).sum())


def _callbacks(
    stage: str, work_dir: Path, plan: TrainingPlan, *, validates: bool
) -> list[keras.callbacks.Callback]:
    history_file = work_dir / f"{stage}.csv"
    callbacks = keepers(work_dir, stage, history_file, keeps_epochs=validates)
    return [*callbacks, _StopWhenStale(history_file, plan.patience)] if validates else callbacks


class _StopWhenStale(keras.callbacks.Callback):  # type: ignore[misc]
    """An early stop that can be resumed, unlike Keras' `EarlyStopping`, which loses its count."""

    def __init__(self, history_file: Path, patience: int) -> None:
        super().__init__()
        self._history_file = history_file
        self._patience = patience

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Override `Callback.on_epoch_end`: stop if the loss is no longer falling."""
        del epoch, logs
        if is_stale(read_history(self._history_file), self._patience):
            self.model.stop_training = True


def is_stale(history: Sequence[dict[str, str]], patience: int) -> bool:
    """Return whether the last `patience` epochs (at least one) did not lower the loss.

    Args:
        history: The finished epochs, as returned by `read_history`.
        patience: Epochs to wait for a lower validation loss.
    """
    losses = [float(row["val_loss"]) for row in history]
    return bool(losses) and len(losses) - 1 - losses.index(min(losses)) >= max(patience, 1)


def averaged(before: Weights, after: Weights, share: float) -> Weights:
    """Return averages of weights, with a share of those before a training."""
    pairs = zip(before, after, strict=True)
    return [share * first + (1 - share) * last for first, last in pairs]
