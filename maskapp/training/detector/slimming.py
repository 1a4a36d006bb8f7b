"""Removes channels inside the blocks of a network, with little change to its output.

In each block, channels are removed one by one, each time the one that matters least (Hassibi and
Stork 1993, "Optimal Brain Surgeon"). Least squares then fit the following convolution to the
block's former output (He et al. 2017, "Channel Pruning for Accelerating Very Deep Neural
Networks"). The channels between the blocks stay.
"""

from collections.abc import Sequence

import keras
import numpy as np
from numpy.typing import NDArray

from maskapp.training.detector.form import (
    OUTPUTS,
    STRIDES,
    build_detector,
    expand_name,
    has_shortcut,
    project_name,
)

_PLACES = 24_000  # positions in feature maps at which a block is fitted
_RIDGE = 1e-4

Floats = NDArray[np.float32]


def slimmed(
    full: keras.Model,
    channels: Sequence[int],
    frames: Floats,
    weights: Floats,
    rng: np.random.Generator,
) -> keras.Model:
    """Return a network with fewer inner channels.

    Args:
        full: The network to start from; it is not changed.
        channels: The number that each block keeps.
        frames: (n, size, size, 3), float32, RGB in [0, 1], typical ones; 50 of 320 px take about
            4 GB of memory.
        weights: (n, size, size), float32, the importance of each pixel.
        rng: Draws the positions.
    """
    small = build_detector(channels)
    for layer in full.layers:
        if layer.name.endswith(("_up", "_side")) or layer.name in ("head", "maps"):
            small.get_layer(layer.name).set_weights(layer.get_weights())
    wanted = given = frames
    for block in range(len(OUTPUTS)):
        inner_wanted = _inner(full, block, wanted)
        inner = _inner(full, block, given)
        kernel, bias = full.get_layer(project_name(block)).get_weights()
        output = inner_wanted @ kernel[0, 0] + bias
        # The target makes up for the errors of the blocks before.
        target = output + (wanted - given) if has_shortcut(block) else output
        places, shares = _draw(weights, inner.shape[1], rng)
        kept, kernel, bias = _solved(
            inner.reshape(-1, inner.shape[-1])[places],
            target.reshape(-1, target.shape[-1])[places],
            shares,
            channels[block],
        )
        _keep(full, small, block, kept)
        small.get_layer(project_name(block)).set_weights([kernel[None, None], bias])
        answer = inner[..., kept] @ kernel + bias
        wanted, given = (
            (output + wanted, answer + given) if has_shortcut(block) else (output, answer)
        )
    return small


def _inner(detector: keras.Model, block: int, x: Floats) -> Floats:
    """Return a block's inner channels, after its depthwise convolution."""
    depthwise = f"block_{block}_depthwise"
    names = [expand_name(block), depthwise]
    if block == 0:
        names.insert(0, "stem_pad")
    if STRIDES[block] == 2:
        names.insert(-1, f"{depthwise}_pad")
    for name in names:
        x = detector.get_layer(name)(x)
    return np.asarray(x)


def _draw(
    weights: Floats, cells: int, rng: np.random.Generator
) -> tuple[NDArray[np.int64], Floats]:
    """Draw positions in feature maps with `cells` cells a side; return them and their weights."""
    n, size = weights.shape[:2]
    step = size // cells
    shares = weights.reshape(n, cells, step, cells, step).max(axis=(2, 4)).ravel()
    if len(shares) <= _PLACES:
        return np.arange(len(shares)), shares
    chosen = rng.choice(len(shares), _PLACES, replace=False, p=shares / shares.sum())
    return chosen, np.ones(_PLACES, np.float32)


def _solved(
    inner: Floats, target: Floats, shares: Floats, count: int
) -> tuple[NDArray[np.int64], Floats, Floats]:
    """Select `count` channels of `inner` (n, c) and fit `target` (n, o) with them.

    Returns:
        The selected channels, a matrix (count, o) and a bias (o,).
    """
    share = shares.astype(np.float64) / shares.sum()
    inner_mean, target_mean = share @ inner, share @ target
    centred = inner - inner_mean
    weighted = centred * share[:, None]
    gram = weighted.T @ centred
    gram += np.eye(len(gram)) * (_RIDGE * np.trace(gram) / len(gram))
    cross = weighted.T @ (target - target_mean)
    kept = np.arange(len(gram))
    inverse = np.linalg.inv(gram)
    matrix = inverse @ cross
    while len(kept) > count:
        worst = int(np.argmin((matrix**2).sum(axis=1) / np.diag(inverse)))
        column = inverse[:, worst] / inverse[worst, worst]
        matrix = matrix - np.outer(column, matrix[worst])
        inverse = inverse - np.outer(column, inverse[worst])
        others = np.arange(len(kept)) != worst
        kept, matrix, inverse = kept[others], matrix[others], inverse[others][:, others]
    matrix = np.linalg.solve(gram[np.ix_(kept, kept)], cross[kept])
    bias = target_mean - inner_mean[kept] @ matrix
    return kept, matrix.astype(np.float32), bias.astype(np.float32)


def _keep(full: keras.Model, small: keras.Model, block: int, kept: NDArray[np.int64]) -> None:
    """Copy the kept inner channels of a block from one network to the other."""
    kernel, bias = full.get_layer(expand_name(block)).get_weights()
    small.get_layer(expand_name(block)).set_weights([kernel[..., kept], bias[kept]])
    name = f"block_{block}_depthwise"
    kernel, bias = full.get_layer(name).get_weights()
    small.get_layer(name).set_weights([kernel[:, :, kept], bias[kept]])
