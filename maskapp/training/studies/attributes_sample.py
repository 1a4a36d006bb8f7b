"""The sample of faces whose attributes a person wrote into `face_attributes.csv`."""

import csv
import hashlib
from collections import defaultdict, deque
from collections.abc import Sequence
from pathlib import Path

from maskapp.paths import training_plan
from maskapp.records import CLASS_LABELS, Box, MaskLabel
from maskapp.training.data.corrections import listed_name, picture_digest, rounded_box
from maskapp.training.data.dataset import read_collections
from maskapp.training.data.face_attributes import ATTRIBUTES
from maskapp.training.data.fingerprint import name_bytes
from maskapp.training.data.sample import Sample
from maskapp.training.data.split import is_held_out
from maskapp.training.plan import TrainingPlan, read_plan

_SIZE = 400
_MIN_HEIGHT_PX = 60  # below, a beard cannot be told
_RENDERED = ("prajnasb", MaskLabel.WITH_MASK)


def study_attributes_sample(data_dirs: Sequence[Path], output_dir: Path) -> None:
    """Draw the sample, and write it as `sample.csv`, in the form of `face_attributes.csv`.

    A person notes each face's attributes in the empty columns.

    Args:
        data_dirs: See `read_collections`.
        output_dir: The folder for the list.

    Raises:
        DatasetError: A folder cannot be used.
    """
    sample = draw_sample(read_collections(data_dirs), read_plan(training_plan()), _SIZE)
    list_file = output_dir / "sample.csv"
    with list_file.open("w", encoding="utf-8", errors="surrogateescape", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["file", "sha256", *Box._fields, "drawn", *ATTRIBUTES])
        for face in sample:
            rows.writerow([*_name(face), "yes", *("" for _ in ATTRIBUTES)])
    print(f"{len(sample)} faces are listed in {list_file}")


def _name(face: Sample) -> tuple[object, ...]:
    """Return what names a face in the list: file, digest, and the box in a whole picture."""
    assert face.box is not None
    is_closeup = face.path.parent.name in CLASS_LABELS
    box = ("",) * 4 if is_closeup else rounded_box(face.box)
    return (listed_name(face.path), picture_digest(face.path), *box)


def draw_sample(faces: Sequence[Sample], plan: TrainingPlan, size: int) -> list[Sample]:
    """Return held-out faces, as evenly as possible from each collection and label.

    A hash of its name and box decides a face's place in the draw. Each group gives one face, and
    rendered masks give none.

    Args:
        faces: All faces; each has a box.
        plan: Its seed and share determine which faces are held out.
        size: How many to draw.
    """
    cells: defaultdict[tuple[str, str], list[Sample]] = defaultdict(list)
    for face in sorted(faces, key=_place):
        if (
            face.box is not None
            and face.box.height >= _MIN_HEIGHT_PX
            and (face.source, face.label) != _RENDERED
            and is_held_out(face.group, plan.validation_share, plan.seed)
        ):
            cells[face.source, face.label.value].append(face)
    waiting = deque(iter(cell) for _, cell in sorted(cells.items()))
    drawn: dict[str, Sample] = {}
    while waiting and len(drawn) < size:
        cell = waiting.popleft()
        for face in cell:
            if face.group not in drawn:
                drawn[face.group] = face
                waiting.append(cell)
                break
    return list(drawn.values())


def _place(face: Sample) -> str:
    return hashlib.sha256(name_bytes(f"{face.path.name},{face.box}")).hexdigest()
