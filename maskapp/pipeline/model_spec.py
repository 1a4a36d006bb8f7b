"""What has to be known of a network besides its weights, kept beside them as JSON."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from maskapp.errors import ModelError
from maskapp.pipeline.face_crop import CROP_MARGIN, CROP_SHIFT_DOWN
from maskapp.records import CLASS_LABELS, MaskLabel

_MOST_CROP = 2.0  # box sides; more would be a slip or fill the memory


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """How a network wants its faces and what its outputs mean.

    Attributes:
        labels: Of the outputs, in order.
        crop_margin: As `crop_face` takes it.
        crop_shift_down: As `crop_face` takes it.
    """

    labels: tuple[MaskLabel, ...] = CLASS_LABELS
    crop_margin: float = CROP_MARGIN
    crop_shift_down: float = CROP_SHIFT_DOWN


TIGHT_TWO_LABELS = ModelSpec(CLASS_LABELS[:2], crop_margin=0.0, crop_shift_down=0.0)
"""The usual kind of this field: the detector's box as it is, [with_mask, without_mask]."""


def spec_file(model: Path) -> Path:
    """Where the specification of a model file is kept."""
    return model.with_suffix(".json")


def write_spec(spec: ModelSpec, model: Path) -> None:
    """Write the specification beside the model file."""
    spec_file(model).write_text(json.dumps(asdict(spec), indent=2) + "\n", encoding="utf-8")


def read_spec(model: Path, n_outputs: int) -> ModelSpec:
    """The specification of a model file, or the usual one for its number of outputs.

    Raises:
        ModelError: It is damaged, or does not fit the number of outputs.
    """
    path = spec_file(model)
    if path.is_file():
        spec = _parsed(path)
    else:
        spec = TIGHT_TWO_LABELS if n_outputs == len(TIGHT_TWO_LABELS.labels) else ModelSpec()
    if len(spec.labels) != n_outputs:
        expected = ", ".join(spec.labels)
        raise ModelError(
            f"The model {model} gives {n_outputs} outputs; "
            f"{len(spec.labels)} are needed ({expected})."
        )
    return spec


def _parsed(path: Path) -> ModelSpec:
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        labels = tuple(MaskLabel(label) for label in values["labels"])
        spec = ModelSpec(labels, float(values["crop_margin"]), float(values["crop_shift_down"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"The model's description {path} cannot be understood: {error}; "
            "restore it or train the model again."
        ) from error
    if MaskLabel.UNCERTAIN in spec.labels or len(set(spec.labels)) != len(spec.labels):
        raise ModelError(f"The model's description {path} names labels that cannot be used.")
    if not (0 <= spec.crop_margin <= _MOST_CROP and abs(spec.crop_shift_down) <= _MOST_CROP):
        raise ModelError(f"The model's description {path} crops too far from the face.")
    return spec
