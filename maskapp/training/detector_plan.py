"""The plan of a detector's training, read from TOML."""

from dataclasses import dataclass, fields
from pathlib import Path

from maskapp.errors import DatasetError
from maskapp.training.plan_file import read_plan_values

FULL_CHANNELS = (32, 96, 144, 144, *(192,) * 3, *(384,) * 4, *(576,) * 3, *(960,) * 3)
"""Channels of each block's depthwise convolution in CenterFace, from the stem on."""


@dataclass(frozen=True, slots=True)
class DetectorPlan:
    """How a detector is trained; kept beside its weights.

    Attributes:
        seed: Determines the split and all random draws.
        validation_share: The share of the groups to hold out.
        channels: Inner channels of each of the 17 blocks, from the stem on.
        frame_px: Side of the composed frames; a multiple of 32.
        batch_size: Frames in a step.
        steps: Steps in an epoch.
        epochs: Number of epochs.
        rate: The highest learning rate; it decays to nearly 0 along a cosine.
        warm_up_steps: Steps until the highest learning rate.
        weight_decay: Of AdamW.
        start_share: The share of the initial weights in the final ones, an average. Little data
            teaches new kinds of faces at the cost of others, which the average keeps (Wortsman et
            al. 2022, "Robust fine-tuning of zero-shot models").
    """

    seed: int = 1
    validation_share: float = 0.12
    channels: tuple[int, ...] = FULL_CHANNELS
    frame_px: int = 320
    batch_size: int = 16
    steps: int = 400
    epochs: int = 20
    rate: float = 1e-3
    warm_up_steps: int = 300
    weight_decay: float = 1e-4
    start_share: float = 0.0


_LIMITS: dict[str, tuple[float, float]] = {
    "seed": (0, 2**31),
    "validation_share": (0.01, 0.9),
    "channels": (1, 960),
    "frame_px": (64, 1024),
    "batch_size": (1, 1000),
    "steps": (1, 100_000),
    "epochs": (1, 10_000),
    "rate": (0, 1),
    "warm_up_steps": (0, 100_000),
    "weight_decay": (0, 1),
    "start_share": (0, 1),
}


def read_detector_plan(file: Path) -> DetectorPlan:
    """Read a plan; what the file does not name keeps its default.

    Raises:
        DatasetError: The file cannot be read, or has an unknown name or a wrong value.
    """
    known = {field.name: field.type for field in fields(DetectorPlan)}
    plan = DetectorPlan(**read_plan_values(file, known, _LIMITS))
    problem = None
    if len(plan.channels) != len(FULL_CHANNELS):
        problem = f"channels must be {len(FULL_CHANNELS)} numbers"
    elif any(ours > full for ours, full in zip(plan.channels, FULL_CHANNELS, strict=True)):
        problem = f"channels must be no more than {', '.join(map(str, FULL_CHANNELS))}"
    elif plan.frame_px % 32:
        problem = "frame_px must be a multiple of 32"
    if problem:
        raise DatasetError(f"The plan {file} cannot be used: {problem}.")
    return plan
