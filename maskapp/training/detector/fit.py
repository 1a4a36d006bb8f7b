"""The training loop of the detector; it can be stopped and resumed."""

from collections.abc import Sequence
from pathlib import Path

import keras
import numpy as np

from maskapp.training.detector.batches import FrameBatches
from maskapp.training.detector.heat_teacher import HeatTeacher
from maskapp.training.detector.loss import detector_loss
from maskapp.training.detector.pictures import AnnotatedPicture, Floats
from maskapp.training.detector_plan import DetectorPlan
from maskapp.training.fitting.soup import average_epochs
from maskapp.training.fitting.training_state import keepers, restore_state

HISTORY_FILE = "history.csv"

_STAGE = "epoch"
_MAX_GRADIENT_NORM = 10.0


def fit_detector(
    detector: keras.Model,
    training: Sequence[AnnotatedPicture],
    teacher: HeatTeacher,
    validation: tuple[Floats, Floats],
    plan: DetectorPlan,
    work_dir: Path,
) -> list[str]:
    """Train for the epochs that remain; then average the best ones.

    Args:
        detector: Trained in place.
        training: Pictures to learn from.
        teacher: Adds its heat to their targets.
        validation: Frames and targets by which epochs are chosen.
        plan: How to train.
        work_dir: Keeps the epochs, the history and the state to resume from.

    Returns:
        The names of the epochs in the average.

    Raises:
        ModelError: What an interrupted training left cannot be read.
        OutputError: A file cannot be written.
    """
    schedule = keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=plan.rate / 10,
        decay_steps=plan.epochs * plan.steps,
        alpha=1e-3,
        warmup_target=plan.rate,
        warmup_steps=plan.warm_up_steps,
    )
    optimizer = keras.optimizers.AdamW(
        schedule, weight_decay=plan.weight_decay, global_clipnorm=_MAX_GRADIENT_NORM
    )
    detector.compile(optimizer, detector_loss)
    epochs_done = restore_state(detector, work_dir, _STAGE, plan.steps)
    detector.fit(
        FrameBatches(
            training,
            teacher,
            plan.frame_px,
            plan.batch_size,
            plan.steps,
            plan.seed,
            epochs_done,
        ),
        initial_epoch=epochs_done,
        epochs=plan.epochs,
        validation_data=validation,
        validation_batch_size=plan.batch_size,
        callbacks=keepers(work_dir, _STAGE, work_dir / HISTORY_FILE),
        shuffle=False,  # the frames are random anyway, by the seed alone
        verbose=2,
    )
    return average_epochs(detector, work_dir, lambda: _loss(detector, validation, plan.batch_size))


def _loss(detector: keras.Model, validation: tuple[Floats, Floats], batch_size: int) -> float:
    """Return the average loss of the validation's batches."""
    frames, targets = validation
    losses = [
        detector_loss(
            targets[first : first + batch_size], detector(frames[first : first + batch_size])
        )
        for first in range(0, len(frames), batch_size)
    ]
    return float(np.mean(losses))
