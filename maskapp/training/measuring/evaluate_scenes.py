"""Measurement of the detector and the network together, on whole pictures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import average_precision_score
from tqdm import tqdm

from maskapp import paths
from maskapp.errors import DatasetError
from maskapp.pipeline.detect import FaceDetector, LiteRTFaceDetector
from maskapp.pipeline.engine import STILL_SCORE_THRESHOLD, Engine
from maskapp.pipeline.face_check import DOUBTFUL_SCORE, CheckedFaceDetector
from maskapp.records import CLASS_LABELS, Face, Frame, MaskLabel, intersection_over_union
from maskapp.settings.settings import Settings
from maskapp.training.data.annotation_checks import read_annotated
from maskapp.training.data.coco import read_scenes
from maskapp.training.data.sample import HEIGHT_BANDS_PX
from maskapp.training.data.scene import AnnotatedFace, Scene
from maskapp.training.data.split import is_held_out
from maskapp.training.detector_plan import read_detector_plan
from maskapp.training.measuring.evaluate_faces import Classifications
from maskapp.training.measuring.scene_search import AS_STILLS, SceneSearch

_TINY_BAND = "lt20"


@dataclass(frozen=True, slots=True, eq=False)
class FoundFace:
    """A detected face, and the annotated face that it matches, if any."""

    file: Path
    face: Face
    truth: AnnotatedFace | None

    @property
    def is_correct(self) -> bool:
        """Return whether its likeliest label is the annotated one."""
        return self.truth is not None and self.truth.label is likeliest(self.face)


@dataclass(frozen=True, slots=True, eq=False)
class ProcessedScenes:
    """Whole pictures that went through the engine.

    Attributes:
        images: The number of pictures.
        annotated: The annotated faces in them.
        found: The faces that were detected in them, without those in ignored areas.
        min_iou: Intersection over union from which a face matches an annotation.
    """

    images: int
    annotated: Sequence[AnnotatedFace]
    found: Sequence[FoundFace]
    min_iou: float = AS_STILLS.min_iou

    @property
    def matched(self) -> list[tuple[AnnotatedFace, FoundFace]]:
        """Return the annotated faces that were detected, each with its detection."""
        return [(found.truth, found) for found in self.found if found.truth is not None]

    @property
    def missed(self) -> list[AnnotatedFace]:
        """Return the annotated faces that were not detected."""
        matched = {id(truth) for truth, _ in self.matched}
        return [truth for truth in self.annotated if id(truth) not in matched]

    @property
    def classifications(self) -> Classifications:
        """Return the classifications of the faces of `matched`, in that order."""
        given = [
            [found.face.probabilities[label] for label in CLASS_LABELS] for _, found in self.matched
        ]
        probabilities = np.array(given, np.float64).reshape(-1, len(CLASS_LABELS))
        return Classifications([truth.label for truth, _ in self.matched], probabilities)


def process_scenes(
    scenes_dir: Path,
    model: Path,
    search: SceneSearch = AS_STILLS,
    make_engine: Callable[..., Engine] = Engine,
) -> ProcessedScenes:
    """Detect and classify the faces of whole pictures.

    Args:
        scenes_dir: A folder with `annotations.json` (COCO) and `images/`.
        model: A `.tflite` file.
        search: How to detect faces.
        make_engine: Makes the engine that processes the pictures.

    Raises:
        MaskappError: The data or the model cannot be used.
    """
    scenes = read_scenes(scenes_dir)
    if search.held_out:
        plan = read_detector_plan(paths.detector_plan())
        scenes = [s for s in scenes if is_held_out(s.group, plan.validation_share, plan.seed)]
        if not scenes:
            raise DatasetError(f"No picture of {scenes_dir} is held out from training.")
    settings = Settings()
    threshold = settings.face_score_threshold if search.is_live else STILL_SCORE_THRESHOLD
    engine = make_engine(
        settings,
        model,
        stills=True,
        detector=_detector(search, threshold),
        still_size_px=settings.detection_size_px if search.is_live else search.size_px,
    )
    found: list[FoundFace] = []
    progress = tqdm(scenes, desc="processing pictures", unit="picture", disable=None)
    for index, scene in enumerate(progress):
        image = read_annotated(scene.file, (truth.box for truth in scene.faces))
        result = engine.process(Frame(image, index, float(index)))
        found += _matched(scene, result.faces, search.min_iou)
    truths = [face for scene in scenes for face in scene.faces]
    return ProcessedScenes(len(scenes), truths, found, search.min_iou)


def _detector(search: SceneSearch, threshold: float) -> FaceDetector:
    if not search.is_live:
        return LiteRTFaceDetector(threshold, search.detector)
    detector = LiteRTFaceDetector(min(threshold, DOUBTFUL_SCORE), search.detector)
    return CheckedFaceDetector(detector, threshold)


def likeliest(face: Face) -> MaskLabel:
    """Return the likeliest label of a face, even if it is *uncertain*."""
    return max(CLASS_LABELS, key=lambda label: face.probabilities[label])


def scenes_report(scenes: ProcessedScenes) -> dict[str, Any]:
    """Return all numbers of whole pictures, ready for JSON.

    Returns:
        `images`, `faces`, `min_iou`, `recall` (all and by height), `precision`, `not_annotated`
        (detections per picture that match no annotation), `ap_found` (average precision of
        detecting faces, whatever their label), `map50` (by label, and their mean),
        `judged_right` (the share of the detected annotated faces whose likeliest label is right),
        `found_ge20` and `judged_right_ge20` (recall and that share, for faces of 20 px and
        more), `by_height`, `by_label` and `by_label_height` (rows of `faces`, `found_faces`,
        `found` and `judged_right`; None where there is nothing to measure), and the entries of
        `Classifications.report` for the detected annotated faces.
    """
    labels = [
        label for label in CLASS_LABELS if any(truth.label is label for truth in scenes.annotated)
    ]
    ap = {label.value: _average_precision(label, scenes) for label in labels}
    scores = [found.face.score for found in scenes.found]
    hits = [found.truth is not None for found in scenes.found]
    parts = _parts(scenes)
    whole = parts.pop("whole")
    ge20 = parts.pop("ge20")
    bands = {band: row["found"] or 0.0 for band, row in parts["by_height"].items()}
    return {
        "images": scenes.images,
        "faces": len(scenes.annotated),
        "min_iou": scenes.min_iou,
        "not_annotated": (len(hits) - sum(hits)) / scenes.images,
        "ap_found": _area(hits, scores, len(scenes.annotated)),
        "recall": {"all": whole["found"] or 0.0, **bands},
        "precision": len(scenes.matched) / max(len(scenes.found), 1),
        "map50": {**ap, "mean": float(np.mean(list(ap.values()))) if ap else 0.0},
        "judged_right": whole["judged_right"] or 0.0,
        "found_ge20": ge20["found"],
        "judged_right_ge20": ge20["judged_right"],
        **parts,
        **scenes.classifications.report(),
    }


def _parts(scenes: ProcessedScenes) -> dict[str, Any]:
    """Return rows for all faces, faces of 20 px and more, each height, label and both."""
    matched = {id(truth): found.is_correct for truth, found in scenes.matched}

    def by_height(truths: Sequence[AnnotatedFace]) -> dict[str, Any]:
        return {
            band: _row([truth for truth in truths if truth.band == band], matched)
            for band in HEIGHT_BANDS_PX
        }

    of_label = {
        label.value: [truth for truth in scenes.annotated if truth.label is label]
        for label in CLASS_LABELS
    }
    return {
        "whole": _row(scenes.annotated, matched),
        "ge20": _row([truth for truth in scenes.annotated if truth.band != _TINY_BAND], matched),
        "by_height": by_height(scenes.annotated),
        "by_label": {label: _row(truths, matched) for label, truths in of_label.items()},
        "by_label_height": {label: by_height(truths) for label, truths in of_label.items()},
    }


def _row(truths: Sequence[AnnotatedFace], matched: dict[int, bool]) -> dict[str, Any]:
    """Count annotated faces; `matched` maps the id of a detected one to whether it is right."""
    found = [matched[id(truth)] for truth in truths if id(truth) in matched]
    return {
        "faces": len(truths),
        "found_faces": len(found),
        "found": len(found) / len(truths) if truths else None,
        "judged_right": sum(found) / len(found) if found else None,
    }


def _matched(scene: Scene, faces: Sequence[Face], min_iou: float) -> list[FoundFace]:
    """Match each face, highest score first, to the free annotated face it overlaps most.

    Faces in an ignored area that match none are left out, as the evaluation of COCO does it.
    """
    free = list(scene.faces)
    matches = []
    for face in sorted(faces, key=lambda face: -face.score):
        best = max(
            free, key=lambda truth: intersection_over_union(face.box, truth.box), default=None
        )
        if best and intersection_over_union(face.box, best.box) >= min_iou:
            free.remove(best)
        elif scene.ignores(face.box, min_iou):
            continue
        else:
            best = None
        matches.append(FoundFace(scene.file, face, best))
    return matches


def _average_precision(label: MaskLabel, scenes: ProcessedScenes) -> float:
    """Return the average precision of a label, with every detection a candidate."""
    hits = [found.truth is not None and found.truth.label is label for found in scenes.found]
    scores = [found.face.score * found.face.probabilities[label] for found in scenes.found]
    return _area(hits, scores, sum(truth.label is label for truth in scenes.annotated))


def _area(hits: Sequence[bool], scores: Sequence[float], annotated: int) -> float:
    """Return the area under the precision-recall curve.

    scikit-learn takes recall over the candidates only. Multiplying by the share of the annotated
    faces that were detected makes it recall over all of them.
    """
    if not any(hits):
        return 0.0
    return float(average_precision_score(hits, scores)) * sum(hits) / annotated
