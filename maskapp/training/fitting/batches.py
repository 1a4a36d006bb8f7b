"""Batches of faces for Keras: augmented for training, plain for measuring."""

from collections.abc import Sequence
from dataclasses import replace

import keras
import numpy as np
from numpy.typing import NDArray

from maskapp.files.picture_files import read_picture
from maskapp.opencv import cv2
from maskapp.pipeline.face_crop import CROP_MARGIN, CROP_SHIFT_DOWN, as_network_input, crop_face
from maskapp.records import Box, Image, MaskLabel
from maskapp.training.data.sample import Sample
from maskapp.training.data.sampling import sampling_weights
from maskapp.training.fitting.augment import augmented_crop, random_border
from maskapp.training.rendering.busy_faces import add_before_mask
from maskapp.training.rendering.face_room import read_with_room
from maskapp.training.rendering.lower_half_donors import LowerHalfDonors
from maskapp.training.rendering.occluders.add_occluder import Occluder, add_occluder
from maskapp.training.rendering.render_on_bare import RenderShares, render_on_bare

_LABEL_SHARES = {
    MaskLabel.WITH_MASK: 0.33,
    MaskLabel.WITHOUT_MASK: 0.5,  # rendering turns many of them into the other two
    MaskLabel.INCORRECT_MASK: 0.17,
}

_SUNGLASSES_SHARE = 0.04  # of all labels, so that hidden eyes do not hint at a label

_BUSY_SHARE = 0.12  # of the faces with a mask, so that a hand at the mouth does not hint at none

_COUNTED_FACES = 2048
_COUNTED_SIZE_PX = 32

TRANSPLANTED_SHARE = 0.18
"""The share of the bare faces that get a donor's lower half; `RenderShares` applies to the rest."""

Batch = tuple[NDArray[np.float32], NDArray[np.float32]]


class AugmentedBatches(keras.utils.PyDataset):  # type: ignore[misc]
    """Random variations of the training samples, reproducible by seed.

    Args:
        samples: The samples to draw from; each has a box.
        labels: The network's labels, in order.
        size_px: Side of a crop.
        batch_size: Crops in a batch.
        batches: Batches in an epoch.
        seed: Together with the numbers of the epoch and the batch, determines every draw.
        first_epoch: The epoch that a resumed training continues with.
    """

    def __init__(
        self,
        samples: Sequence[Sample],
        labels: Sequence[MaskLabel],
        size_px: int,
        batch_size: int,
        batches: int,
        seed: int,
        first_epoch: int = 0,
    ) -> None:
        super().__init__(workers=2, max_queue_size=8)
        self._samples = samples
        self._labels = list(labels)
        self._size_px = size_px
        self._batch_size = batch_size
        self._batches = batches
        self._seed = seed
        self._epoch = first_epoch
        present = {sample.label for sample in samples}
        shares = {label: _LABEL_SHARES[label] for label in labels if label in present}
        self._weights = sampling_weights(samples, shares)
        self._render_shares = _render_shares(labels)
        self._donors = LowerHalfDonors(samples, labels)

    def __len__(self) -> int:
        return self._batches

    def __getitem__(self, index: int) -> Batch:
        rng = np.random.default_rng((self._seed, self._epoch, index))
        chosen = rng.choice(len(self._samples), self._batch_size, p=self._weights)
        pairs = [self._example(self._samples[i], rng) for i in chosen]
        return as_network_input([crop for crop, _ in pairs]), one_hot(
            [label for _, label in pairs], self._labels
        )

    def on_epoch_end(self) -> None:
        """Override `PyDataset.on_epoch_end`: draw differently in the next epoch."""
        self._epoch += 1

    def _example(self, sample: Sample, rng: np.random.Generator) -> tuple[Image, MaskLabel]:
        image, box, landmarks = read_with_room(sample, random_border(rng))
        label = sample.label
        if label is MaskLabel.WITHOUT_MASK and rng.random() < TRANSPLANTED_SHARE:
            image, label = self._donors.transplant_random(image, box, landmarks, rng)
        elif label is MaskLabel.WITHOUT_MASK:
            image, label = render_on_bare(image, box, landmarks, self._render_shares, rng)
        if landmarks is not None:
            image = _with_things(image, box, landmarks, label, rng)
        return augmented_crop(image, box, label, self._size_px, rng), label


def _with_things(
    image: Image,
    box: Box,
    landmarks: NDArray[np.float32],
    label: MaskLabel,
    rng: np.random.Generator,
) -> Image:
    """Render what may be on a face of any label, or before the mouth of a masked one."""
    if label is not MaskLabel.WITHOUT_MASK and rng.random() < _BUSY_SHARE:
        image = add_before_mask(image, landmarks, box, rng)
    if rng.random() < _SUNGLASSES_SHARE:
        image = add_occluder(image, landmarks, box, Occluder.SUNGLASSES, rng)
    return image


def _render_shares(labels: Sequence[MaskLabel]) -> RenderShares:
    return RenderShares() if MaskLabel.INCORRECT_MASK in labels else RenderShares(wrong=0.0)


def drawn_shares(
    samples: Sequence[Sample], labels: Sequence[MaskLabel], seed: int
) -> dict[MaskLabel, float]:
    """Return how often `AugmentedBatches` shows each label, rendered ones included.

    Measured on a large batch, because not every face can be rendered on.
    """
    batches = AugmentedBatches(samples, labels, _COUNTED_SIZE_PX, _COUNTED_FACES, 1, seed)
    shares = batches[0][1].mean(axis=0)
    return {label: float(share) for label, share in zip(labels, shares, strict=True)}


def one_hot(labels: Sequence[MaskLabel], classes: Sequence[MaskLabel]) -> NDArray[np.float32]:
    """Return labels as one-hot rows, (n, classes), float32."""
    return np.eye(len(classes), dtype=np.float32)[[list(classes).index(label) for label in labels]]


def plain_crops(samples: Sequence[Sample], size_px: int) -> NDArray[np.float32]:
    """Return the crops that the program would classify, (n, size, size, 3), float32, [-1, 1]."""
    crops = []
    for sample in samples:
        assert sample.box is not None
        image = read_picture(sample.path)
        crops.append(crop_face(image, sample.box, size_px, CROP_MARGIN, CROP_SHIFT_DOWN))
    return as_network_input(crops)


def rendered_crops(
    samples: Sequence[Sample], shares: RenderShares, size_px: int, seed: int
) -> tuple[NDArray[np.float32], list[Sample]]:
    """Render onto bare faces, reproducibly by seed, and leave out those that stay bare.

    Args:
        samples: Bare faces; each has a box.
        shares: The share of faces for each rendering.
        size_px: Side of a crop.
        seed: Determines what is rendered.

    Returns:
        The crops as in `plain_crops`, and their samples with the new label and the source
        "rendered".
    """
    crops, rendered_samples = [], []
    for i, sample in enumerate(samples):
        image, box, landmarks = read_with_room(sample, cv2.BORDER_REPLICATE)
        rng = np.random.default_rng((seed, i))
        rendered, label = render_on_bare(image, box, landmarks, shares, rng)
        if rendered is not image:
            crops.append(crop_face(rendered, box, size_px, CROP_MARGIN, CROP_SHIFT_DOWN))
            rendered_samples.append(replace(sample, label=label, source="rendered"))
    if not crops:  # `as_network_input` needs at least one
        return np.empty((0, size_px, size_px, 3), np.float32), rendered_samples
    return as_network_input(crops), rendered_samples
