"""The spec of a model: its labels and crop, in a JSON file beside it."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from maskapp.errors import ModelError
from maskapp.number_limits import number_problem
from maskapp.pipeline.face_crop import CROP_MARGIN, CROP_SHIFT_DOWN
from maskapp.records import CLASS_LABELS, MaskLabel

_LARGEST_CROP = 2.0  # in box sides; more would be a mistake or exhaust memory


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """The crop that a model needs and the meaning of its outputs.

    Attributes:
        labels: The label of each output, in order.
        crop_margin: See `crop_face`.
        crop_shift_down: See `crop_face`.
    """

    labels: tuple[MaskLabel, ...] = CLASS_LABELS
    crop_margin: float = CROP_MARGIN
    crop_shift_down: float = CROP_SHIFT_DOWN


TIGHT_TWO_LABELS = ModelSpec(CLASS_LABELS[:2], crop_margin=0.0, crop_shift_down=0.0)
"""The spec of most published mask classifiers: the detector's box, [with_mask, without_mask]."""


def spec_file(model: Path) -> Path:
    """Return the path of a model file's spec."""
    return model.with_suffix(".json")


def write_spec(spec: ModelSpec, model: Path) -> None:
    """Write the spec beside the model file."""
    spec_file(model).write_text(json.dumps(asdict(spec), indent=2) + "\n", encoding="utf-8")


def read_spec(model: Path, n_outputs: int) -> ModelSpec:
    """Return the spec of a model file; without one, the default for its number of outputs.

    Args:
        model: The model file; the spec is looked for beside it.
        n_outputs: Number of probabilities that the model returns for a face.

    Raises:
        ModelError: The spec is damaged, or does not match the number of outputs.
    """
    path = spec_file(model)
    if path.is_file():
        spec = _parsed(path)
    else:
        spec = TIGHT_TWO_LABELS if n_outputs == len(TIGHT_TWO_LABELS.labels) else ModelSpec()
    if len(spec.labels) != n_outputs:
        expected = ", ".join(spec.labels)
        raise ModelError(
            f"The model {model} has {n_outputs} outputs; "
            f"{len(spec.labels)} are needed ({expected})."
        )
    return spec


def _parsed(path: Path) -> ModelSpec:
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        labels = tuple(MaskLabel(label) for label in values["labels"])
        spec = ModelSpec(labels, values["crop_margin"], values["crop_shift_down"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"The model's spec {path} cannot be read: {error}; restore it or train the model again."
        ) from error
    if MaskLabel.UNCERTAIN in spec.labels or len(set(spec.labels)) != len(spec.labels):
        raise ModelError(f"The model's spec {path} repeats a label or contains an invalid one.")
    for name, least in (("crop_margin", 0.0), ("crop_shift_down", -_LARGEST_CROP)):
        if problem := number_problem(float, getattr(spec, name), least, _LARGEST_CROP):
            raise ModelError(f"The model's spec {path} cannot be used: {name} {problem}.")
    return spec
