"""`maskapp train`: trains a network on labelled pictures."""

from collections.abc import Sequence
from pathlib import Path

from maskapp.commands.missing_packages import missing_package_message
from maskapp.display_names import printable
from maskapp.errors import DatasetError
from maskapp.opencv import native_stderr_muted


def train(
    data_dirs: Sequence[Path],
    base_weights: Path | None,
    start_from: Path | None,
    output_dir: Path,
    plan_file: Path,
) -> None:
    """Train a network; with the same output folder, an interrupted training continues.

    Args:
        data_dirs: Folders of labelled faces.
        base_weights: MobileNetV2's ImageNet weights; None downloads them.
        start_from: A trained network (`.keras`) to continue from, instead of base weights.
        output_dir: The folder for the model and its results.
        plan_file: How to train, as TOML.

    Raises:
        MaskappError: The data, the weights or the plan cannot be used, or TensorFlow is not
            installed.
    """
    try:
        with native_stderr_muted():  # TensorFlow comments on its build and the lack of a GPU
            from maskapp.training.fitting.train import train as train_network
            from maskapp.training.plan import read_plan
    except ModuleNotFoundError as error:
        raise DatasetError(missing_package_message("Training", error.name or "")) from error
    model = train_network(
        data_dirs,
        output_dir,
        read_plan(plan_file),
        base_weights=base_weights,
        start_from=start_from,
    )
    print(f"The model is in {printable(str(model))}; its plan and its results are beside it.")
