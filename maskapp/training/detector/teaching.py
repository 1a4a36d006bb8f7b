"""Adds landmarks, faces and ignored areas to annotated pictures, as detectors see them."""

from collections import defaultdict
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from maskapp.pipeline.detect import FaceDetector
from maskapp.records import Box, Image, MaskLabel
from maskapp.training.data.annotation_checks import read_annotated
from maskapp.training.data.fingerprint import fingerprint
from maskapp.training.data.saved_files import read_cache, write_arrays
from maskapp.training.detector.pictures import AnnotatedPicture, Floats, Listed

TEACHER_THRESHOLD = 0.25

_SCENE_SIDES_PX = (320, 512, 960)
_CLOSEUP_SIDES_PX = (192, 352)
_SAME_IOU = 0.4  # two detections, or a detection and an annotation, are of one face
_HABIT_IOU, _HABIT_SCORE = 0.5, 0.5  # of detections that habits are measured on
_TAKEN_IOU, _TAKEN_SCORE = 0.6, 0.4  # of detections whose box replaces the annotated one
_FREE_IOU = 0.3  # with every annotation; with more overlap, a detection may be of that face
_ADDED_SCORE = 0.5  # of the teacher's detections that are faces although nobody annotated them
_IGNORED_SCORE = 0.3
_IGNORED_SCORE_OF_START = 0.6  # it finds more masked faces than the teacher, and more that is none
_MOST_DETECTIONS = 1000
"""In a picture, the best ones: a detector that has hardly learned finds a face in every cell."""
_COLUMNS = 15  # of a detection: box, score, landmarks

Habits = dict[tuple[str, MaskLabel], NDArray[np.float64]]
"""How the teacher's boxes differ from annotated ones, by source and label: shift right and down
relative to the box, logarithms of the growth in width and height."""


def detect_all(
    pictures: Sequence[Listed], detector: FaceDetector, detector_file: Path, cache_file: Path
) -> list[Floats]:
    """Detect the faces of each picture at several sizes.

    Args:
        pictures: The pictures.
        detector: Detects with the threshold `TEACHER_THRESHOLD`.
        detector_file: Its weights, so that those of another detector are not taken for its.
        cache_file: An `.npz` file that keeps the detections of each picture for the next call.

    Returns:
        For each picture (n, 15), float32: box, score, five landmarks x, y.

    Raises:
        DatasetError: A picture cannot be read, or a box is mostly outside of it. What was found in
            others is kept.
        OutputError: The cache cannot be written.
    """
    digest = sha256(detector_file.read_bytes()).hexdigest()
    keys = [
        # The boxes are part of it since they are checked where the picture is read.
        fingerprint([(one.path, f",{one.is_closeup},{one.boxes.tolist()},{digest}")])
        for one in pictures
    ]
    known = _read_detections(cache_file)
    rows = zip(keys, pictures, strict=True)
    missing = {key: picture for key, picture in rows if key not in known}
    try:
        for key, one in tqdm(missing.items(), desc="detecting faces", unit="picture", disable=None):
            image = read_annotated(one.path, (Box(*map(float, box)) for box in one.boxes))
            known[key] = _detect(image, one.is_closeup, detector)
    finally:
        if missing and known:
            _write_detections(known, cache_file)
    return [known[key] for key in keys]


def _read_detections(cache_file: Path) -> dict[str, Floats]:
    cached = read_cache(cache_file)
    if cached is None:
        return {}
    parts = np.split(np.asarray(cached["detections"], np.float32), cached["ends"][:-1].tolist())
    return dict(zip(cached["keys"].tolist(), parts, strict=True))


def _write_detections(known: dict[str, Floats], cache_file: Path) -> None:
    ends = np.cumsum([len(found) for found in known.values()])
    detections = np.concatenate([*known.values()])
    arrays = {"keys": np.array(list(known)), "detections": detections, "ends": ends}
    write_arrays(cache_file, arrays)


def teach(
    pictures: Sequence[Listed],
    detections: Sequence[Floats],
    habits: Habits,
    detections_by_start: Sequence[Floats] | None = None,
) -> list[AnnotatedPicture]:
    """Merge annotations with the detections of the teacher, and of the detector to continue from.

    A detected face gets the teacher's landmarks, and its box if both boxes agree. Other annotated
    boxes are changed by the teacher's habits: each collection draws boxes in its own way, and the
    classifier is used to the teacher's. Not every face is annotated: where the teacher is sure,
    its detections are added as faces, after the annotated ones and without a label; other
    detections become ignored areas, beside those that the annotations have. What the detector to
    continue from misses is difficult.
    """
    taught = []
    by_start = detections_by_start or [np.empty((0, _COLUMNS), np.float32)] * len(pictures)
    for picture, found, others in zip(pictures, detections, by_start, strict=True):
        boxes = _drawn_as_teacher(picture, habits)
        landmarks = np.full((len(boxes), 5, 2), np.nan, np.float32)
        matches = _matches(picture.boxes, found)
        for face, match in matches.items():
            landmarks[face] = found[match, 5:].reshape(5, 2)
            is_alike = overlaps(boxes[face : face + 1], found[match : match + 1])[0, 0] > _TAKEN_IOU
            if is_alike and found[match, 4] > _TAKEN_SCORE:
                boxes[face] = found[match, :4]
        unmatched = np.delete(found, list(matches.values()), axis=0)
        free = unmatched[_is_free(unmatched, boxes)]
        added = free[free[:, 4] >= _ADDED_SCORE]
        faces = np.concatenate([boxes, added[:, :4]])
        doubtful = [
            free[(free[:, 4] >= _IGNORED_SCORE) & (free[:, 4] < _ADDED_SCORE)],
            others[(others[:, 4] >= _IGNORED_SCORE_OF_START) & _is_free(others, faces)],
        ]
        taught.append(
            AnnotatedPicture(
                picture.path,
                picture.source,
                picture.group,
                faces,
                picture.labels,
                np.concatenate([landmarks, added[:, 5:].reshape(-1, 5, 2)]),
                np.concatenate([picture.ignored, *(rows[:, :4] for rows in doubtful)]),
                _difficulties(faces, others if detections_by_start else None),
                picture.is_closeup,
            )
        )
    return taught


