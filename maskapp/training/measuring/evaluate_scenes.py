"""Measurement of the detector and the network together, on whole pictures."""

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import average_precision_score
from tqdm import tqdm

from maskapp.errors import DatasetError
from maskapp.files.picture_files import read_picture
from maskapp.pipeline.engine import Engine
from maskapp.records import CLASS_LABELS, Box, Face, Frame, MaskLabel
from maskapp.settings import Settings
from maskapp.training.data.dataset import intersection_over_union
from maskapp.training.data.sample import HEIGHT_BANDS_PX, height_band
from maskapp.training.measuring.evaluate_faces import Classifications

_MATCH_IOU = 0.5
_TINY_BAND = "lt20"


@dataclass(frozen=True, slots=True, eq=False)
class AnnotatedFace:
    """An annotated face of a whole picture."""

    file: Path
    box: Box
    label: MaskLabel

    @property
    def band(self) -> str:
        """Return the face's height band, a key of `HEIGHT_BANDS_PX`."""
        return height_band(self.box.height)


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
        found: The faces that were detected in them.
    """

    images: int
    annotated: Sequence[AnnotatedFace]
    found: Sequence[FoundFace]

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
    scenes_dir: Path, model: Path, make_engine: Callable[..., Engine] = Engine
) -> ProcessedScenes:
    """Detect and classify the faces of whole pictures. Boxes match at an IoU of 0.5.

    Args:
        scenes_dir: A folder with `annotations.json` (COCO) and `images/`.
        model: A `.tflite` file.
        make_engine: Makes the engine that processes the pictures.

    Raises:
        MaskappError: The data or the model cannot be used.
    """
    scenes = _read_scenes(scenes_dir)
    engine = make_engine(Settings(), model, stills=True)
    found: list[FoundFace] = []
    progress = tqdm(scenes, desc="processing pictures", unit="picture", disable=None)
    for index, (file, annotated) in enumerate(progress):
        result = engine.process(Frame(read_picture(file), index, float(index)))
        found += _matched(file, result.faces, annotated)
    truths = [truth for _, annotated in scenes for truth in annotated]
    return ProcessedScenes(len(scenes), truths, found)


def likeliest(face: Face) -> MaskLabel:
    """Return the likeliest label of a face, even if it is *uncertain*."""
    return max(CLASS_LABELS, key=lambda label: face.probabilities[label])


def scenes_report(scenes: ProcessedScenes) -> dict[str, Any]:
    """Return all numbers of whole pictures, ready for JSON.

    Returns:
        `images`, `faces`, `recall` (all and by height), `precision`, `map50` (by label, and
        their mean), `judged_right` (the share of the detected annotated faces whose likeliest
        label is right), `found_ge20` and `judged_right_ge20` (recall and that share, for faces
        of 20 px and more), `by_height`, `by_label` and `by_label_height` (rows of `faces`,
        `found_faces`, `found` and `judged_right`; None where there is nothing to measure), and
        the entries of `Classifications.report` for the detected annotated faces.
    """
    labels = [
        label for label in CLASS_LABELS if any(truth.label is label for truth in scenes.annotated)
    ]
    ap = {label.value: _average_precision(label, scenes) for label in labels}
    parts = _parts(scenes)
    whole = parts.pop("whole")
    ge20 = parts.pop("ge20")
    bands = {band: row["found"] or 0.0 for band, row in parts["by_height"].items()}
    return {
        "images": scenes.images,
        "faces": len(scenes.annotated),
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


def _read_scenes(scenes_dir: Path) -> list[tuple[Path, list[AnnotatedFace]]]:
    file = scenes_dir / "annotations.json"
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        labels = {entry["id"]: MaskLabel(entry["name"]) for entry in content["categories"]}
        faces = defaultdict(list)
        for entry in content["annotations"]:
            faces[entry["image_id"]].append(entry)
        scenes = []
        for image in content["images"]:
            path = scenes_dir / "images" / image["file_name"]
            annotated = [
                AnnotatedFace(path, _box(entry["bbox"]), labels[entry["category_id"]])
                for entry in faces[image["id"]]
            ]
            scenes.append((path, annotated))
        named = {image["id"] for image in content["images"]}
    except OSError as error:
        raise DatasetError(f"{file} cannot be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise DatasetError(f"{file} is not a COCO annotation of mask labels: {error}.") from error
    if not scenes or faces.keys() - named:
        problem = "annotates pictures that it does not list" if scenes else "lists no pictures"
        raise DatasetError(f"{file} {problem}.")
    return scenes


def _box(bbox: Sequence[float]) -> Box:
    """Convert a COCO box: left, top, width, height."""
    if len(bbox) != 4:
        raise ValueError(f"a bbox has {len(bbox)} numbers instead of 4")
    x, y, width, height = bbox
    return Box(float(x), float(y), float(x) + float(width), float(y) + float(height))


def _matched(
    file: Path, faces: Sequence[Face], annotated: Sequence[AnnotatedFace]
) -> list[FoundFace]:
    """Match each face, highest score first, to the free annotated face it overlaps most."""
    free = list(annotated)
    matches = []
    for face in sorted(faces, key=lambda face: -face.score):
        best = max(
            free, key=lambda truth: intersection_over_union(face.box, truth.box), default=None
        )
        if best and intersection_over_union(face.box, best.box) >= _MATCH_IOU:
            free.remove(best)
        else:
            best = None
        matches.append(FoundFace(file, face, best))
    return matches


def _average_precision(label: MaskLabel, scenes: ProcessedScenes) -> float:
    """Return the area under the precision-recall curve, with every detection a candidate.

    scikit-learn takes recall over the candidates only. Multiplying by the share of the label's
    faces that were detected makes it recall over all annotated faces.
    """
    hits = [found.truth is not None and found.truth.label is label for found in scenes.found]
    if not any(hits):
        return 0.0
    scores = [found.face.score * found.face.probabilities[label] for found in scenes.found]
    found_share = sum(hits) / sum(truth.label is label for truth in scenes.annotated)
    return float(average_precision_score(hits, scores)) * found_share
