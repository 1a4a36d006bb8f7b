"""The spec of a model: its labels, crop and input, stated in a JSON file beside it or found."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any

from maskapp.display_names import foreign_message
from maskapp.errors import ModelError
from maskapp.files.private_files import replacing
from maskapp.files.regular_files import is_regular_file, read_regular_file
from maskapp.pipeline.face_crop import CROP_MARGIN, CROP_SHIFT_DOWN, TRAINED_RANGE
from maskapp.pipeline.models.label_names import label_named
from maskapp.pipeline.models.labels_file import labels_file, read_labels
from maskapp.records import CLASS_LABELS, MaskLabel
from maskapp.settings.number_limits import number_problem

_LARGEST_CROP = 2.0  # in box sides; more would be a mistake or exhaust memory
_LARGEST_INPUT = 1000.0
_LARGEST_SIZE_PX = 1024
_MOST_BYTES = 1 << 20

InputRange = tuple[float, float]


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """What a model takes and what its outputs mean.

    Attributes:
        labels: The label of each output, in order; two for a single output, which is the
            probability of the second.
        crop_margin: See `crop_face`.
        crop_shift_down: See `crop_face`.
        input_range: What the model takes for black and for full brightness.
        input_size_px: Side of the input, for a model that takes any; None for its own.
    """

    labels: tuple[MaskLabel, ...] = CLASS_LABELS
    crop_margin: float = CROP_MARGIN
    crop_shift_down: float = CROP_SHIFT_DOWN
    input_range: InputRange = TRAINED_RANGE
    input_size_px: int | None = None


TIGHT_TWO_LABELS = ModelSpec(CLASS_LABELS[:2], crop_margin=0.0, crop_shift_down=0.0)
"""The spec of most published mask classifiers: the detector's box, [with_mask, without_mask]."""

_NAMES = tuple(field.name for field in fields(ModelSpec))


def spec_file(model: Path) -> Path:
    """Return the path of a model file's spec."""
    return model.with_suffix(".json")


def write_spec(spec: ModelSpec, model: Path) -> None:
    """Write the spec beside the model file; errors as in `write_stated`."""
    write_stated({name: value for name, value in asdict(spec).items() if value is not None}, model)


def write_stated(stated: Mapping[str, Any], model: Path) -> None:
    """Write a part of a spec beside the model file.

    Raises:
        OutputError: It cannot be written; an existing one is unchanged.
    """
    text = json.dumps(dict(stated), indent=2) + "\n"
    with replacing(spec_file(model), is_durable=False) as file:
        file.write(text.encode())


def stated_spec(model: Path) -> dict[str, Any]:
    """Return what is stated about a model: by the spec beside it, then by a labels file.

    Args:
        model: The model's file or folder.

    Returns:
        Values of `ModelSpec` by name; only those that are stated.

    Raises:
        ModelError: The spec or the labels file is damaged.
    """
    path = spec_file(model)
    stated = _parsed(path) if is_regular_file(path) else {}
    if "labels" not in stated and (names := labels_file(model)) is not None:
        stated["labels"] = read_labels(names)
    return stated


def complete_spec(
    stated: Mapping[str, Any], found: Mapping[str, Any], n_outputs: int, model: Path
) -> ModelSpec:
    """Return the spec of a model from what is stated, what its network tells, and the defaults.

    Args:
        stated: As returned by `stated_spec`; goes before the others.
        found: Values of `ModelSpec` by name.
        n_outputs: Number of outputs of the model for a face.
        model: The model's file, for messages.

    Raises:
        ModelError: The labels do not match the number of outputs.
    """
    n_labels = max(n_outputs, 2)
    default = TIGHT_TWO_LABELS if n_labels == len(TIGHT_TWO_LABELS.labels) else ModelSpec()
    spec = ModelSpec(**{**_values(default), **found, **stated})
    if len(spec.labels) != n_labels:
        expected = ", ".join(spec.labels)
        raise ModelError(
            f"The model {model} has {n_outputs} outputs; "
            f"{len(spec.labels)} are needed ({expected})."
        )
    return spec


def _values(spec: ModelSpec) -> dict[str, Any]:
    return {name: getattr(spec, name) for name in _NAMES}


def _parsed(path: Path) -> dict[str, Any]:
    try:
        values = json.loads(read_regular_file(path, _MOST_BYTES).decode("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        reason = error.strerror if isinstance(error, OSError) else foreign_message(error)
        raise ModelError(
            f"The model's spec {path} cannot be read: {reason}; restore it or train the model "
            "again."
        ) from error
    if not isinstance(values, dict):
        raise ModelError(f"The model's spec {path} cannot be used: it is no JSON object.")
    stated = {}
    for name, value in values.items():
        if name not in _NAMES:
            raise ModelError(
                f"The model's spec {path} has an unknown entry {foreign_message(name, 40)!r}; "
                f"known are {', '.join(_NAMES)}."
            )
        stated[name] = _READERS[name](path, name, value)
    return stated


def _labels(path: Path, _: str, value: object) -> tuple[MaskLabel, ...]:
    names = value if isinstance(value, list) else [None]
    labels = tuple(label_named(name) if isinstance(name, str) else None for name in names)
    known = tuple(label for label in labels if label is not None)
    if not known or len(set(known)) != len(labels):
        raise ModelError(f"The model's spec {path} repeats a label or contains an invalid one.")
    return known


def _number(least: float, most: float, kind: type = float) -> Callable[[Path, str, object], Any]:
    def read(path: Path, name: str, value: object) -> Any:
        if problem := number_problem(kind, value, least, most):
            raise ModelError(f"The model's spec {path} cannot be used: {name} {problem}.")
        return value

    return read


def _range(path: Path, name: str, value: object) -> InputRange:
    ends = value if isinstance(value, list) else []
    problems = [number_problem(float, end, -_LARGEST_INPUT, _LARGEST_INPUT) for end in ends]
    if len(ends) != 2 or any(problems) or ends[0] >= ends[1]:
        raise ModelError(
            f"The model's spec {path} cannot be used: {name} is not two numbers, the smaller one "
            "first, such as [0, 1]."
        )
    return float(ends[0]), float(ends[1])


_READERS: Mapping[str, Callable[[Path, str, object], Any]] = MappingProxyType(
    {
        "labels": _labels,
        "crop_margin": _number(0.0, _LARGEST_CROP),
        "crop_shift_down": _number(-_LARGEST_CROP, _LARGEST_CROP),
        "input_range": _range,
        "input_size_px": _number(8, _LARGEST_SIZE_PX, int),
    }
)
