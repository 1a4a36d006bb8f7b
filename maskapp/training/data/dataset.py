"""The pictures that a network is trained and judged on."""

import csv
import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from maskapp.errors import DatasetError, SourceError
from maskapp.pipeline.detect import CenterFaceDetector
from maskapp.pipeline.sources.pictures import PICTURE_SUFFIXES, read_picture
from maskapp.records import CLASS_LABELS, Box, Detection, MaskLabel
from maskapp.training.data.corrections import corrected, joined
from maskapp.training.data.sample import Sample

_DETECTION_SIDE_PX = 320
_MATCH_IOU = 0.3
_MOST_NAMED = 5


def read_samples(data_dir: Path, *, joins_copies: bool = True) -> list[Sample]:
    """List the pictures of a folder with one sub-folder for each label.

    With a `manifest.csv` (file, label, source, group, x1, y1, x2, y2) it says what there is;
    without one every picture, in folders within those too, is a group of its own and its face
    is still to be found.

    Args:
        data_dir: The folder.
        joins_copies: Whether groups that share a photograph are made one; not so where such
            groups are looked for.

    Raises:
        DatasetError: No such folder, no pictures, or a bad manifest.
    """
    if not data_dir.is_dir():
        raise DatasetError(f"There is no folder {data_dir}.")
    manifest = data_dir / "manifest.csv"
    listed = manifest.is_file()
    samples = corrected(_from_manifest(manifest)) if listed else _from_folders(data_dir)
    if not samples:
        raise DatasetError(
            f"{data_dir} has no pictures; they belong in its folders {', '.join(CLASS_LABELS)}."
        )
    return joined(samples) if listed and joins_copies else samples


def _from_manifest(manifest: Path) -> list[Sample]:
    with manifest.open(encoding="utf-8", newline="") as file:
        try:
            samples = [
                Sample(
                    manifest.parent / row["file"],
                    MaskLabel(row["label"]),
                    row["source"],
                    row["group"],
                    Box(*(float(row[key]) for key in ("x1", "y1", "x2", "y2"))),
                )
                for row in csv.DictReader(file)
            ]
        except (KeyError, ValueError, TypeError, csv.Error) as error:
            raise DatasetError(f"{manifest} cannot be understood: {error}.") from error
    for sample in samples:
        if sample.label not in CLASS_LABELS or not np.isfinite(sample.box or ()).all():
            raise DatasetError(
                f"{manifest} has a label or box that cannot be used, for {sample.path.name}."
            )
    return samples


def _from_folders(data_dir: Path) -> list[Sample]:
    return [
        Sample(path, label, data_dir.name, path.relative_to(data_dir).as_posix(), None)
        for label in CLASS_LABELS
        for path in sorted((data_dir / label.value).rglob("*"))
        if path.suffix.lower() in PICTURE_SUFFIXES and not _is_hidden(path, data_dir)
    ]


def _is_hidden(path: Path, data_dir: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(data_dir).parts)


def locate_faces(samples: Sequence[Sample], cache_file: Path | None = None) -> list[Sample]:
    """Give every sample the box and landmarks that the detector gives it when running.

    The detector's boxes sit a bit higher and wider than people draw them, so a network
    should learn from the former. Where the detector misses the face the manifest's box
    stays; where there is none either the picture is left out.

    Args:
        samples: As `read_samples` lists them.
        cache_file: An .npz where the answers are kept for the next time, if anywhere.
    """
    key = _fingerprint(samples) if cache_file else ""
    if cache_file and cache_file.is_file():
        with np.load(cache_file) as cached:
            if str(cached["key"]) == key:
                return _with_faces(samples, cached["boxes"], cached["landmarks"])
    boxes = np.full((len(samples), 4), np.nan, np.float32)
    landmarks = np.full((len(samples), 5, 2), np.nan, np.float32)
    detector = CenterFaceDetector(score_threshold=0.3)
    unreadable: list[str] = []
    for i, sample in enumerate(tqdm(samples, desc="finding faces", unit="picture", disable=None)):
        try:
            image = read_picture(sample.path)
        except SourceError:
            unreadable.append(str(sample.path))
            continue
        found = _matching(detector.detect(image, _DETECTION_SIDE_PX), sample)
        if found is not None:
            boxes[i], landmarks[i] = found.box, found.landmarks
    _refuse_unreadable(unreadable)
    if cache_file:
        cache_file.parent.mkdir(parents=True, exist_ok=True)
        partial = cache_file.with_suffix(".partial.npz")
        np.savez(partial, key=key, boxes=boxes, landmarks=landmarks)
        partial.replace(cache_file)  # whole or not at all, should the training be killed here
    return _with_faces(samples, boxes, landmarks)


def _refuse_unreadable(pictures: Sequence[str]) -> None:
    if pictures:
        named = ", ".join(pictures[:_MOST_NAMED])
        more = f" and {len(pictures) - _MOST_NAMED} more" if len(pictures) > _MOST_NAMED else ""
        raise DatasetError(f"Pictures that cannot be read: {named}{more}; repair or remove them.")


def _fingerprint(samples: Sequence[Sample]) -> str:
    digest = hashlib.sha256()
    for sample in samples:
        try:
            size = sample.path.stat().st_size
        except OSError as error:
            raise DatasetError(
                f"The picture {sample.path} cannot be read: {error.strerror}."
            ) from error
        digest.update(f"{sample.path.name},{size},{sample.box}\n".encode())
    return digest.hexdigest()


def _matching(found: list[Detection], sample: Sample) -> Detection | None:
    """The detection of the sample's face: that on its box, or without one the largest."""
    if sample.box is None:
        return max(found, key=lambda face: face.box.height, default=None)
    box = sample.box
    best = max(found, key=lambda face: intersection_over_union(face.box, box), default=None)
    if best is None or intersection_over_union(best.box, box) < _MATCH_IOU:
        return None
    return best


def intersection_over_union(a: Box, b: Box) -> float:
    """How much two boxes overlap, 0 to 1."""
    width = min(a.x2, b.x2) - max(a.x1, b.x1)
    height = min(a.y2, b.y2) - max(a.y1, b.y1)
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / (a.width * a.height + b.width * b.height - shared)


def _with_faces(
    samples: Sequence[Sample], boxes: NDArray[np.float32], landmarks: NDArray[np.float32]
) -> list[Sample]:
    located = []
    for sample, box, points in zip(samples, boxes, landmarks, strict=True):
        if not np.isnan(box[0]):
            located.append(replace(sample, box=Box(*map(float, box)), landmarks=points))
        elif sample.box is not None:
            located.append(sample)
    return located
