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
    """Return the probability of drawing each sample, balanced by label, view and collection.

    A view is a height band and a turn of the head. Every label gets the same share of each view.
    Otherwise the network would learn that small faces are masked, since most small faces in the
    collections are, and that masks in profile are worn wrong. Within a label and view, a collection
    is drawn in proportion to the square root of its size, so that small collections count for more
    than their share. A cap keeps single samples from being drawn too often.

    Args:
        samples: Each has a box.
        label_shares: The share of each label.

    Returns:
        (n,), float64, sums to 1.
    """
    cells = [(sample.label, (sample.band, sample.turn), sample.source) for sample in samples]
    sizes = Counter(cells)
    in_view: defaultdict[tuple[str, str], float] = defaultdict(float)
    in_label_and_view: defaultdict[tuple[MaskLabel, tuple[str, str]], float] = defaultdict(float)
    for (label, view, _), size in sizes.items():
        in_view[view] += size**0.5
        in_label_and_view[label, view] += size**0.5
    in_label = Counter(sample.label for sample in samples)
    shares = {}
    for (label, view, source), size in sizes.items():
        share = in_view[view] / sum(in_view.values()) * size**0.5 / in_label_and_view[label, view]
        shares[label, view, source] = min(share, _MAX_TIMES_AVERAGE * size / in_label[label])
    totals: defaultdict[MaskLabel, float] = defaultdict(float)
    for (label, _, _), share in shares.items():
        totals[label] += share
    weights: NDArray[np.float64] = np.array(
        [label_shares[cell[0]] / totals[cell[0]] * shares[cell] / sizes[cell] for cell in cells]
    )
    weights /= weights.sum()
    return weights
