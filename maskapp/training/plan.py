"""What a training does, as a file says it."""

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from maskapp.errors import DatasetError


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """What a training does; kept beside the weights.

    Attributes:
        seed: Settles the split, the draws and the initial head.
        validation_share: Of the groups.
        input_size_px: Side of the network's input.
        width: MobileNetV2's alpha; ImageNet weights must be of the same.
        hidden_units: Of a layer between the base and the answer; 0 for none.
        batch_size: Faces in a step.
        steps: Batches in an epoch.
        head_epochs: With the base frozen.
        fine_epochs: At most, with the upper blocks learning.
        first_block: The lowest block of the base that learns, 0 to 16.
        head_rate: Learning rate of the head alone.
        fine_rate: Highest learning rate after that; falls to nothing as a cosine.
        patience: Epochs without a better validation loss before it stops early.
        label_smoothing: Keeps the network from being surer than its labels are.
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


_LIMITS: dict[str, tuple[float, float]] = {
    "seed": (0, 2**31),
    "validation_share": (0.01, 0.9),
    "input_size_px": (32, 512),  # of less the base makes nothing
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
}


def read_plan(file: Path) -> TrainingPlan:
    """Read a plan from TOML; what the file does not name keeps its default.

    Raises:
        DatasetError: The file cannot be read, or names or holds what a plan does not have.
    """
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise DatasetError(f"The plan {file} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DatasetError(f"The plan {file} is not TOML: {error}.") from error
    known = {field.name: field.type for field in fields(TrainingPlan)}
    for name, value in values.items():
        if name not in known:
            raise DatasetError(f"The plan {file} names {name}, which a plan does not have.")
        numbers = (int,) if known[name] is int else (int, float)
        if isinstance(value, bool) or not isinstance(value, numbers):
            raise DatasetError(f"The plan {file} has {value!r} for {name}; a number is needed.")
    plan = TrainingPlan(**values)
    if problem := _problem(plan):
        raise DatasetError(f"The plan {file} cannot be followed: {problem}.")
    return plan


def _problem(plan: TrainingPlan) -> str | None:
    """What is wrong with a plan, if anything."""
    for name, (least, most) in _LIMITS.items():
        if not least <= getattr(plan, name) <= most:
            return f"{name} must be from {least:,} to {most:,}"
    if not plan.head_epochs + plan.fine_epochs:
        return "head_epochs or fine_epochs must be at least 1"
    return None
