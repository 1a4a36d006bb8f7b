"""Reads whole pictures with annotated faces in COCO format."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from maskapp.display_names import foreign_message
from maskapp.errors import DatasetError
from maskapp.records import Box, MaskLabel
from maskapp.training.data.corrections import scene_groups
from maskapp.training.data.sample import height_band

ANNOTATIONS = "annotations.json"


@dataclass(frozen=True, slots=True, eq=False)
class AnnotatedFace:
    """One annotated face of a whole picture."""

    file: Path
    box: Box
    label: MaskLabel

    @property
    def band(self) -> str:
        """The height band of the face, a key of `HEIGHT_BANDS_PX`."""
        return height_band(self.box.height)


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """A whole picture.

    Attributes:
        file: The picture.
        group: Near-duplicates and pictures of one scene share it; the picture's name if the
            annotations have no group.
        faces: The annotated faces.
    """

    file: Path
    group: str
    faces: tuple[AnnotatedFace, ...]


def read_scenes(scenes_dir: Path) -> list[Scene]:
    """Read a folder with `annotations.json` and `images/`.

    Raises:
        DatasetError: The annotations cannot be read or are not valid.
    """
    file = scenes_dir / ANNOTATIONS
    groups = scene_groups()
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        labels = {entry["id"]: MaskLabel(entry["name"]) for entry in content["categories"]}
        faces = defaultdict(list)
        for entry in content["annotations"]:
            faces[entry["image_id"]].append(entry)
        scenes = []
        for image in content["images"]:
            path = scenes_dir / "images" / image["file_name"]
            annotated = tuple(
                AnnotatedFace(path, _box(entry["bbox"]), labels[entry["category_id"]])
                for entry in faces[image["id"]]
            )
            group = str(image.get("group", path.name))
            scenes.append(Scene(path, groups.get(path.name, group), annotated))
        named = {image["id"] for image in content["images"]}
    except OSError as error:
        raise DatasetError(f"{file} cannot be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise DatasetError(
            f"{file} is not a COCO annotation of mask labels: {foreign_message(error)}."
        ) from error
    if not scenes or faces.keys() - named:
        problem = "annotates pictures that it does not list" if scenes else "lists no pictures"
        raise DatasetError(f"{file} {problem}.")
    return scenes


def _box(bbox: Sequence[float]) -> Box:
    """Convert a box of COCO: left, top, width, height."""
    if len(bbox) != 4:
        raise ValueError(f"a bbox has {len(bbox)} numbers instead of 4")
    x, y, width, height = bbox
    return Box(float(x), float(y), float(x) + float(width), float(y) + float(height))
