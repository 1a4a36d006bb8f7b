"""Compares networks of several sizes: judgement, file size, and time for a face."""

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
from ai_edge_litert.interpreter import Interpreter

from maskapp.paths import default_model
from maskapp.records import CLASS_LABELS
from maskapp.training.data.sample import Sample
from maskapp.training.data.sampling import split_by_group
from maskapp.training.fitting.convert_to_tflite import Crops, convert
from maskapp.training.fitting.network import build_network
from maskapp.training.fitting.train import typical_crops, validation_set
from maskapp.training.fitting.training_loop import Validation, fit
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
_FACES = (1, 8)
_THREADS = 2  # as `MaskClassifier` runs it
_MEASURED_CROPS = 64  # for the statistics of narrower networks
_WARM_UP = 5
_ROUNDS = 60


def compare_networks(
    samples: Sequence[Sample], base_weights: Path | None, plan: TrainingPlan, output_dir: Path
) -> None:
    """Train each variant alike, judge the validation faces by it, and print a table.

    Narrower networks start from the strongest filters of the base weights, where those are a
    file. Each network is judged as Keras has it and as float16 and int8 files run it; times are the
    median of alternating runs, in milliseconds.
    """
    training, held_out = split_by_group(samples, plan.validation_share, plan.seed)
    rows: list[dict[str, Any]] = []
    for variant in _VARIANTS:
        variant_plan = replace(plan, **variant)
        name = "_".join(f"{key}_{value}" for key, value in variant.items())
        measured = _measured(training, held_out, base_weights, variant_plan, output_dir / name)
        rows += [{"network": name, **row} for row in measured]
    (output_dir / "networks.json").write_text(json.dumps(rows, indent=2) + "\n", "utf-8")
    _print_table(rows)


def compare_forms(
    samples: Sequence[Sample], base_weights: Path | None, plan: TrainingPlan, output_dir: Path
) -> None:
    """Print how the network of the program does as Keras runs it and as the program does."""
    del base_weights
    _, held_out = split_by_group(samples, plan.validation_share, plan.seed)
    network = keras.saving.load_model(default_model().with_suffix(".keras"), compile=False)
    validation = validation_set(held_out, CLASS_LABELS, plan)
    forms = {"keras": _keras(network), "program": _litert(default_model())}
    rows = _rows(forms, validation, len(held_out))
    (output_dir / "forms.json").write_text(json.dumps(rows, indent=2) + "\n", "utf-8")
    _print_table(rows)


def _measured(
    training: Sequence[Sample],
    held_out: Sequence[Sample],
    base_weights: Path | None,
    plan: TrainingPlan,
    work_dir: Path,
) -> list[dict[str, Any]]:
    """The rows of one variant: as Keras has it, in float16 and in int8."""
    file = work_dir / "network.keras"
    if not file.is_file():
        work_dir.mkdir(parents=True, exist_ok=True)
        keras.utils.set_random_seed(plan.seed)
        if base_weights is not None and plan.width < 1:
            crops = typical_crops(training, CLASS_LABELS, plan)[:_MEASURED_CROPS]
            narrowed = work_dir / "base.weights.h5"
            base_weights = narrowed_weights(base_weights, plan.width, crops, narrowed)
        network = build_network(base_weights, len(CLASS_LABELS), plan)
        fit(network, training, None, CLASS_LABELS, plan, work_dir)
        network.save(file)
    network = keras.saving.load_model(file, compile=False)
    forms = {"keras": _keras(network)}
    for name, examples in (
        ("float16", None),
        ("int8", typical_crops(training, CLASS_LABELS, plan)),
    ):
        convert(network, work_dir / f"{name}.tflite", examples)
        forms[name] = _litert(work_dir / f"{name}.tflite")
    return _rows(forms, validation_set(held_out, CLASS_LABELS, plan), len(held_out))


@dataclass(frozen=True, slots=True)
class _Form:
    """One way to run a network: what judges a batch of crops, and the size of its file."""

    judge: Callable[[Crops], Crops]
    megabytes: float | None


def _keras(network: keras.Model) -> _Form:
    judge = tf.function(lambda crops: network(crops, training=False))
    return _Form(lambda crops: np.asarray(judge(tf.constant(crops))), None)


def _litert(file: Path) -> _Form:
    interpreters: dict[int, Any] = {}

    def judge(crops: Crops) -> Crops:
        if len(crops) not in interpreters:
            made = Interpreter(model_path=str(file), num_threads=_THREADS)
            made.resize_tensor_input(made.get_input_details()[0]["index"], crops.shape)
            made.allocate_tensors()
            interpreters[len(crops)] = made
        interpreter = interpreters[len(crops)]
        interpreter.set_tensor(interpreter.get_input_details()[0]["index"], crops)
        interpreter.invoke()
        given: Crops = interpreter.get_tensor(interpreter.get_output_details()[0]["index"])
        return given

    return _Form(judge, file.stat().st_size / 1e6)


def _rows(forms: dict[str, _Form], validation: Validation, n_real: int) -> list[dict[str, Any]]:
    """Judgement and time of each form; the last of the validation faces are rendered."""
    crops = validation.crops
    times: dict[str, dict[int, list[float]]] = {
        name: {faces: [] for faces in _FACES} for name in forms
    }
    for round_ in range(_WARM_UP + _ROUNDS):  # in turns, so that a busy machine slows all alike
        for name, form in forms.items():
            for faces in _FACES:
                start = time.perf_counter()
                form.judge(crops[:faces])
                if round_ >= _WARM_UP:
                    times[name][faces].append(time.perf_counter() - start)
    return [
        {
            "form": name,
            "megabytes": form.megabytes,
            **{f"ms_{faces}": 1e3 * median(times[name][faces]) for faces in _FACES},
            **_accuracy(form, validation, n_real),
        }
        for name, form in forms.items()
    ]


def _accuracy(form: _Form, validation: Validation, n_real: int) -> dict[str, float]:
    judged = np.concatenate(
        [
            form.judge(validation.crops[start : start + 1]).argmax(axis=1)
            for start in range(len(validation.crops))
        ]
    )
    labels = np.array([CLASS_LABELS.index(label) for label in validation.labels])
    right = judged == labels
    real = np.arange(len(labels)) < n_real
    return {
        "right": float(right.mean()),
        "right_real": float(right[real].mean()),
        "right_rendered": float(right[~real].mean()),
        "balanced": float(right @ validation.weights),
    }


def _print_table(rows: Sequence[Mapping[str, Any]]) -> None:
    print(
        f"{'network':<36}{'form':<9}{'MB':>6}{'1 face':>9}{'8 faces':>9}"
        f"{'all':>8}{'real':>8}{'rendered':>10}{'balanced':>10}"
    )
    for row in rows:
        size = f"{row['megabytes']:.1f}" if row["megabytes"] else ""
        shares = f"{row['right']:>8.2%}{row['right_real']:>8.2%}{row['right_rendered']:>10.2%}"
        print(
            f"{row.get('network', ''):<36}{row['form']:<9}{size:>6}{row['ms_1']:>6.2f} ms"
            f"{row['ms_8']:>6.2f} ms{shares}{row['balanced']:>10.2%}"
        )
