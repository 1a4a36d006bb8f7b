"""Compares face detectors in one run: faces detected, false alarms and time."""

import json
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maskapp.files.picture_files import read_picture
from maskapp.paths import detector_plan
from maskapp.pipeline.detect import FaceDetector, LiteRTFaceDetector
from maskapp.pipeline.face_check import CheckedFaceDetector
from maskapp.records import Image, MaskLabel
from maskapp.training.data.sample import height_band
from maskapp.training.data.split import is_held_out
from maskapp.training.data.webcam_frame import FRAME_PX, in_frame
from maskapp.training.detector.centerface import CenterFaceDetector, centerface_in_keras
from maskapp.training.detector.pictures import Listed, list_pictures
from maskapp.training.detector.results import as_tflite
from maskapp.training.detector.teaching import overlaps, shares_inside
from maskapp.training.detector_plan import read_detector_plan

_MIN_SCORE = 0.1  # the thresholds are applied afterwards
_THRESHOLDS = (0.3, 0.35, 0.5, 0.6, 0.65, 0.7, 0.75, 0.78, 0.8)
_SIZES_PX = (320, 480, 512, 640)
_SCENE_IOU = 0.35  # some collections have loose boxes
_CLOSEUP_IOU = 0.3
_MAX_CLOSEUPS = 60  # of each collection and label
_TIMED_RUNS = 25
_LARGE_PX = 200

_Face = tuple[str, float, float]
"""Label, height in its picture and score of an annotated face; the score is 0 if it was missed."""


@dataclass(frozen=True, slots=True)
class _Detected:
    """Detections in whole pictures, with every score.

    Attributes:
        faces: The annotated faces.
        others: Scores of the detections that match no annotation.
        pictures: The number of pictures.
    """

    faces: list[_Face]
    others: list[float]
    pictures: int

    def at(self, threshold: float) -> dict[str, Any]:
        """Return the shares detected by label and height, and the other detections per picture."""
        cells: dict[str, list[bool]] = defaultdict(list)
        for label, height, score in self.faces:
            is_detected = score > threshold
            cells[f"{label} {height_band(height)}"].append(is_detected)
            if height >= 20:
                cells["ge20"].append(is_detected)
            if height >= _LARGE_PX and label != MaskLabel.WITHOUT_MASK:
                cells[f"not bare ge{_LARGE_PX}"].append(is_detected)
        return {
            "detected": {name: float(np.mean(cell)) for name, cell in sorted(cells.items())},
            "faces": {name: len(cell) for name, cell in sorted(cells.items())},
            "not_annotated": sum(score > threshold for score in self.others) / self.pictures,
        }


def study_detectors(data_dirs: Sequence[Path], output_dir: Path) -> None:
    """Print the comparison and write `detectors.json`.

    The pictures are those held out from training: whole pictures and close-ups, each fitted into
    a frame of 640 × 480; close-ups in their own light and dimmed.

    Args:
        data_dirs: See `list_pictures`.
        output_dir: Gets the figures, and CenterFace as a `.tflite` file.
    """
    plan = read_detector_plan(detector_plan())
    held_out = [
        picture
        for picture in list_pictures(data_dirs)
        if is_held_out(picture.group, plan.validation_share, plan.seed)
    ]
    rebuilt = output_dir / "centerface.tflite"
    as_tflite(centerface_in_keras(), rebuilt)
    ours = LiteRTFaceDetector(_MIN_SCORE)
    detectors: dict[str, FaceDetector] = {
        "CenterFace, OpenCV": CenterFaceDetector(_MIN_SCORE),
        "CenterFace, LiteRT": LiteRTFaceDetector(_MIN_SCORE, rebuilt),
        "ours, LiteRT": ours,
        "ours, with the face check": CheckedFaceDetector(ours, _MIN_SCORE),
    }
    milliseconds = _times(detectors)
    rows = []
    for name, detector in detectors.items():
        for size_px in _SIZES_PX:
            scenes = _detect_in_scenes(detector, held_out, size_px)
            close = _detect_in_closeups(detector, held_out, size_px)
            for threshold in _THRESHOLDS:
                row = {
                    "detector": name,
                    "size_px": size_px,
                    "threshold": threshold,
                    "milliseconds": milliseconds[name, size_px],
                    **scenes.at(threshold),
                    "close": {
                        cell: float(np.mean(np.array(scores) > threshold))
                        for cell, scores in sorted(close.items())
                    },
                }
                rows.append(row)
                _print(row)
    text = json.dumps(rows, indent=2) + "\n"
    (output_dir / "detectors.json").write_text(text, encoding="utf-8")


