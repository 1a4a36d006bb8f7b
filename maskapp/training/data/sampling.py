"""Which samples are learned from, which are judged by, and how often each is drawn."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from maskapp.records import MaskLabel
from maskapp.training.data.sample import Sample

_FEWEST_HELD_OUT = 3  # faces of each label
_MOST_OFTEN = 20
"""Times the label's average: about so often is a sample drawn at most."""


def split_by_group(
    samples: Sequence[Sample], validation_share: float, seed: int
) -> tuple[list[Sample], list[Sample]]:
    """Part the samples into training and validation; a group is never parted.

    Each group falls to one side by a hash of its name, so that the split stays as it is
    when samples come or go. Where that leaves a label of a small folder with hardly any face to
    validate on, the next groups of that order follow, except the label's last.
    """
    places = {sample.group: _place(sample.group, seed) for sample in samples}
    held_out = {group for group, place in places.items() if place < validation_share}
    for label in sorted({sample.label for sample in samples}):
        counts = Counter(sample.group for sample in samples if sample.label is label)
        missing = _FEWEST_HELD_OUT - sum(counts[group] for group in held_out)
        others = sorted(counts.keys() - held_out, key=places.__getitem__)
        for group in others[:-1]:
            if missing <= 0:
                break
            held_out.add(group)
            missing -= counts[group]
    training = [sample for sample in samples if sample.group not in held_out]
    return training, [sample for sample in samples if sample.group in held_out]


def _place(group: str, seed: int) -> float:
    """Where a group comes in the order of hashes, 0 to 1."""
    digest = hashlib.sha256(f"{seed}:{group}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def sampling_weights(
    samples: Sequence[Sample], label_shares: dict[MaskLabel, float]
) -> NDArray[np.float64]:
    """How likely each sample is drawn: balanced over label, height band and source.

    Every label gets the same share of each height band, or far faces, of which more masked
    ones are at hand, would be called masked for being far. Inside a label and band a source
    is drawn in proportion to the square root of its size: small ones count for more than
    they hold. Where that would wear out a few samples, they get less.

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
        shares[label, band, source] = min(share, _MOST_OFTEN * size / in_label[label])
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
