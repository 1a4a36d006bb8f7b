"""How often each sample is drawn."""

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from maskapp.records import MaskLabel
from maskapp.training.data.sample import Sample

# Limits, roughly, how often a sample is drawn relative to the average of its label.
_MAX_TIMES_AVERAGE = 20


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
