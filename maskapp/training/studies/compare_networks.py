"""A comparison of networks of several sizes: accuracy, file size and time per face."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from maskapp.paths import default_model
from maskapp.pipeline.tflite_network import TfliteNetwork
from maskapp.records import CLASS_LABELS
from maskapp.training.data.sample import Sample
from maskapp.training.data.split import held_out_by_all, split_by_group
from maskapp.training.fitting.convert_to_tflite import Crops, convert
from maskapp.training.fitting.network import build_network
from maskapp.training.fitting.train import require_both_sides, typical_crops, validation_set
from maskapp.training.fitting.training_loop import Validation, fit
from maskapp.training.measuring.text_tables import Cell, Row, Table, as_text
from maskapp.training.plan import TrainingPlan
from maskapp.training.studies.narrow_network import narrowed_weights

_VARIANTS: tuple[dict[str, Any], ...] = (
    {"input_size_px": 96},
    {"input_size_px": 128},
    {"input_size_px": 160},
    {"input_size_px": 224},
    {"input_size_px": 128, "hidden_units": 128},
    {"input_size_px": 128, "width": 0.5},
    {"input_size_px": 128, "width": 0.75},
)
_BATCH_SIZES = (1, 8)  # faces
_STATISTICS_CROPS = 64  # for the normalisation of narrower networks
_WARM_UP = 5
_ROUNDS = 60
_ACCURACIES = ("right", "right_real", "right_rendered", "balanced")


def compare_networks(
    samples: Sequence[Sample], base_weights: Path | None, plan: TrainingPlan, output_dir: Path
) -> None:
    """Train each variant with the same plan and compare them on the validation faces.

    Prints a table and writes `networks.json`. Each network is measured in Keras and as float16
    and int8 `.tflite` files. Times are medians of alternating runs, in milliseconds.

    Args:
        samples: Each has a box.
        base_weights: ImageNet weights of the base; None downloads them. Narrower networks start
            from the strongest filters of this file.
        plan: The training plan, except for the values that define a variant.
        output_dir: The folder for the numbers and the trained networks.
    """
    training, held_out = split_by_group(samples, plan.validation_share, plan.seed)
    require_both_sides(training, held_out, CLASS_LABELS)
    rows: list[dict[str, Any]] = []
    for variant in _VARIANTS:
        variant_plan = replace(plan, **variant)
        name = "_".join(f"{key}_{value}" for key, value in variant.items())
        measured = _train_and_measure(
            training, held_out, base_weights, variant_plan, output_dir / name
        )
        rows += [{"network": name, **row} for row in measured]
    (output_dir / "networks.json").write_text(json.dumps(rows, indent=2) + "\n", "utf-8")
    print(as_text([networks_table(rows)]))


def compare_forms(
    samples: Sequence[Sample], base_weights: Path | None, plan: TrainingPlan, output_dir: Path
) -> None:
    """Compare the program's network in Keras with its `.tflite` file; write `forms.json`.

    Args:
        samples: Each has a box.
        base_weights: Not used: the network is the program's.
        plan: Its seed and share determine which faces are held out.
        output_dir: The folder for the numbers.
    """
    del base_weights
    held_out = held_out_by_all(samples, plan.validation_share, plan.seed)
    network = keras.saving.load_model(default_model().with_suffix(".keras"), compile=False)
    validation = validation_set(held_out, CLASS_LABELS, plan)
    forms = {"keras": _keras_form(network), "program": _tflite_form(default_model())}
    rows = measure_forms(forms, validation, len(held_out))
    (output_dir / "forms.json").write_text(json.dumps(rows, indent=2) + "\n", "utf-8")
    print(as_text([networks_table(rows)]))


def _train_and_measure(
    training: Sequence[Sample],
    held_out: Sequence[Sample],
    base_weights: Path | None,
    plan: TrainingPlan,
    work_dir: Path,
) -> list[dict[str, Any]]:
    """Return the rows of one variant: in Keras, float16 and int8."""
    file = work_dir / "network.keras"
    if not file.is_file():
        work_dir.mkdir(parents=True, exist_ok=True)
        keras.utils.set_random_seed(plan.seed)
        if base_weights is not None and plan.width < 1:
            crops = typical_crops(training, CLASS_LABELS, plan)[:_STATISTICS_CROPS]
            narrowed = work_dir / "base.weights.h5"
            base_weights = narrowed_weights(base_weights, plan.width, crops, narrowed)
        network = build_network(base_weights, len(CLASS_LABELS), plan)
        fit(network, training, None, CLASS_LABELS, plan, work_dir)
        network.save(file)
    network = keras.saving.load_model(file, compile=False)
    forms = {"keras": _keras_form(network)}
    for name, examples in (
        ("float16", None),
        ("int8", typical_crops(training, CLASS_LABELS, plan)),
    ):
        convert(network, work_dir / f"{name}.tflite", examples)
        forms[name] = _tflite_form(work_dir / f"{name}.tflite")
    return measure_forms(forms, validation_set(held_out, CLASS_LABELS, plan), len(held_out))


@dataclass(frozen=True, slots=True)
class Form:
    """A way to run a network.

    Attributes:
        classify: Takes crops (n, size, size, 3) and returns probabilities (n, labels), float32.
        megabytes: Size of the file; None in Keras.
    """

    classify: Callable[[Crops], Crops]
    megabytes: float | None


def _keras_form(network: keras.Model) -> Form:
    run = tf.function(lambda crops: network(crops, training=False))
    return Form(lambda crops: np.asarray(run(tf.constant(crops))), None)


def _tflite_form(file: Path) -> Form:
    return Form(TfliteNetwork(file).run, file.stat().st_size / 1e6)


def measure_forms(
    forms: Mapping[str, Form], validation: Validation, real_faces: int, rounds: int = _ROUNDS
) -> list[dict[str, Any]]:
    """Measure accuracy and time of each form.

    Args:
        forms: The forms by name.
        validation: The faces; those after the real ones are rendered.
        real_faces: Number of real faces.
        rounds: Number of measurements of each time.

    Returns:
        A row for each form: `form`, `megabytes`, `ms_1` and `ms_8` (median time of one and of
        eight faces), and the shares `right`, `right_real`, `right_rendered` and `balanced`
        (weighted as in training).
    """
    times = _times_s(forms, validation.crops, rounds)
    return [
        {
            "form": name,
            "megabytes": form.megabytes,
            **{f"ms_{faces}": 1e3 * median(times[name][faces]) for faces in _BATCH_SIZES},
            **_accuracy(form, validation, real_faces),
        }
        for name, form in forms.items()
    ]


def _times_s(
    forms: Mapping[str, Form], crops: Crops, rounds: int
) -> dict[str, dict[int, list[float]]]:
    """Time each form in turn, so that a busy machine slows all of them alike."""
    times: dict[str, dict[int, list[float]]] = {
        name: {faces: [] for faces in _BATCH_SIZES} for name in forms
    }
    for round_ in range(_WARM_UP + rounds):
        for name, form in forms.items():
            for faces in _BATCH_SIZES:
                start = time.perf_counter()
                form.classify(crops[:faces])
                if round_ >= _WARM_UP:
                    times[name][faces].append(time.perf_counter() - start)
    return times


def _accuracy(form: Form, validation: Validation, real_faces: int) -> dict[str, float]:
    likeliest = np.concatenate(
        [
            form.classify(validation.crops[start : start + 1]).argmax(axis=1)
            for start in range(len(validation.crops))
        ]
    )
    columns = np.array([CLASS_LABELS.index(label) for label in validation.labels])
    is_correct = likeliest == columns
    is_real = np.arange(len(columns)) < real_faces
    return {
        "right": float(is_correct.mean()),
        "right_real": float(is_correct[is_real].mean()),
        "right_rendered": float(is_correct[~is_real].mean()),
        "balanced": float(is_correct @ validation.weights),
    }


def networks_table(rows: Sequence[Mapping[str, Any]]) -> Table:
    """Return rows of `measure_forms`, which may name their `network`, as a table."""
    return Table(
        "Correct, by network and form",
        ("network", "form", "MB", "1 face", "8 faces", "all", "real", "rendered", "balanced"),
        tuple(
            Row(
                row.get("network", ""),
                (
                    Cell(row["form"]),
                    Cell(f"{row['megabytes']:.1f}" if row["megabytes"] else ""),
                    *(Cell(f"{row[f'ms_{faces}']:.2f} ms") for faces in _BATCH_SIZES),
                    *(Cell(f"{row[key]:.2%}") for key in _ACCURACIES),
                ),
            )
            for row in rows
        ),
    )
