"""`maskapp train`: trains the network on a folder of labelled pictures."""

from pathlib import Path

from maskapp.errors import DatasetError
from maskapp.opencv import native_stderr_muted


def train(data_dir: Path, base_weights: Path | None, output_dir: Path) -> None:
    """Train with the standard plan; run again it goes on where it was stopped.

    Raises:
        MaskappError: The data or base weights cannot be used, or TensorFlow is not installed.
    """
    try:
        with native_stderr_muted():  # TensorFlow tells about its build and the lack of a GPU
            from maskapp.training import train as training
    except ModuleNotFoundError as error:
        raise DatasetError(
            f"Training needs the package {error.name}: pip install 'maskapp[train]'."
        ) from error
    model = training.train(data_dir, base_weights, output_dir, training.TrainingPlan())
    print(f"The network is in {model}; what it was made from and how it does lies beside it.")
