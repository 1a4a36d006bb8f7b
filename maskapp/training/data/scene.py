"""A whole picture and its annotated faces."""

from dataclasses import dataclass
from pathlib import Path

from maskapp.records import Box, MaskLabel
from maskapp.training.data.sample import height_band


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
        ignored: Areas of people who are not annotated one by one, such as a crowd; what is found
            there is neither a hit nor a false alarm.
    """

    file: Path
    group: str
    faces: tuple[AnnotatedFace, ...]
    ignored: tuple[Box, ...] = ()

    def ignores(self, box: Box, min_share: float) -> bool:
        """Return whether at least this share of a box, 0 to 1, is in an ignored area."""
        return any(share_inside(box, area) >= min_share for area in self.ignored)


def share_inside(box: Box, area: Box) -> float:
    """Return the share of a box that is inside an area, 0 to 1."""
    width = min(box.x2, area.x2) - max(box.x1, area.x1)
    height = min(box.y2, area.y2) - max(box.y1, area.y1)
    if width <= 0 or height <= 0:
        return 0.0
    return width * height / (box.width * box.height)
