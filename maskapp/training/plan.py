"""The plan of a training, and reading it from TOML."""

from dataclasses import dataclass, fields
from pathlib import Path

from maskapp.errors import DatasetError
from maskapp.training.plan_file import read_plan_values


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """The hyper-parameters of a training; kept beside the weights.

    Attributes:
        seed: Determines the split, the batches and the initial head.
        validation_share: The share of the groups that is held out.
        input_size_px: Side of the network's input.
        width: MobileNetV2's alpha; ImageNet weights must have the same.
        hidden_units: Units of a layer between the base and the output; 0 for none.
        batch_size: Faces in a batch.
        steps: Batches in an epoch.
        head_epochs: Epochs with the base frozen.
        fine_epochs: Maximum number of epochs with the upper blocks of the base learning.
        first_block: The lowest block of the base that learns, 0 to 16.
        head_rate: Peak learning rate while the base is frozen.
        fine_rate: Peak learning rate after that; cosine decay to nearly 0.
        patience: Epochs without a lower validation loss before an early stop.
        label_smoothing: The share of each label spread over all labels.
        start_share: As in `DetectorPlan`, for a training that continues from a network; others
            ignore it.
    """

    seed: int = 1
    validation_share: float = 0.12
    input_size_px: int = 128
    width: float = 1.0
    hidden_units: int = 0
    batch_size: int = 64
    steps: int = 160
    head_epochs: int = 1
    fine_epochs: int = 24
    first_block: int = 3
    head_rate: float = 2e-3
    fine_rate: float = 3e-4
    patience: int = 8
    label_smoothing: float = 0.02
    start_share: float = 0.0


_LIMITS: dict[str, tuple[float, float]] = {
    "seed": (0, 2**31),
    "validation_share": (0.01, 0.9),
    "input_size_px": (32, 512),  # below, the base has no features left
    "width": (0.1, 2),
    "hidden_units": (0, 10_000),
    "batch_size": (1, 10_000),
    "steps": (1, 100_000),
    "head_epochs": (0, 10_000),
    "fine_epochs": (0, 10_000),
    "first_block": (0, 16),
    "head_rate": (0, 1),
    "fine_rate": (0, 1),
    "patience": (0, 10_000),
    "label_smoothing": (0, 0.9),
    "start_share": (0, 1),
}


def read_plan(file: Path) -> TrainingPlan:
    """Read a plan from TOML; values that the file leaves out keep their defaults.

    Raises:
        DatasetError: The file cannot be read, is not TOML, or has an unknown name or bad value.
    """
    known = {field.name: field.type for field in fields(TrainingPlan)}
    plan = TrainingPlan(**read_plan_values(file, known, _LIMITS))
    if not plan.head_epochs + plan.fine_epochs:
        raise DatasetError(
            f"The plan {file} cannot be used: head_epochs or fine_epochs must be at least 1."
        )
    return plan
