"""Reads whole pictures with annotated faces in COCO format."""

import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from maskapp.display_names import foreign_message
from maskapp.errors import DatasetError
from maskapp.pipeline.models.label_names import label_named
from maskapp.records import Box, MaskLabel
from maskapp.training.data.corrections import (
    IMAGES,
    scene_groups,
    with_corrected_scene_labels,
)
from maskapp.training.data.scene import AnnotatedFace, Scene

ANNOTATIONS = "annotations.json"


def read_scenes(scenes_dir: Path, *, corrects_labels: bool = True) -> list[Scene]:
    """Read a folder with `annotations.json` and `images/`.

    Categories that no box has do not matter. Boxes with `iscrowd` are ignored areas. A picture
    without a `group` is a group of its own.

    Args:
        scenes_dir: The folder.
        corrects_labels: Whether wrong labels are corrected, and faces without a certain label left
            out. To a detector, those are faces too.

    Raises:
        DatasetError: The annotations cannot be read or are not valid.
    """
    file = scenes_dir / ANNOTATIONS
    groups = scene_groups()
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        categories = {entry["id"]: entry.get("name") for entry in content["categories"]}
        faces = defaultdict(list)
        for entry in content["annotations"]:
            faces[entry["image_id"]].append(entry)
        scenes = []
        for image in content["images"]:
            path = scenes_dir / IMAGES / image["file_name"]
            annotated, ignored = [], []
            for entry in faces[image["id"]]:
                if entry.get("iscrowd") == 1:
                    ignored.append(_box(entry["bbox"]))
                else:
                    label = _label(categories[entry["category_id"]])
                    annotated.append(AnnotatedFace(path, _box(entry["bbox"]), label))
            group = groups.get(path.name, _group(image, path))
            scenes.append(Scene(path, group, tuple(annotated), tuple(ignored)))
        named = {image["id"] for image in content["images"]}
    except OSError as error:
        raise DatasetError(f"{file} cannot be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise DatasetError(
            f"{file} is not a COCO annotation of mask labels: {foreign_message(error)}."
        ) from error
    if not scenes or faces.keys() - named:
        problem = (
            "annotates pictures that it does not list; write both again"
            if scenes
            else "lists no pictures; name a folder that has some"
        )
        raise DatasetError(f"{file} {problem}.")
    return with_corrected_scene_labels(scenes) if corrects_labels else scenes


def _label(name: object) -> MaskLabel:
    return label_named(str(name)) or MaskLabel(name)


def _group(image: dict[str, Any], path: Path) -> str:
    """Return the group of a picture: its name if it has none, which may be written as null."""
    group = image.get("group")
    return path.name if group in (None, "") else str(group)


def _box(bbox: Sequence[float]) -> Box:
    """Convert a box of COCO: left, top, width, height."""
    if len(bbox) != 4:
        raise ValueError(f"a bbox has {len(bbox)} numbers instead of 4")
    x, y, width, height = bbox
    return Box(float(x), float(y), float(x) + float(width), float(y) + float(height))
