"""The faces whose lower halves are given to bare ones."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from maskapp.opencv import cv2
from maskapp.records import Box, Image, MaskLabel
from maskapp.training.data.sample import Sample
from maskapp.training.rendering.face_room import read_with_room
from maskapp.training.rendering.head_model import HeadPose
from maskapp.training.rendering.lower_half_transplant import PosedFace, Seam, transplant
from maskapp.training.rendering.render_mask import can_render
from maskapp.training.rendering.render_on_bare import SMALLEST_WRONG_PX

_SMALLEST_DONOR_PX = 48.0  # so that larger faces, too, get a mask that is sharp
_TRIES = 4


class _Kind(NamedTuple):
    """What is given: where, by faces of which label, what the face then is, how often."""

    seam: Seam
    donor: MaskLabel
    becomes: MaskLabel
    share: float


# With masks worn right and bare lower halves among them, so that no seam gives a label away.
_KINDS = (
    _Kind(Seam.UNDER_NOSE, MaskLabel.WITH_MASK, MaskLabel.INCORRECT_MASK, 0.45),
    _Kind(Seam.UNDER_MOUTH, MaskLabel.WITH_MASK, MaskLabel.INCORRECT_MASK, 0.2),
    _Kind(Seam.ABOVE_NOSE, MaskLabel.WITH_MASK, MaskLabel.WITH_MASK, 0.2),
    _Kind(Seam.UNDER_NOSE, MaskLabel.WITHOUT_MASK, MaskLabel.WITHOUT_MASK, 0.15),
)


class LowerHalfDonors:
    """Gives bare faces the lower halves of others.

    Args:
        samples: What there is to take from; each has a box.
        labels: What a face may become.
    """

    def __init__(self, samples: Sequence[Sample], labels: Sequence[MaskLabel]) -> None:
        self._kinds = [kind for kind in _KINDS if kind.becomes in labels]
        self._faces = {
            label: [sample for sample in samples if _gives(sample, label)]
            for label in {kind.donor for kind in self._kinds}
        }
        self._weights = {label: _balanced(faces) for label, faces in self._faces.items()}

    def give(
        self,
        image: Image,
        box: Box,
        landmarks: NDArray[np.float32] | None,
        rng: np.random.Generator,
    ) -> tuple[Image, MaskLabel]:
        """Give a bare face the lower half of another, turned alike.

        Args:
            image: (height, width, 3), uint8, BGR; not written to.
            box: The face.
            landmarks: (5, 2), float32; without them the face stays as it is.
            rng: Where chance comes from.

        Returns:
            The picture, a new one if it changed, and its label.
        """
        kinds = self._kinds
        if box.height < SMALLEST_WRONG_PX:
            kinds = [kind for kind in kinds if kind.becomes is not MaskLabel.INCORRECT_MASK]
        shares = [kind.share for kind in kinds]
        kind = kinds[rng.choice(len(shares), p=np.divide(shares, sum(shares)))]
        given = self.put_on(image, box, landmarks, kind.seam, kind.donor, rng)
        return (image, MaskLabel.WITHOUT_MASK) if given is None else (given, kind.becomes)

    def put_on(
        self,
        image: Image,
        box: Box,
        landmarks: NDArray[np.float32] | None,
        seam: Seam,
        donor: MaskLabel,
        rng: np.random.Generator,
    ) -> Image | None:
        """As `give`, at one place and from faces of one label.

        Returns:
            A new picture; None where there is no landmark or no face turned alike.
        """
        pose = None if landmarks is None else HeadPose.estimate(landmarks, box)
        donors = self._faces[donor]
        if pose is None or not donors:
            return None
        places = rng.choice(len(donors), _TRIES, p=self._weights[donor])
        tried = (
            transplant(PosedFace(image, pose), _portrait(donors[place]), seam, rng)
            for place in places
        )
        return next((given for given in tried if given is not None), None)


def _gives(sample: Sample, label: MaskLabel) -> bool:
    assert sample.box is not None
    return (
        sample.label is label
        and sample.box.height >= _SMALLEST_DONOR_PX
        and sample.landmarks is not None
        and can_render(sample.landmarks, sample.box)
    )


def _balanced(faces: Sequence[Sample]) -> NDArray[np.float64]:
    """A source counts by the square root of its size, as in `sampling_weights`."""
    sizes = Counter(sample.source for sample in faces)
    weights = np.array([sizes[sample.source] ** -0.5 for sample in faces])
    weights /= weights.sum()
    return weights


def _portrait(sample: Sample) -> PosedFace:
    image, box, landmarks = read_with_room(sample, cv2.BORDER_REPLICATE)
    assert landmarks is not None
    pose = HeadPose.estimate(landmarks, box)
    assert pose is not None  # `_gives`
    return PosedFace(image, pose)
