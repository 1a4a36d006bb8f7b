"""Averages the weights after several epochs of a training.

Such an average makes fewer mistakes than the best epoch, at no cost when it runs (Wortsman et al.
2022, "Model soups", whose greedy recipe this is).
"""

from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np
from numpy.typing import NDArray

from maskapp.errors import ModelError

_SUFFIX = ".weights.h5"


def epoch_keeper(work_dir: Path, stage: str) -> keras.callbacks.Callback:
    """Return a callback that keeps the weights after each epoch of a stage."""
    return keras.callbacks.ModelCheckpoint(
        work_dir / f"{stage}_{{epoch:03d}}{_SUFFIX}", save_weights_only=True
    )


def average_epochs(network: keras.Model, work_dir: Path, loss: Callable[[], float]) -> list[str]:
    """Give a network the average of the kept epochs that has the lowest loss.

    It starts with the best epoch and adds the others, best first, wherever that lowers the loss.

    Args:
        network: Changed in place.
        work_dir: Holds what `epoch_keeper` kept.
        loss: Measures the network as it is.

    Returns:
        The names of the epochs in the average.

    Raises:
        ModelError: No epoch was kept.
    """
    losses: dict[Path, float] = {}
    for file in sorted(work_dir.glob(f"*{_SUFFIX}")):
        network.load_weights(file)
        losses[file] = loss()
    if not losses:
        raise ModelError(f"{work_dir} holds no finished epoch; delete it to start over.")
    best, *others = sorted(losses, key=lambda file: losses[file])
    chosen, lowest = [best], losses[best]
    total = _loaded(network, best)
    for file in others:
        trial = [kept + added for kept, added in zip(total, _loaded(network, file), strict=True)]
        network.set_weights([values / (len(chosen) + 1) for values in trial])
        if (reached := loss()) < lowest:
            chosen, lowest, total = [*chosen, file], reached, trial
    network.set_weights([values / len(chosen) for values in total])
    return [file.name.removesuffix(_SUFFIX) for file in chosen]


def _loaded(network: keras.Model, file: Path) -> list[NDArray[np.float32]]:
    network.load_weights(file)
    weights: list[NDArray[np.float32]] = network.get_weights()
    return weights