def dimmed(image: Image, rng: np.random.Generator) -> Image:
    """Dim an image: x in [0, 1] becomes 0.3 x^1.5, plus noise with a sigma of 0.02."""
    light = 0.3 * (image.astype(np.float32) / 255) ** 1.5
    light += rng.normal(0, 0.02, light.shape).astype(np.float32)
    return np.asarray(np.clip(light, 0, 1) * 255, np.uint8)


def _detect_in_scenes(
    detector: FaceDetector, pictures: Sequence[Listed], size_px: int
) -> _Detected:
    faces: list[_Face] = []
    others: list[float] = []
    scenes = [picture for picture in pictures if not picture.is_closeup]
    for picture in scenes:
        areas = np.concatenate([picture.boxes, picture.ignored])
        frame, areas = in_frame(read_picture(picture.path), areas)
        boxes, ignored = np.split(areas, [len(picture.boxes)])
        scores, free = _scores(detector, frame, boxes, ignored, size_px, _SCENE_IOU)
        heights = picture.boxes[:, 3] - picture.boxes[:, 1]
        faces += zip(map(str, picture.labels), heights.tolist(), scores, strict=True)
        others += free
    return _Detected(faces, others, len(scenes))


def _detect_in_closeups(
    detector: FaceDetector, pictures: Sequence[Listed], size_px: int
) -> dict[str, list[float]]:
    """Return the scores of close-ups by collection, label and light."""
    found: dict[str, list[float]] = defaultdict(list)
    for number, picture in enumerate(pictures):
        cell = f"{picture.source} {picture.labels[0] if picture.labels else ''}"
        if not picture.is_closeup or len(found[f"{cell} bright"]) >= _MAX_CLOSEUPS:
            continue
        frame, boxes = in_frame(read_picture(picture.path), picture.boxes)
        lights = {"bright": frame, "dim": dimmed(frame, np.random.default_rng(number))}
        for light, image in lights.items():
            scores, _ = _scores(detector, image, boxes, picture.ignored, size_px, _CLOSEUP_IOU)
            found[f"{cell} {light}"] += scores
    return {cell: scores for cell, scores in found.items() if scores}


def _scores(
    detector: FaceDetector,
    frame: Image,
    boxes: NDArray[np.float32],
    ignored: NDArray[np.float32],
    size_px: int,
    min_iou: float,
) -> tuple[list[float], list[float]]:
    """Return the score of each box, 0 if it was missed, and the scores of other detections.

    Those in ignored areas are left out.
    """
    scores = [0.0] * len(boxes)
    others = []
    for face in detector.detect(frame, size_px):
        found = np.array([face.box], np.float32)
        shared = overlaps(boxes, found)[:, 0] * (np.array(scores) == 0)
        best = int(shared.argmax()) if len(boxes) else 0
        if len(boxes) and shared[best] >= min_iou:
            scores[best] = face.score
        elif shares_inside(found, ignored).max(initial=0) < min_iou:
            others.append(face.score)
    return scores, others


def _times(detectors: dict[str, FaceDetector]) -> dict[tuple[str, int], float]:
    """Return the milliseconds per frame, the median of interleaved runs."""
    width, height = FRAME_PX
    frame = np.random.default_rng(1).integers(0, 256, (height, width, 3)).astype(np.uint8)
    taken: dict[tuple[str, int], list[float]] = defaultdict(list)
    for _ in range(_TIMED_RUNS + 1):
        for size_px in _SIZES_PX:
            for name, detector in detectors.items():
                started = time.perf_counter()
                detector.detect(frame, size_px)
                taken[name, size_px].append((time.perf_counter() - started) * 1000)
    return {key: float(np.median(runs[1:])) for key, runs in taken.items()}


def _print(row: dict[str, Any]) -> None:
    found = ", ".join(f"{name} {share:.1%}" for name, share in row["detected"].items())
    close = ", ".join(f"{name} {share:.0%}" for name, share in row["close"].items())
    print(
        f"{row['detector']} at {row['size_px']} px, over {row['threshold']:g}: "
        f"{row['milliseconds']:.1f} ms, {row['not_annotated']:.2f} other detections per picture\n"
        f"  detected: {found}\n  close-ups: {close}"
    )
