"""`maskapp train`: trains the network on a folder of labelled pictures."""

from pathlib import Path

from maskapp.errors import DatasetError
from maskapp.opencv import native_stderr_muted


def train(
    data_dir: Path,
    base_weights: Path | None,
    start_from: Path | None,
    output_dir: Path,
    plan_file: Path,
) -> None:
    """Train; run again with the same output folder it goes on where it was stopped.

    Raises:
        MaskappError: The data, the weights to begin with or the plan cannot be used, or
            TensorFlow is not installed.
    """
    try:
        with native_stderr_muted():  # TensorFlow tells about its build and the lack of a GPU
            from maskapp.training.fitting.train import train as train_network
            from maskapp.training.plan import read_plan
    except ModuleNotFoundError as error:
        raise DatasetError(
            f"Training needs the package {error.name}: pip install 'maskapp[train]'."
        ) from error
    model = train_network(
        data_dir,
        output_dir,
        read_plan(plan_file),
        base_weights=base_weights,
        start_from=start_from,
    )
    print(f"The network is in {model}; what it was made from and how it does lies beside it.")
