"""Faces whose lower halves are transplanted onto bare faces."""

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

_SMALLEST_DONOR_PX = 48.0  # smaller donors would blur large faces
_TRIES = 4


class _Kind(NamedTuple):
    """A kind of transplant: the seam, the donor's label, the resulting label and the share."""

    seam: Seam
    donor: MaskLabel
    becomes: MaskLabel
    share: float


# Masks worn properly and bare lower halves are among them, so that no seam reveals a label.
_KINDS = (
    _Kind(Seam.UNDER_NOSE, MaskLabel.WITH_MASK, MaskLabel.INCORRECT_MASK, 0.45),
    _Kind(Seam.UNDER_MOUTH, MaskLabel.WITH_MASK, MaskLabel.INCORRECT_MASK, 0.2),
    _Kind(Seam.ABOVE_NOSE, MaskLabel.WITH_MASK, MaskLabel.WITH_MASK, 0.2),
    _Kind(Seam.UNDER_NOSE, MaskLabel.WITHOUT_MASK, MaskLabel.WITHOUT_MASK, 0.15),
)


class LowerHalfDonors:
    """The donors among a set of samples, grouped by label.

    Args:
        samples: The samples to take donors from; each has a box.
        labels: The labels that a face may get.
    """

    def __init__(self, samples: Sequence[Sample], labels: Sequence[MaskLabel]) -> None:
        self._kinds = [kind for kind in _KINDS if kind.becomes in labels]
        self._faces = {
            label: [sample for sample in samples if _is_donor(sample, label)]
            for label in {kind.donor for kind in self._kinds}
        }
        self._weights = {label: source_weights(faces) for label, faces in self._faces.items()}

    def transplant_random(
        self,
        image: Image,
        box: Box,
        landmarks: NDArray[np.float32] | None,
        rng: np.random.Generator,
    ) -> tuple[Image, MaskLabel]:
        """Transplant the lower half of a random donor onto a bare face.

        Args:
            image: (height, width, 3), uint8, BGR; not changed.
            box: The face, pixels.
            landmarks: (5, 2), float32, pixels; None leaves the face unchanged.
            rng: The random number generator.

        Returns:
            The image (a new one if it was changed) and its label.
        """
        kinds = self._kinds
        if box.height < SMALLEST_WRONG_PX:
            kinds = [kind for kind in kinds if kind.becomes is not MaskLabel.INCORRECT_MASK]
        shares = [kind.share for kind in kinds]
        kind = kinds[rng.choice(len(shares), p=np.divide(shares, sum(shares)))]
        changed = self.transplant_at(kind.seam, kind.donor, image, box, landmarks, rng)
        return (image, MaskLabel.WITHOUT_MASK) if changed is None else (changed, kind.becomes)

    def transplant_at(
        self,
        seam: Seam,
        donor: MaskLabel,
        image: Image,
        box: Box,
        landmarks: NDArray[np.float32] | None,
        rng: np.random.Generator,
    ) -> Image | None:
        """Transplant the lower half of a random donor with a given label and seam.

        Args:
            seam: The place where the donor's half begins.
            donor: The donor's label.
            image: (height, width, 3), uint8, BGR; not changed.
            box: The face, pixels.
            landmarks: (5, 2), float32, pixels.
            rng: The random number generator.

        Returns:
            A new image; None without landmarks or without a donor in a similar pose.
        """
        pose = None if landmarks is None else HeadPose.estimate(landmarks, box)
        donors = self._faces[donor]
        if pose is None or not donors:
            return None
        indices = rng.choice(len(donors), _TRIES, p=self._weights[donor])
        tried = (
            transplant(PosedFace(image, pose), _posed_face(donors[i]), seam, rng) for i in indices
        )
        return next((changed for changed in tried if changed is not None), None)


def _is_donor(sample: Sample, label: MaskLabel) -> bool:
    assert sample.box is not None
    return (
        sample.label is label
        and sample.box.height >= _SMALLEST_DONOR_PX
        and sample.landmarks is not None
        and can_render(sample.landmarks, sample.box)
    )


def source_weights(faces: Sequence[Sample]) -> NDArray[np.float64]:
    """Return the weight of each face, (n,), float64, summing to 1.

    A collection weighs as much as the square root of its size, as in `sampling_weights`.
    """
    sizes = Counter(sample.source for sample in faces)
    weights = np.array([sizes[sample.source] ** -0.5 for sample in faces])
    weights /= weights.sum()
    return weights


def _posed_face(sample: Sample) -> PosedFace:
    image, box, landmarks = read_with_room(sample, cv2.BORDER_REPLICATE)
    assert landmarks is not None
    pose = HeadPose.estimate(landmarks, box)
    assert pose is not None  # checked by `_is_donor`
    return PosedFace(image, pose)
