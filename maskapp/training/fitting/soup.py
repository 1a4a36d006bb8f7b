"""Averages the weights after several epochs of a training.

Such an average often makes fewer mistakes than the best epoch, at no cost when it runs (Wortsman et
al. 2022, "Model soups", whose greedy recipe this is); where none does, the best epoch stays alone.
"""

from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np
from numpy.typing import NDArray

from maskapp.errors import ModelError
from maskapp.training.data.saved_files import read_arrays, unreadable, write_arrays

Weights = list[NDArray[np.float32]]

_SUFFIX = ".weights.npz"


class EpochKeeper(keras.callbacks.Callback):  # type: ignore[misc]
    """Keeps the weights after each epoch of a stage, without the state of the optimizer.

    Args:
        work_dir: Gets a file for each epoch.
        stage: The name of the stage.
    """

    def __init__(self, work_dir: Path, stage: str) -> None:
        super().__init__()
        self._work_dir = work_dir
        self._stage = stage

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Override `Callback.on_epoch_end`: write the weights."""
        del logs
        weights = {f"arr_{place}": array for place, array in enumerate(self.model.get_weights())}
        write_arrays(self._work_dir / f"{self._stage}_{epoch + 1:03d}{_SUFFIX}", weights)


def average_epochs(network: keras.Model, work_dir: Path, loss: Callable[[], float]) -> list[str]:
    """Give a network the average of the kept epochs that has the lowest loss.

    It starts with the best epoch and adds the others, best first, wherever that lowers the loss.

    Args:
        network: Changed in place.
        work_dir: Holds what an `EpochKeeper` kept.
        loss: Measures the network as it is.

    Returns:
        The names of the epochs in the average.

    Raises:
        ModelError: No epoch was kept, or one of them cannot be read.
    """
    losses: dict[Path, float] = {}
    for file in sorted(work_dir.glob(f"*{_SUFFIX}")):
        try:
            network.set_weights(_read(file))
        except ValueError as error:
            raise unreadable(file, "it belongs to another network") from error
        losses[file] = loss()
    if not losses:
        raise ModelError(f"{work_dir} holds no finished epoch; delete it to start over.")
    best, *others = sorted(losses, key=lambda file: losses[file])
    chosen, lowest = [best], losses[best]
    total = _read(best)
    for file in others:
        trial = [kept + added for kept, added in zip(total, _read(file), strict=True)]
        network.set_weights([values / (len(chosen) + 1) for values in trial])
        if (reached := loss()) < lowest:
            chosen, lowest, total = [*chosen, file], reached, trial
    network.set_weights([values / len(chosen) for values in total])
    return [_name(file) for file in chosen]


def last_kept_epoch(work_dir: Path, stage: str) -> tuple[int, Path, Weights] | None:
    """Return the number, file and weights of the last epoch that an `EpochKeeper` kept.

    Returns:
        None if it kept none.

    Raises:
        ModelError: The file is damaged.
    """
    numbers = {
        int(number): file
        for file in work_dir.glob(f"{stage}_*{_SUFFIX}")
        if (number := _name(file).removeprefix(f"{stage}_")).isdecimal()
    }
    if not numbers:
        return None
    last = max(numbers)
    return last, numbers[last], _read(numbers[last])


def _name(file: Path) -> str:
    return file.name.removesuffix(_SUFFIX)


def _read(file: Path) -> Weights:
    return [np.asarray(array, np.float32) for array in read_arrays(file).values()]
