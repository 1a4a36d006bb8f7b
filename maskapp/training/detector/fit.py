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
from maskapp.training.fitting.soup import EpochKeeper, average_epochs
from maskapp.training.fitting.training_loop import read_history

HISTORY_FILE = "history.csv"

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
    """
    history = read_history(work_dir / HISTORY_FILE)
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
    detector.fit(
        FrameBatches(
            training,
            teacher,
            plan.frame_px,
            plan.batch_size,
            plan.steps,
            plan.seed,
            len(history),
        ),
        epochs=plan.epochs,
        validation_data=validation,
        validation_batch_size=plan.batch_size,
        callbacks=[
            EpochKeeper(work_dir, "epoch"),
            keras.callbacks.BackupAndRestore(work_dir / "backup", delete_checkpoint=False),
            keras.callbacks.CSVLogger(work_dir / HISTORY_FILE, append=True),
        ],
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
