"""The pictures that the detector learns from, as listed and with what the teacher adds."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from maskapp.errors import DatasetError
from maskapp.files.regular_files import is_folder
from maskapp.records import Box, MaskLabel
from maskapp.training.data.coco import ANNOTATIONS, read_scenes
from maskapp.training.data.dataset import collection_name, locate_faces, read_collections
from maskapp.training.data.sample import Sample

Floats = NDArray[np.float32]

_CROWD_CUTS = "voc"
"""A collection of close-ups cut from whole pictures: other faces in them have no box, and would
count as background."""


@dataclass(frozen=True, slots=True, eq=False)
class Listed:
    """A picture as its collection lists it.

    Attributes:
        path: The picture.
        source: Its collection.
        group: Near-duplicates and pictures of one scene share it and are never split.
        boxes: (n, 4), float32, x1, y1, x2, y2 in pixels, as annotated.
        labels: The label of each face.
        is_closeup: Whether the picture shows one face with little around it.
        ignored: (m, 4), float32, areas of people who are not annotated one by one.
    """

    path: Path
    source: str
    group: str
    boxes: Floats
    labels: tuple[MaskLabel, ...]
    is_closeup: bool
    ignored: Floats = field(default_factory=lambda: as_rows(()))


@dataclass(frozen=True, slots=True, eq=False)
class AnnotatedPicture:
    """A picture and the faces in it.

    Attributes:
        path: The picture.
        source: Its collection.
        group: Near-duplicates and pictures of one scene share it and are never split.
        boxes: (n, 4), float32, x1, y1, x2, y2 in pixels of the picture.
        labels: The label of each annotated face; the boxes of those that only the teacher has found
            follow, without one.
        landmarks: (n, 5, 2), float32, pixels; NaN where unknown.
        ignored: (m, 4), float32, ignored areas, and boxes of possible faces without an annotation.
        difficulties: (n,), float32: how hard each face is to detect, from 0 to 1.
        is_closeup: Whether the picture shows one face with little around it.
    """

    path: Path
    source: str
    group: str
    boxes: Floats
    labels: tuple[MaskLabel, ...]
    landmarks: Floats
    ignored: Floats
    difficulties: Floats
    is_closeup: bool


def folders_of_whole_pictures(data_dirs: Sequence[Path]) -> list[Path]:
    """Return the folders with `annotations.json` (COCO).

    Raises:
        DatasetError: A folder is missing, or none has whole pictures.
    """
    for folder in data_dirs:
        if not is_folder(folder):
            raise DatasetError(f"There is no folder {folder}.")
    scene_dirs = [folder for folder in data_dirs if (folder / ANNOTATIONS).is_file()]
    if not scene_dirs:
        raise DatasetError(
            "The detector learns from whole pictures; name a folder with annotations.json (COCO)."
        )
    return scene_dirs


def list_pictures(data_dirs: Sequence[Path], cache_file: Path | None = None) -> list[Listed]:
    """List whole pictures and close-ups.

    Args:
        data_dirs: Folders with `annotations.json` (COCO) and `images/`, and folders as for
            `maskapp train`. Where those have no boxes, the program's detector finds the faces;
            pictures in which it finds none are left out and counted on standard output.
        cache_file: See `locate_faces`.

    Raises:
        DatasetError: A folder or a picture cannot be used, or no folder has whole pictures.
    """
    scene_dirs = folders_of_whole_pictures(data_dirs)
    close_dirs = [folder for folder in data_dirs if folder not in scene_dirs]
    listed = [
        Listed(
            sample.path,
            sample.source,
            sample.group,
            as_rows([sample.box]),
            (sample.label,),
            is_closeup=True,
        )
        for sample in _closeups(close_dirs, cache_file)
        if sample.box is not None
    ]
    for folder in scene_dirs:
        listed += [
            Listed(
                scene.file,
                collection_name(folder),
                scene.group,
                as_rows([face.box for face in scene.faces]),
                tuple(face.label for face in scene.faces),
                is_closeup=False,
                ignored=as_rows(scene.ignored),
            )
            for scene in read_scenes(folder, corrects_labels=False)
        ]
    return listed


def _closeups(folders: Sequence[Path], cache_file: Path | None) -> list[Sample]:
    listed = read_collections(folders)
    samples = [sample for sample in listed if sample.source != _CROWD_CUTS]
    if left_out := len(listed) - len(samples):
        print(
            f"Close-ups left out: {left_out} of {_CROWD_CUTS}, which were cut from crowds and show"
            " other faces without a box."
        )
    without_box = [sample for sample in samples if sample.box is None]
    if not without_box:
        return samples
    located = locate_faces(without_box, cache_file)
    missed = len(without_box) - len(located)
    if missed:
        print(f"No face was found in {missed} pictures; they are left out.")
    return [*(sample for sample in samples if sample.box is not None), *located]


def as_rows(boxes: Sequence[Box]) -> Floats:
    """Return boxes as (n, 4), float32."""
    return np.array(boxes, np.float32).reshape(-1, 4)
