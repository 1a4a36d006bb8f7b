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
    """

    file: Path
    group: str
    faces: tuple[AnnotatedFace, ...]
