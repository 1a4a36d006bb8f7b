"""What a person noted about faces: skin, beard, glasses and head covering."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from maskapp.records import Box
from maskapp.training.data.corrections import (
    listed_name,
    picture_digest,
    read_rows,
    rounded_box,
)
from maskapp.training.data.sample import Sample

FACE_ATTRIBUTES = Path(__file__).with_name("face_attributes.csv")
ATTRIBUTES = {
    "skin": ("light", "medium", "dark", "unclear"),
    "beard": ("yes", "no", "hidden"),
    "glasses": ("none", "glasses", "sunglasses", "hidden"),
    "head": ("none", "cap", "veil", "hood", "helmet", "other"),
}
"""The values of each attribute.

Skin is as bright as the picture shows it, *unclear* without colours. A moustache alone is no
beard. A beard is *hidden* where neither chin nor cheeks show one and the mask covers them. Goggles
are glasses; every hat is a cap.
"""


@dataclass(frozen=True, slots=True, eq=False)
class AttributedFace:
    """A face and what a person noted about it.

    Attributes:
        sample: The face.
        values: A value of each of `ATTRIBUTES`.
    """

    sample: Sample
    values: Mapping[str, str]


def with_attributes(
    faces: Sequence[Sample], list_file: Path = FACE_ATTRIBUTES
) -> list[AttributedFace]:
    """Return the faces that `face_attributes.csv` lists.

    The list (file, sha256, x1, y1, x2, y2, drawn, skin, beard, glasses, head) names a face in a
    whole picture also by its box in whole pixels. `drawn` is "yes" for the faces of `draw_sample`;
    the others are those that a person found among the other held-out faces by dark skin,
    sunglasses, a hood or a helmet, which are rare in the sample.

    Args:
        faces: Faces with a box, as the collections annotate them.
        list_file: The list.
    """
    listed: dict[str, list[dict[str, str]]] = {}
    for row in read_rows(list_file):
        listed.setdefault(row["file"], []).append(row)
    found = []
    for face in faces:
        for row in listed.get(listed_name(face.path), ()):
            if _is_listed(face, row):
                found.append(AttributedFace(face, {name: row[name] for name in ATTRIBUTES}))
    return found


def _is_listed(face: Sample, row: Mapping[str, str]) -> bool:
    assert face.box is not None
    sides = [row[side] for side in Box._fields]
    has_its_box = not any(sides) or rounded_box(face.box) == tuple(map(int, sides))
    return has_its_box and picture_digest(face.path) == row["sha256"]
