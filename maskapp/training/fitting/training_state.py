"""The state of a training after its last finished epoch, from which it continues."""

from pathlib import Path

import keras
import numpy as np

from maskapp.training.data.saved_files import Arrays, read_arrays, unreadable, write_arrays
from maskapp.training.fitting.history import HistoryKeeper
from maskapp.training.fitting.soup import EpochKeeper, last_kept_epoch

_EPOCHS = "epochs"


class StateKeeper(keras.callbacks.Callback):  # type: ignore[misc]
    """Keeps all that a training needs to continue as if it had never been stopped.

    Unlike Keras' `BackupAndRestore`, it never leaves half a file, and it keeps what the dropout
    draws from.

    Args:
        file: Replaced after each epoch.
    """

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Override `Callback.on_epoch_end`: write the state."""
        del logs
        values = {
            name: keras.ops.convert_to_numpy(variable)
            for name, variable in _variables(self.model).items()
        }
        write_arrays(self._file, {_EPOCHS: np.array(epoch + 1), **values})


def keepers(
    work_dir: Path, stage: str, history_file: Path, *, keeps_epochs: bool = True
) -> list[keras.callbacks.Callback]:
    """Return what keeps the epochs of a stage, in the order in which they may be cut off.

    The state comes last: an epoch that it does not know is trained and kept again.

    Args:
        work_dir: The folder for the files.
        stage: The name of the stage.
        history_file: Gets a row per epoch.
        keeps_epochs: Whether to keep the weights of every epoch, too.
    """
    kept = [EpochKeeper(work_dir, stage)] if keeps_epochs else []
    return [*kept, HistoryKeeper(history_file), StateKeeper(_state_file(work_dir, stage))]


def restore_state(network: keras.Model, work_dir: Path, stage: str, steps: int) -> int:
    """Continue a stage after its last finished epoch.

    Without a state, it continues from the weights of the last epoch kept, as far as that gets.

    Args:
        network: A compiled network; changed in place.
        work_dir: Holds what the `keepers` kept.
        stage: The name of the stage.
        steps: Batches in an epoch, by which the learning rate goes.

    Returns:
        The number of finished epochs.

    Raises:
        ModelError: What was kept cannot be read, or does not belong to this network.
    """
    network.optimizer.build(network.trainable_variables)
    file = _state_file(work_dir, stage)
    if file.exists():
        return _restore(network, file, read_arrays(file))
    if (kept := last_kept_epoch(work_dir, stage)) is None:
        return 0
    epochs, weights_file, weights = kept
    try:
        network.set_weights(weights)
    except ValueError as error:
        raise unreadable(weights_file, "it belongs to another network") from error
    network.optimizer.iterations.assign(epochs * steps)
    return epochs


def _restore(network: keras.Model, file: Path, kept: Arrays) -> int:
    variables = _variables(network)
    shapes = {name: tuple(variable.shape) for name, variable in variables.items()}
    if {name: array.shape for name, array in kept.items()} != {_EPOCHS: (), **shapes}:
        raise unreadable(file, "it belongs to another network")
    for name, variable in variables.items():
        variable.assign(kept[name])
    return int(kept[_EPOCHS])


def _variables(network: keras.Model) -> dict[str, keras.Variable]:
    """Return weights, seeds of the dropout and variables of the optimizer, by a name for each."""
    groups = {"network": network.variables, "optimizer": network.optimizer.variables}
    return {
        f"{group}_{place}": variable
        for group, variables in groups.items()
        for place, variable in enumerate(variables)
    }


def _state_file(work_dir: Path, stage: str) -> Path:
    return work_dir / f"{stage}.state.npz"
