"""What was found in the pictures of a folder, before the faces have their numbers.

The numbers count on through the folder, so they are given when all pictures before are done.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import numpy as np

from maskapp.errors import SourceError
from maskapp.files.picture_files import Picture
from maskapp.pipeline.sources.pictures import is_gone
from maskapp.records import Box, Face, Frame, FrameResult, Image, MaskLabel

NO_IMAGE: Image = np.empty((0, 0, 3), np.uint8)
"""Stands for pixels that nobody needs."""


@dataclass(frozen=True, slots=True, eq=False)
class FoundPicture:
    """What came of one picture.

    Attributes:
        faces: The faces, ordered by track, numbered by whatever; None if it cannot be read.
        is_one_of_several: See `Picture`.
        is_damaged: See `Picture`.
        error: Why it cannot be read.
        is_gone: Whether it was no longer there.
    """

    faces: tuple[Face, ...] | None
    is_one_of_several: bool = False
    is_damaged: bool = False
    error: str = ""
    is_gone: bool = False

    @classmethod
    def unreadable(cls, error: SourceError) -> Self:
        """Return what came of a picture that cannot be read."""
        return cls(None, error=str(error), is_gone=is_gone(error))

    @classmethod
    def with_faces(cls, picture: Picture, faces: tuple[Face, ...]) -> Self:
        """Return what came of a picture that was read."""
        return cls(faces, picture.is_one_of_several, picture.is_damaged)

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON values, with all digits."""
        if self.faces is None:
            return {"error": self.error, "is_gone": self.is_gone}
        return {
            "faces": [_face_as_json(face) for face in self.faces],
            "is_one_of_several": self.is_one_of_several,
            "is_damaged": self.is_damaged,
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """Return what `as_json` returned, with the faces numbered from 1."""
        entries = values.get("faces")
        if entries is None:
            return cls(None, **values)
        faces = (_face_from_json(entry, track) for track, entry in enumerate(entries, 1))
        return cls(tuple(faces), values["is_one_of_several"], values["is_damaged"])

    def numbered(self, after: int) -> tuple[Face, ...]:
        """Return the faces with the numbers that follow a number."""
        faces = self.faces or ()
        return tuple(replace(face, track=after + place) for place, face in enumerate(faces, 1))


class FoundPictures:
    """What was found in pictures, one after the other, in place of reading them again.

    Args:
        found: What came of each picture, in order.
    """

    def __init__(self, found: Iterator[FoundPicture]) -> None:
        self._all = found
        self._current = FoundPicture(None)
        self._last_track = 0

    def open_picture(self, _path: Path) -> Picture:
        """Return the next picture, without its pixels.

        Raises:
            SourceError: It could not be read.
        """
        self._current = found = next(self._all)
        if found.faces is None:
            cause = FileNotFoundError() if found.is_gone else None
            raise SourceError(found.error) from cause
        return Picture(NO_IMAGE, found.is_one_of_several, found.is_damaged)

    def process(self, frame: Frame) -> FrameResult:
        """Return the faces of the picture that was opened last, as an engine would."""
        faces = self._current.numbered(self._last_track)
        self._last_track += len(faces)
        return FrameResult(frame, faces)


def _face_as_json(face: Face) -> dict[str, Any]:
    return {
        "box": list(face.box),
        "label": face.label.value,
        "confidence": face.confidence,
        "probabilities": {label.value: share for label, share in face.probabilities.items()},
        "score": face.score,
        "landmarks": face.landmarks.tolist(),
        "age_s": face.age_s,
        "detected": face.detected,
    }


def _face_from_json(entry: Mapping[str, Any], track: int) -> Face:
    return Face(
        track=track,
        box=Box(*entry["box"]),
        label=MaskLabel(entry["label"]),
        confidence=entry["confidence"],
        probabilities={MaskLabel(name): share for name, share in entry["probabilities"].items()},
        score=entry["score"],
        landmarks=np.array(entry["landmarks"], np.float32),
        age_s=entry["age_s"],
        detected=entry["detected"],
    )
