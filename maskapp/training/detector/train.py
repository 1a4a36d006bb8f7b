"""Trains the detector; the training can be stopped and resumed."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import keras
import numpy as np

from maskapp.errors import ModelError
from maskapp.outputs.overwriting import refuse_overwriting
from maskapp.pipeline.detect import LiteRTFaceDetector
from maskapp.training.detector.batches import FrameBatches
from maskapp.training.detector.calibrate import calibrate_scores, undo_calibration
from maskapp.training.detector.centerface import centerface_in_keras
from maskapp.training.detector.composing.canvas import Canvas
from maskapp.training.detector.composing.compose import Composer
from maskapp.training.detector.composing.light import relit
from maskapp.training.detector.fit import fit_detector
from maskapp.training.detector.form import channels_of
from maskapp.training.detector.heat_teacher import HeatTeacher
from maskapp.training.detector.pictures import (
    AnnotatedPicture,
    Floats,
    folders_of_whole_pictures,
    list_pictures,
)
from maskapp.training.detector.results import (
    CALIBRATION,
    DETECTOR_NAME,
    as_tflite,
    describe_pictures,
    read_calibration,
    write_detector,
)
from maskapp.training.detector.slimming import slimmed
from maskapp.training.detector.taught import taught_pictures
from maskapp.training.detector.teaching import TEACHER_THRESHOLD
from maskapp.training.detector_plan import FULL_CHANNELS, DetectorPlan
from maskapp.training.fitting.convert_to_tflite import load_network
from maskapp.training.fitting.train import describe_start, require_same_task
from maskapp.training.fitting.training_loop import averaged
from maskapp.training.fitting.work_folder import work_folder

_VALIDATION_BATCHES = 16
_VALIDATION_SEED = 99  # the same frames for every seed of a plan
_SLIMMING_FRAMES = 48
_BACKGROUND_WEIGHT = 0.15  # in slimming, relative to faces


def train_detector(
    data_dirs: Sequence[Path],
    output_dir: Path,
    plan: DetectorPlan,
    *,
    start_from: Path | None = None,
) -> Path:
    """Train a detector and write it with the record of its training.

    Writes `face_detector.keras`, `face_detector.tflite`, `face_detector.json` (plan, data,
    versions and history) and `detector_curves.png`. Another run with the same output folder
    continues after the last finished epoch.

    Args:
        data_dirs: See `list_pictures`.
        output_dir: Created if needed.
        plan: How to train.
        start_from: The `.keras` file of a detector to continue from; None for CenterFace.

    Returns:
        The `.tflite` file.

    Raises:
        DatasetError: Data is missing or insufficient.
        ModelError: CenterFace or the detector to continue from cannot be used.
        OutputError: A file or folder cannot be written, another training uses the folder, or the
            detector to continue from is what would be written.
    """
    start = describe_start(None, start_from) if start_from else {"name": "CenterFace"}
    refuse_overwriting(output_dir / f"{DETECTOR_NAME}.keras", [start_from] if start_from else [])
    folders_of_whole_pictures(data_dirs)  # before anything is written
    with work_folder(output_dir) as work_dir:
        listed = list_pictures(data_dirs, work_dir / "faces.npz")
        keras.utils.set_random_seed(plan.seed)
        start_detector = None
        if start_from is not None:
            start_detector = (_loaded_start(start_from, plan, work_dir), start_from)
        training, held_out = taught_pictures(listed, plan, work_dir, start_detector)
        data = {"training": describe_pictures(training), "validation": describe_pictures(held_out)}
        task: dict[str, Any] = {"plan": asdict(plan), "start": start, "data": data}
        require_same_task(task, work_dir)
        detector = _start(start_from, training, plan)
        initial = detector.get_weights()
        teacher = _heat_teacher(work_dir)
        validation = _validation_frames(held_out, teacher, plan)
        epochs = fit_detector(detector, training, teacher, validation, plan, work_dir)
        detector.set_weights(averaged(initial, detector.get_weights(), plan.start_share))
        factors = calibrate_scores(detector, held_out)
        record = {
            **task,
            "averaged_epochs": epochs,
            "calibration": dict(zip(CALIBRATION, factors.tolist(), strict=True)),
        }
        return write_detector(detector, record, output_dir)


def _loaded_start(start_from: Path, plan: DetectorPlan, work_dir: Path) -> LiteRTFaceDetector:
    """Return the detector to continue from, so that it can be asked for faces."""
    model_file = work_dir / "start.tflite"
    as_tflite(_loaded(start_from, plan), model_file)
    return LiteRTFaceDetector(TEACHER_THRESHOLD, model_file)


def _start(
    start_from: Path | None, training: Sequence[AnnotatedPicture], plan: DetectorPlan
) -> keras.Model:
    if start_from is not None:
        detector = _loaded(start_from, plan)
        calibration = read_calibration(start_from)
        if calibration is not None:
            undo_calibration(detector, calibration)
        return detector
    full = centerface_in_keras()
    if plan.channels == FULL_CHANNELS:
        return full
    rng = np.random.default_rng(plan.seed)
    composer = Composer(training, plan.frame_px)
    canvases = [composer.frame(rng) for _ in range(_SLIMMING_FRAMES)]
    pictures = np.stack([relit(canvas.image, rng)[:, :, ::-1] for canvas in canvases])
    frames = np.multiply(pictures, 1 / 255, dtype=np.float32)
    weights = np.stack([_face_weights(canvas) for canvas in canvases])
    return slimmed(full, plan.channels, frames, weights, rng)


def _loaded(start_from: Path, plan: DetectorPlan) -> keras.Model:
    detector: keras.Model = load_network(start_from, keras)
    try:
        channels = channels_of(detector)
    except (ValueError, AttributeError) as error:
        raise ModelError(
            f"The detector {start_from} cannot be trained further: it is none of this program."
        ) from error
    if channels != plan.channels:
        raise ModelError(
            f"The detector {start_from} has other channels than the plan: {list(channels)}."
        )
    return detector


def _heat_teacher(work_dir: Path) -> HeatTeacher:
    model_file = work_dir / "teacher.tflite"
    as_tflite(centerface_in_keras(), model_file)
    return HeatTeacher(model_file)


def _face_weights(canvas: Canvas) -> Floats:
    """Return (size, size), float32: 1 on and around faces, less elsewhere."""
    weights = np.full(canvas.image.shape[:2], _BACKGROUND_WEIGHT, np.float32)
    for x1, y1, x2, y2 in canvas.boxes:
        around_x, around_y = 0.3 * (x2 - x1), 0.3 * (y2 - y1)
        left, top = max(0, int(x1 - around_x)), max(0, int(y1 - around_y))
        weights[top : int(y2 + around_y), left : int(x2 + around_x)] = 1
    return weights


def _validation_frames(
    held_out: Sequence[AnnotatedPicture], teacher: HeatTeacher, plan: DetectorPlan
) -> tuple[Floats, Floats]:
    batches = FrameBatches(
        held_out, teacher, plan.frame_px, plan.batch_size, _VALIDATION_BATCHES, _VALIDATION_SEED
    )
    frames, targets = zip(*(batches[i] for i in range(_VALIDATION_BATCHES)), strict=True)
    return np.concatenate(frames), np.concatenate(targets)
