"""Measures the network: on faces, and with the detector on whole pictures."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import average_precision_score, precision_recall_fscore_support
from tqdm import tqdm

from maskapp.errors import DatasetError
from maskapp.pipeline.classify import MaskClassifier
from maskapp.pipeline.engine import Engine
from maskapp.pipeline.source_pictures import read_picture
from maskapp.records import CLASS_LABELS, Box, Face, Frame, MaskLabel
from maskapp.settings import Settings
from maskapp.training.dataset import (
    HEIGHT_BANDS_PX,
    Sample,
    height_band,
    intersection_over_union,
    locate_faces,
    read_samples,
)

_MATCH_IOU = 0.5


def evaluate_faces(data_dir: Path, model: Path) -> dict[str, Any]:
    """Judge labelled face pictures, each on its own, cut as when running.

    Args:
        data_dir: As `read_samples` takes it.
        model: A `.tflite` file.

    Returns:
        `samples`, `accuracy` and `per_class` (precision, recall, f1, support), and
        `by_source` and `by_height` with samples, accuracy and the recall of each label.

    Raises:
        MaskappError: The data or the model cannot be used.
    """
    samples = locate_faces(read_samples(data_dir))
    if not samples:
        raise DatasetError(f"No face was found in the pictures of {data_dir}.")
    return judged_as_report(samples, judge_samples(samples, MaskClassifier(model)))


def judge_samples(samples: Sequence[Sample], classifier: MaskClassifier) -> list[MaskLabel]:
    """The likeliest label of each sample."""
    judged = []
    for sample in tqdm(samples, desc="judging faces", unit="face", disable=None):
        assert sample.box is not None
        given = classifier.classify(read_picture(sample.path), [sample.box])[0]
        judged.append(CLASS_LABELS[int(np.argmax(given))])
    return judged


def judged_as_report(samples: Sequence[Sample], judged: Sequence[MaskLabel]) -> dict[str, Any]:
    """The numbers of `evaluate_faces` for judgements already made."""
    truth = [sample.label for sample in samples]
    table = precision_recall_fscore_support(truth, judged, labels=CLASS_LABELS, zero_division=0)
    return {
        "samples": len(samples),
        "accuracy": _accuracy(zip(truth, judged, strict=True)),
        "per_class": {
            label.value: {
                "precision": float(precision),
                "recall": float(recall),
                "f1": float(f1),
                "support": int(support),
            }
            for label, precision, recall, f1, support in zip(CLASS_LABELS, *table, strict=True)
        },
        "by_source": _by([sample.source for sample in samples], truth, judged),
        "by_height": _by([sample.band for sample in samples], truth, judged),
    }


def _accuracy(pairs: Iterable[tuple[MaskLabel, MaskLabel]]) -> float:
    right = [true is given for true, given in pairs]
    return sum(right) / len(right) if right else 0.0


def _by(
    keys: Sequence[str], truth: Sequence[MaskLabel], judged: Sequence[MaskLabel]
) -> dict[str, Any]:
    pairs = defaultdict(list)
    for key, true, given in zip(keys, truth, judged, strict=True):
        pairs[key].append((true, given))
    return {
        key: {
            "samples": len(group),
            "accuracy": _accuracy(group),
            "recall": {
                label.value: _accuracy([pair for pair in group if pair[0] is label])
                for label in CLASS_LABELS
                if any(true is label for true, _ in group)
            },
        }
        for key, group in sorted(pairs.items())
    }


@dataclass(frozen=True, slots=True)
class _Truth:
    """One annotated face of a scene."""

    box: Box
    label: MaskLabel


@dataclass(frozen=True, slots=True, eq=False)
class _Match:
    """A face that was found, and the annotated one that it is, if any."""

    face: Face
    truth: _Truth | None


def evaluate_scenes(scenes_dir: Path, model: Path) -> dict[str, Any]:
    """Find and judge the faces of whole pictures.

    Args:
        scenes_dir: Holds `annotations.json` (COCO) and `images/`.
        model: A `.tflite` file.

    Returns:
        `images`, `faces`, `recall` (all and by height), `precision`, `map50` (by label and
        their mean), and `judged_right`: of the faces found, how many got their label. Boxes
        match at an IoU of 0.5.

    Raises:
        MaskappError: The data or the model cannot be used.
    """
    scenes = _read_scenes(scenes_dir)
    engine = Engine(Settings(), model, stills=True)
    matches: list[_Match] = []
    for index, (file, truths) in enumerate(tqdm(scenes, unit="picture", disable=None)):
        result = engine.process(Frame(read_picture(file), index, float(index)))
        matches += _matched(result.faces, truths)
    truths = [truth for _, scene in scenes for truth in scene]
    found = [match.truth for match in matches if match.truth]
    judged = [(match.truth.label, _likeliest(match.face)) for match in matches if match.truth]
    ap = {
        label.value: _average_precision(label, matches, truths)
        for label in CLASS_LABELS
        if any(truth.label is label for truth in truths)
    }
    return {
        "images": len(scenes),
        "faces": len(truths),
        "recall": _recall_by_height(truths, found),
        "precision": len(found) / max(len(matches), 1),
        "map50": {**ap, "mean": float(np.mean(list(ap.values()))) if ap else 0.0},
        "judged_right": _accuracy(judged),
    }


def _read_scenes(scenes_dir: Path) -> list[tuple[Path, list[_Truth]]]:
    file = scenes_dir / "annotations.json"
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        labels = {entry["id"]: MaskLabel(entry["name"]) for entry in content["categories"]}
        faces = defaultdict(list)
        for entry in content["annotations"]:
            x, y, width, height = map(float, entry["bbox"])
            truth = _Truth(Box(x, y, x + width, y + height), labels[entry["category_id"]])
            faces[entry["image_id"]].append(truth)
        images = scenes_dir / "images"
        return [(images / entry["file_name"], faces[entry["id"]]) for entry in content["images"]]
    except OSError as error:
        raise DatasetError(f"{file} cannot be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise DatasetError(f"{file} is no COCO annotation of mask labels: {error}.") from error


def _likeliest(face: Face) -> MaskLabel:
    return max(CLASS_LABELS, key=lambda label: face.probabilities[label])


def _matched(faces: Sequence[Face], truths: Sequence[_Truth]) -> list[_Match]:
    """Give each found face, surest first, the free annotated face that it overlaps most."""
    free = list(truths)
    matches = []
    for face in sorted(faces, key=lambda face: -face.score):
        best = max(
            free, key=lambda truth: intersection_over_union(face.box, truth.box), default=None
        )
        if best and intersection_over_union(face.box, best.box) >= _MATCH_IOU:
            free.remove(best)
        else:
            best = None
        matches.append(_Match(face, best))
    return matches


def _recall_by_height(truths: Sequence[_Truth], found: Sequence[_Truth]) -> dict[str, float]:
    all_by_band = Counter(height_band(truth.box.height) for truth in truths)
    found_by_band = Counter(height_band(truth.box.height) for truth in found)
    recall = {band: found_by_band[band] / max(all_by_band[band], 1) for band in HEIGHT_BANDS_PX}
    return {"all": len(found) / max(len(truths), 1), **recall}


def _average_precision(
    label: MaskLabel, matches: Sequence[_Match], truths: Sequence[_Truth]
) -> float:
    """Area under precision over recall, every found face a candidate for the label.

    scikit-learn counts recall among the candidates; what was not found at all scales it down.
    """
    hits = [match.truth is not None and match.truth.label is label for match in matches]
    if not any(hits):
        return 0.0
    scores = [match.face.score * match.face.probabilities[label] for match in matches]
    found_share = sum(hits) / sum(truth.label is label for truth in truths)
    return float(average_precision_score(hits, scores)) * found_share
