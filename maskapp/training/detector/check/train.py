"""Trains the face check: a second look at what the detector finds with a middling score."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np

from maskapp.outputs.overwriting import refuse_overwriting
from maskapp.pipeline.detect import LiteRTFaceDetector
from maskapp.pipeline.face_check import CHECKED_SCORES
from maskapp.pipeline.face_crop import as_network_input
from maskapp.pipeline.tflite_network import TfliteNetwork
from maskapp.records import Image
from maskapp.training.data.split import is_held_out
from maskapp.training.detector.check.detections import (
    MIN_SCORE,
    Harvest,
    KnownDetections,
    training_detections,
    validation_detections,
)
from maskapp.training.detector.check.features import Trunk
from maskapp.training.detector.check.fit import (
    INVERSE_REGULARISATION,
    LIVE_THRESHOLD,
    WEIGHT,
    Numbers,
    checked,
    count_shown,
    fit_linear,
    joined_logits,
    live_shift,
    logits,
    out_of_fold,
    quality,
)
from maskapp.training.detector.check.record import DETECTOR_HASH
from maskapp.training.detector.check.results import (
    CHECK_NAME,
    build_check,
    write_networks,
    write_record,
)
from maskapp.training.detector.pictures import folders_of_whole_pictures, list_pictures
from maskapp.training.detector.results import describe_pictures
from maskapp.training.detector.taught import taught_pictures
from maskapp.training.detector_plan import DetectorPlan
from maskapp.training.fitting.record import file_hash
from maskapp.training.fitting.work_folder import work_folder


def train_check(
    data_dirs: Sequence[Path],
    output_dir: Path,
    plan: DetectorPlan,
    detector_file: Path,
    trunk_file: Path,
) -> Path:
    """Train a face check and write it with the record of its training.

    Writes `face_check.keras`, `face_check.tflite` and `face_check.json` (counts, quality, hashes
    and versions). The same data result in the same check.

    Args:
        data_dirs: See `list_pictures`; close-ups are not used.
        output_dir: Created if needed.
        plan: That of the detector, for the seed and the groups that are held out.
        detector_file: The `.tflite` file of the detector whose detections are checked.
        trunk_file: The `.keras` file of the classifier whose features are used.

    Returns:
        The `.tflite` file.

    Raises:
        DatasetError: Data is missing or insufficient.
        ModelError: CenterFace, the detector or the classifier cannot be used.
        OutputError: A file or folder cannot be written, another training uses the folder, or the
            detector or the classifier is what would be written.
    """
    for suffix in (".keras", ".tflite"):
        refuse_overwriting(output_dir / f"{CHECK_NAME}{suffix}", [detector_file, trunk_file])
    scene_dirs = folders_of_whole_pictures(data_dirs)  # before anything is written
    detector = LiteRTFaceDetector(MIN_SCORE, detector_file)
    trunk = Trunk(trunk_file)
    with work_folder(output_dir) as work_dir:
        keras.utils.set_random_seed(plan.seed)
        listed = list_pictures(scene_dirs)
        training, taught_apart = taught_pictures(listed, plan, work_dir)
        apart = [one for one in listed if is_held_out(one.group, plan.validation_share, plan.seed)]
        harvest = training_detections(training, detector, trunk, plan.seed)
        without_group = out_of_fold(harvest.detections)
        linear = fit_linear(harvest.detections.features, harvest.detections.is_face).times(WEIGHT)
        validation, crops = validation_detections(apart, detector, trunk)
        # The shift is that of the model that runs: rounded weights move the outputs.
        unshifted = write_networks(build_check(trunk, linear), work_dir)
        outputs = _run(unshifted, crops)
        shift = live_shift(validation.scores[~validation.is_face], outputs[~validation.is_face])
        model_file = write_networks(build_check(trunk, linear.plus(shift)), output_dir)
        record = {
            DETECTOR_HASH: file_hash(detector_file),
            "trunk_sha256": file_hash(trunk_file),
            "seed": plan.seed,
            "C": INVERSE_REGULARISATION,
            "weight": WEIGHT,
            "shift": shift,
            "checked_scores": list(CHECKED_SCORES),
            "data": {
                "training": describe_pictures(training),
                "validation": describe_pictures(taught_apart),
            },
            "detections": _counts(harvest),
            "out_of_fold": _out_of_fold_quality(harvest.detections, without_group + shift),
            "validation": {
                "pictures": len(apart),
                "threshold": LIVE_THRESHOLD,
                **_shown(validation, _run(model_file, crops)),
            },
        }
        write_record(record, output_dir)
    _print(record)
    return model_file


def _counts(harvest: Harvest) -> dict[str, int]:
    faces = int(harvest.detections.is_face.sum())
    nothing = len(harvest.detections.is_face) - faces
    return {"faces": faces, "none": nothing, "left_out": harvest.left_out}


def _out_of_fold_quality(detections: KnownDetections, outputs: Numbers) -> dict[str, Any]:
    """Return how well score and check tell faces among the detections that are checked."""
    is_checked = checked(detections.scores)
    scores, is_face = detections.scores[is_checked], detections.is_face[is_checked]
    return {
        "faces": int(is_face.sum()),
        "none": int((~is_face).sum()),
        "score_alone": quality(logits(scores), is_face),
        "with_check": quality(joined_logits(scores, outputs[is_checked]), is_face),
    }


def _run(model_file: Path, crops: Sequence[Image]) -> Numbers:
    """Return the outputs (n,) of the model that was written."""
    model = TfliteNetwork(model_file)
    return np.array([model.run(as_network_input([crop]))[0, 0] for crop in crops], np.float64)


def _shown(detections: KnownDetections, outputs: Numbers) -> dict[str, dict[str, int]]:
    """Return the numbers of detections over the live threshold, without and with the check."""
    alone, joined = logits(detections.scores), joined_logits(detections.scores, outputs)
    return {
        name: {
            "faces": count_shown(of_detections[detections.is_face]),
            "not_annotated": count_shown(of_detections[~detections.is_face]),
        }
        for name, of_detections in (("score_alone", alone), ("with_check", joined))
    }


def _print(record: dict[str, Any]) -> None:
    detections, apart = record["detections"], record["validation"]
    print(
        f"Learned from {detections['faces']} faces and {detections['none']} other detections; "
        f"{detections['left_out']} were left out. Shift: {record['shift']:.3f}."
    )
    for key, name in (("score_alone", "score alone"), ("with_check", "with the check")):
        figures, shown = record["out_of_fold"][key], apart[key]
        print(
            f"{name}: log loss {_text(figures['log_loss'])}, AUC {_text(figures['auc'])} out of "
            "fold; "
            f"in {apart['pictures']} held-out pictures, {shown['faces']} faces and "
            f"{shown['not_annotated']} other detections over {apart['threshold']:g}"
        )


def _text(figure: float | None) -> str:
    return "unknown" if figure is None else f"{figure:.4f}"
