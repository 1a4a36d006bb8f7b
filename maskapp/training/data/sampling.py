"""The split into training and validation, and how often each sample is drawn."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from maskapp.records import MaskLabel
from maskapp.training.data.sample import Sample

_MIN_HELD_OUT = 3  # faces of each label
_MAX_TIMES_AVERAGE = (
    20  # upper limit, roughly, of a draw's probability relative to the label's average
)


def split_by_group(
    samples: Sequence[Sample], validation_share: float, seed: int
) -> tuple[list[Sample], list[Sample]]:
    """Split the samples into training and validation; a group is never split.

    A hash of its name decides a group's side, so that the split is stable when samples are added
    or removed. If a label of a small folder then has too few validation faces, the groups next
    in hash order follow, except for the label's last one.

    Args:
        samples: All samples.
        validation_share: The share of the groups to hold out, 0 to 1.
        seed: Another seed results in another split.

    Returns:
        The training samples and the validation samples, each in the order given.
    """
    places = {sample.group: _place(sample.group, seed) for sample in samples}
    held_out = {group for group, place in places.items() if place < validation_share}
    for label in sorted({sample.label for sample in samples}):
        counts = Counter(sample.group for sample in samples if sample.label is label)
        missing = _MIN_HELD_OUT - sum(counts[group] for group in held_out)
        others = sorted(counts.keys() - held_out, key=places.__getitem__)
        for group in others[:-1]:
            if missing <= 0:
                break
            held_out.add(group)
            missing -= counts[group]
    training = [sample for sample in samples if sample.group not in held_out]
    return training, [sample for sample in samples if sample.group in held_out]


def _place(group: str, seed: int) -> float:
    """Return a group's position in hash order, 0 to 1."""
    digest = hashlib.sha256(f"{seed}:{group}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def sampling_weights(
    samples: Sequence[Sample], label_shares: dict[MaskLabel, float]
) -> NDArray[np.float64]:
    """Return the probability of drawing each sample, balanced by label, height and collection.

    Every label gets the same share of each height band. Otherwise the network would learn that
    small faces are masked, since most small faces in the collections are. Within a label and band,
    a collection is drawn in proportion to the square root of its size, so that small collections
    count for more than their share. A cap keeps single samples from being drawn too often.

    Args:
        samples: Each has a box.
        label_shares: The share of each label.

    Returns:
        (n,), float64, sums to 1.
    """
    sizes = Counter((sample.label, sample.band, sample.source) for sample in samples)
    in_band: defaultdict[str, float] = defaultdict(float)
    in_label_and_band: defaultdict[tuple[MaskLabel, str], float] = defaultdict(float)
    for (label, band, _), size in sizes.items():
        in_band[band] += size**0.5
        in_label_and_band[label, band] += size**0.5
    in_label = Counter(sample.label for sample in samples)
    shares = {}
    for (label, band, source), size in sizes.items():
        share = in_band[band] / sum(in_band.values()) * size**0.5 / in_label_and_band[label, band]
        shares[label, band, source] = min(share, _MAX_TIMES_AVERAGE * size / in_label[label])
    totals: defaultdict[MaskLabel, float] = defaultdict(float)
    for (label, _, _), share in shares.items():
        totals[label] += share
    weights: NDArray[np.float64] = np.array(
        [
            label_shares[cell[0]] / totals[cell[0]] * shares[cell] / sizes[cell]
            for cell in ((sample.label, sample.band, sample.source) for sample in samples)
        ]
    )
    weights /= weights.sum()
    return weights
