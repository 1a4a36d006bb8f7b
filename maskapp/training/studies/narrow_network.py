"""Initial weights for a narrower network, taken from those of the full-width one."""

from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from maskapp.display_names import foreign_message
from maskapp.errors import ModelError


def narrowed_weights(
    base_weights: Path, width: float, crops: NDArray[np.float32], file: Path
) -> Path:
    """Write the strongest filters of MobileNetV2's ImageNet weights as a file.

    Filters are ranked by the L1 norm of their weights (Li et al. 2017, "Pruning Filters for
    Efficient ConvNets") times the scale of the batch normalisation behind them. Because each
    layer now has fewer inputs, the statistics of the normalisations are measured again.

    Args:
        base_weights: ImageNet weights of alpha 1.0.
        width: Alpha of the narrower network, below 1.
        crops: (n, size, size, 3), float32, RGB in [-1, 1], typical inputs. Each takes about
            25 MB of memory at 128 px.
        file: The file to write, `.weights.h5`.

    Returns:
        The file.

    Raises:
        ModelError: The base weights do not fit.
    """
    wide, narrow = (
        keras.applications.MobileNetV2(
            input_shape=crops.shape[1:], alpha=alpha, include_top=False, weights=None
        )
        for alpha in (1.0, width)
    )
    try:
        wide.load_weights(base_weights)
    except (OSError, ValueError) as error:
        reason = foreign_message(str(error).partition("\n")[0])
        raise ModelError(f"The base weights {base_weights} cannot be used: {reason}") from error
    _copy_strongest(wide, narrow)
    normalisations = [
        layer for layer in narrow.layers if isinstance(layer, keras.layers.BatchNormalization)
    ]
    for layer in normalisations:
        layer.momentum = 0.0  # keep nothing of the old statistics
    narrow(crops, training=True)
    narrow.save_weights(file)
    return file


def _copy_strongest(wide: Any, narrow: Any) -> None:
    """Fill a narrow base with the strongest filters of a wide one with the same layers."""
    names = {layer.name for layer in wide.layers}
    kept = entering = np.arange(3)  # the wide base's channels that reach the layer
    followers = [*wide.layers[1:], None]
    for layer, following, target in zip(wide.layers, followers, narrow.layers, strict=True):
        weights = layer.get_weights()
        if isinstance(layer, keras.layers.BatchNormalization):
            target.set_weights([values[kept] for values in weights])
        elif isinstance(layer, keras.layers.DepthwiseConv2D):
            target.set_weights([weights[0][:, :, kept]])
        elif isinstance(layer, keras.layers.Conv2D):
            kernel = weights[0][:, :, kept]
            block, _, part = layer.name.rpartition("_")
            if part == "expand":
                entering = kept
            is_added = part == "project" and f"{block}_add" in names
            kept = entering if is_added else _strongest(kernel, following, target.filters)
            target.set_weights([kernel[..., kept]])


def _strongest(kernel: NDArray[np.float32], normalisation: Any, count: int) -> NDArray[np.int64]:
    """Return the indices of the strongest filters, ascending."""
    gamma, _, _, variance = normalisation.get_weights()
    sizes = np.abs(kernel).sum(axis=(0, 1, 2)) * np.abs(gamma) / np.sqrt(variance + 1e-3)
    return np.sort(np.argsort(-sizes)[:count])
