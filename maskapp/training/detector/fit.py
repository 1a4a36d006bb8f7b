"""The training loop of the detector; it can be stopped and resumed."""

from collections.abc import Sequence
from pathlib import Path

import keras

from maskapp.training.detector.batches import FrameBatches
from maskapp.training.detector.loss import detector_loss
from maskapp.training.detector.pictures import AnnotatedPicture, Floats
from maskapp.training.detector_plan import DetectorPlan
from maskapp.training.fitting.training_loop import read_history

HISTORY_FILE = "history.csv"
BEST_FILE = "best.keras"

_MAX_GRADIENT_NORM = 10.0


def fit_detector(
    detector: keras.Model,
    training: Sequence[AnnotatedPicture],
    validation: tuple[Floats, Floats],
    plan: DetectorPlan,
    work_dir: Path,
) -> None:
    """Train for the epochs that remain; keep the best one as `best.keras`.

    Args:
        detector: Trained in place.
        training: Pictures to learn from.
        validation: Frames and targets by which the best epoch is chosen.
        plan: How to train.
        work_dir: Keeps the best epoch, the history and the state to resume from.
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
    losses = [float(row["val_loss"]) for row in history]
    detector.fit(
        FrameBatches(training, plan.frame_px, plan.batch_size, plan.steps, plan.seed, len(history)),
        epochs=plan.epochs,
        validation_data=validation,
        validation_batch_size=plan.batch_size,
        callbacks=[
            keras.callbacks.BackupAndRestore(work_dir / "backup", delete_checkpoint=False),
            keras.callbacks.CSVLogger(work_dir / HISTORY_FILE, append=True),
            keras.callbacks.ModelCheckpoint(
                work_dir / BEST_FILE,
                save_best_only=True,
                initial_value_threshold=min(losses, default=None),
            ),
        ],
        verbose=2,
    )
