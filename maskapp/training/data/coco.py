"""Reads whole pictures with annotated faces in COCO format."""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from maskapp.display_names import foreign_message
from maskapp.errors import DatasetError
from maskapp.training.data.annotation_checks import (
    checked_box,
    checked_file_inside,
    checked_label,
)
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
    without a `group` has its name as group. Boxes are those of the upright picture, as annotation
    tools show it.

    Args:
        scenes_dir: The folder.
        corrects_labels: Whether wrong labels are corrected, and faces without a certain label left
            out. To a detector, those are faces too.

    Raises:
        DatasetError: The annotations cannot be read or are not valid.
    """
    file = scenes_dir / ANNOTATIONS
    try:
        content = json.loads(file.read_text(encoding="utf-8-sig"))
        categories = {entry["id"]: entry.get("name") for entry in content["categories"]}
        entries = defaultdict(list)
        for entry in content["annotations"]:
            entries[entry["image_id"]].append(entry)
        images = content["images"]
        counts = Counter(image["id"] for image in images)
        scenes = [_scene(file, image, entries.get(image["id"], []), categories) for image in images]
    except OSError as error:
        raise DatasetError(f"{file} cannot be read: {error.strerror}.") from error
    except KeyError as error:
        raise DatasetError(
            f"{file} is not a COCO annotation of mask labels: {error} is missing."
        ) from error
    except (ValueError, TypeError, RecursionError) as error:
        raise DatasetError(
            f"{file} is not a COCO annotation of mask labels: {foreign_message(error)}."
        ) from error
    problem = _problem(counts, entries.keys())
    if problem:
        raise DatasetError(f"{file} {problem}.")
    joined = scene_groups()
    scenes = [replace(scene, group=joined.get(scene.file.name, scene.group)) for scene in scenes]
    return with_corrected_scene_labels(scenes) if corrects_labels else scenes


def _problem(images: Mapping[Hashable, int], annotated: Collection[Hashable]) -> str:
    """Return what is wrong with the pictures of a file, and what to do; "" if nothing is."""
    if not images:
        return "lists no pictures; name a folder that has some"
    if any(count > 1 for count in images.values()):
        return "gives several pictures the same id; write it again"
    if any(image not in images for image in annotated):
        return "annotates pictures that it does not list; write both again"
    return ""


def _scene(
    file: Path,
    image: dict[str, Any],
    entries: Sequence[dict[str, Any]],
    categories: Mapping[Hashable, object],
) -> Scene:
    """Return a picture of this file, with its annotations."""
    name = image["file_name"]
    faces, ignored = [], []
    try:
        path = checked_file_inside(file.parent / IMAGES, name)
        for entry in entries:
            box = checked_box(entry["bbox"], has_size=True)
            if entry.get("iscrowd") == 1:
                ignored.append(box)
            else:
                category = entry["category_id"]
                if category not in categories:
                    raise ValueError(f"there is no category {foreign_message(category)}; add it")
                label = checked_label(categories[category])
                faces.append(AnnotatedFace(path, box, label))
    except (ValueError, KeyError) as error:
        problem = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise DatasetError(f"{file}, picture {foreign_message(name)}: {problem}.") from error
    group = image.get("group")
    own_group = path.name if group in (None, "") else str(group)  # tools write null for none
    return Scene(path, own_group, tuple(faces), tuple(ignored))