def teacher_habits(pictures: Sequence[Listed], detections: Sequence[Floats]) -> Habits:
    """Return the median differences between the teacher's boxes and annotated ones."""
    differences = defaultdict(list)
    for picture, found in zip(pictures, detections, strict=True):
        if not len(picture.boxes) or not len(found):
            continue
        shared = overlaps(picture.boxes, found)
        for face, label in enumerate(picture.labels):
            match = int(shared[face].argmax())
            if shared[face, match] > _HABIT_IOU and found[match, 4] > _HABIT_SCORE:
                difference = _difference(picture.boxes[face], found[match, :4])
                differences[picture.source, label].append(difference)
    return {cell: np.median(rows, axis=0) for cell, rows in differences.items()}


def overlaps(first: Floats, second: Floats) -> Floats:
    """Return the intersection over union of boxes (n, 4) and (m, 4): (n, m), float32."""
    low = np.maximum(first[:, None, :2], second[None, :, :2])
    high = np.minimum(first[:, None, 2:4], second[None, :, 2:4])
    shared = np.clip(high - low, 0, None).prod(axis=2)
    areas = [(boxes[:, 2:4] - boxes[:, :2]).prod(axis=1) for boxes in (first, second)]
    unions = areas[0][:, None] + areas[1][None] - shared
    return np.asarray(shared / np.maximum(unions, 1e-6), np.float32)


def shares_inside(boxes: Floats, areas: Floats) -> Floats:
    """Return the share of each box (n, 4) that is in each area (m, 4): (n, m), float32."""
    low = np.maximum(boxes[:, None, :2], areas[None, :, :2])
    high = np.minimum(boxes[:, None, 2:4], areas[None, :, 2:4])
    sizes = (boxes[:, 2:4] - boxes[:, :2]).prod(axis=1)
    shared = np.clip(high - low, 0, None).prod(axis=2)
    return np.asarray(shared / np.maximum(sizes, 1e-6)[:, None], np.float32)


def _detect(image: Image, is_closeup: bool, detector: FaceDetector) -> Floats:
    rows = [
        [*face.box, face.score, *face.landmarks.ravel()]
        for side_px in (_CLOSEUP_SIDES_PX if is_closeup else _SCENE_SIDES_PX)
        for face in detector.detect(image, side_px)
    ]
    rows.sort(key=lambda row: -row[4])
    found = np.array(rows[:_MOST_DETECTIONS], np.float32).reshape(-1, _COLUMNS)
    kept: list[int] = []
    for place in range(len(found)):
        if not kept or overlaps(found[place : place + 1], found[kept]).max() <= _SAME_IOU:
            kept.append(place)
    return found[kept]


def _matches(boxes: Floats, found: Floats) -> dict[int, int]:
    """Map the numbers of the detected faces to those of their detections."""
    if not len(boxes) or not len(found):
        return {}
    shared = overlaps(boxes, found)
    return {face: int(row.argmax()) for face, row in enumerate(shared) if row.max() > _SAME_IOU}


def _is_free(found: Floats, boxes: Floats) -> NDArray[np.bool_]:
    """Return for each detection whether it shows none of these faces."""
    return np.asarray(overlaps(found, boxes).max(axis=1, initial=0) <= _FREE_IOU)


def _difficulties(faces: Floats, by_start: Floats | None) -> Floats:
    """Return for each face 1 - score of its detection by the start; all 0 without a start."""
    if by_start is None:
        return np.zeros(len(faces), np.float32)
    is_same = overlaps(faces, by_start) > _SAME_IOU
    return np.asarray(1 - (is_same * by_start[:, 4]).max(axis=1, initial=0), np.float32)


def _difference(annotated: Floats, found: Floats) -> list[float]:
    size = annotated[2:] - annotated[:2]
    shift = (found[:2] + found[2:] - annotated[:2] - annotated[2:]) / 2 / size
    growth = np.log((found[2:] - found[:2]) / size)
    return [*shift.tolist(), *growth.tolist()]


def _drawn_as_teacher(picture: Listed, habits: Habits) -> Floats:
    """Return the annotated boxes, changed by the teacher's habits."""
    known = [habits.get((picture.source, label), np.zeros(4)) for label in picture.labels]
    changes = np.array(known).reshape(-1, 4)
    sizes = picture.boxes[:, 2:] - picture.boxes[:, :2]
    centres = (picture.boxes[:, :2] + picture.boxes[:, 2:]) / 2 + changes[:, :2] * sizes
    halves = sizes * np.exp(changes[:, 2:]) / 2
    return np.concatenate([centres - halves, centres + halves], axis=1).astype(np.float32)
