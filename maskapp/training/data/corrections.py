"""Corrections to the collections: wrong labels, and copies of one photograph."""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from maskapp.records import Box, MaskLabel
from maskapp.training.data.sample import Sample
from maskapp.training.data.scene import AnnotatedFace, Scene

LABEL_CORRECTIONS = Path(__file__).with_name("label_corrections.csv")
SCENE_LABEL_CORRECTIONS = Path(__file__).with_name("scene_label_corrections.csv")
NEAR_DUPLICATES = Path(__file__).with_name("near_duplicates.csv")
NEAR_DUPLICATE_SCENES = Path(__file__).with_name("near_duplicate_scenes.csv")
IMAGES = "images"
"""The folder of the pictures in a COCO folder."""

_DIGITS = 16  # of a picture's SHA-256


def with_corrected_labels(
    samples: Sequence[Sample], list_file: Path = LABEL_CORRECTIONS
) -> list[Sample]:
    """Return the samples with the labels of `label_corrections.csv`.

    The list (file, sha256, label, reason) is the result of inspecting each picture that `python -m
    maskapp.training.studies noise` doubted. A picture listed without a label is left out. Another
    picture of the same name keeps its label.

    Args:
        samples: The samples with the labels of the collections.
        list_file: The list.
    """
    listed = {row["file"]: row for row in read_rows(list_file)}
    kept = []
    for sample in samples:
        row = listed.get(listed_name(sample.path))
        if row is None or picture_digest(sample.path) != row["sha256"]:
            kept.append(sample)
        elif row["label"]:
            kept.append(replace(sample, label=MaskLabel(row["label"])))
    return kept


def with_corrected_scene_labels(
    scenes: Sequence[Scene], list_file: Path = SCENE_LABEL_CORRECTIONS
) -> list[Scene]:
    """Return the pictures with the labels of `scene_label_corrections.csv`.

    The list (file, sha256, x1, y1, x2, y2, label, reason) is that of `with_corrected_labels` for
    faces in whole pictures: the file's name, and the annotated box in whole pixels. A face listed
    without a label is left out.

    Args:
        scenes: The pictures with the labels of the collections.
        list_file: The list.
    """
    listed: dict[str, dict[tuple[int, ...], dict[str, str]]] = defaultdict(dict)
    for row in read_rows(list_file):
        box = tuple(int(row[side]) for side in Box._fields)
        listed[row["file"]][box] = row
    return [
        replace(scene, faces=tuple(_corrected(scene, listed[scene.file.name])))
        if scene.file.name in listed
        else scene
        for scene in scenes
    ]


def _corrected(
    scene: Scene, rows: Mapping[tuple[int, ...], Mapping[str, str]]
) -> Iterator[AnnotatedFace]:
    digest = picture_digest(scene.file)
    for face in scene.faces:
        row = rows.get(rounded_box(face.box))
        if row is None or row["sha256"] != digest:
            yield face
        elif row["label"]:
            yield replace(face, label=MaskLabel(row["label"]))


def rounded_box(box: Box) -> tuple[int, ...]:
    """Return a box in whole pixels, by which lists name a face of a whole picture."""
    return tuple(round(side) for side in box)


def with_joined_groups(
    samples: Sequence[Sample], list_file: Path = NEAR_DUPLICATES
) -> list[Sample]:
    """Return the samples with groups that share a photograph joined into one.

    `near_duplicates.csv` (file, group) lists all pictures of such groups. It was written by
    `python -m maskapp.training.studies duplicates`.

    Args:
        samples: The samples with the groups of the collections.
        list_file: The list.
    """
    groups = listed_groups(list_file)
    return [
        replace(sample, group=groups.get(listed_name(sample.path), sample.group))
        for sample in samples
    ]


def scene_groups(list_file: Path = NEAR_DUPLICATE_SCENES) -> dict[str, str]:
    """Return the groups of whole pictures that share a photograph with others, by file name.

    `near_duplicate_scenes.csv` (file, group) was written together with `near_duplicates.csv`.
    """
    return listed_groups(list_file)


def listed_groups(list_file: Path) -> dict[str, str]:
    """Return the groups of a list (file, group), by file."""
    return {row["file"]: row["group"] for row in read_rows(list_file)}


def listed_name(picture: Path) -> str:
    """Return a picture's name as in the lists: its folder and file name."""
    return f"{picture.parent.name}/{picture.name}"


def picture_digest(picture: Path) -> str:
    """Return the first digits of a picture's SHA-256; "" for one that cannot be read."""
    try:
        return sha256(picture.read_bytes()).hexdigest()[:_DIGITS]
    except OSError:
        return ""


def read_rows(file: Path) -> list[dict[str, str]]:
    """Return the rows of a list, each by the names of its columns."""
    with file.open(encoding="utf-8", errors="surrogateescape", newline="") as lines:
        return list(csv.DictReader(lines))
