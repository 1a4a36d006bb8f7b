"""`maskapp train-detector`: trains the face detector."""

from collections.abc import Sequence
from pathlib import Path

from maskapp.commands.missing_packages import missing_package_message
from maskapp.display_names import printable
from maskapp.errors import DatasetError
from maskapp.opencv import native_stderr_muted


def train_detector(
    data_dirs: Sequence[Path], start_from: Path | None, output_dir: Path, plan_file: Path
) -> None:
    """Train; another run with the same output folder continues where the last one stopped.

    Raises:
        MaskappError: The data, the detector to continue from or the plan cannot be used, or a
            package for training is not installed.
    """
    try:
        with native_stderr_muted():  # TensorFlow reports its build and the lack of a GPU
            from maskapp.training.detector.train import train_detector as train
            from maskapp.training.detector_plan import read_detector_plan
    except ModuleNotFoundError as error:
        raise DatasetError(missing_package_message("Training", error.name or "")) from error
    model = train(data_dirs, output_dir, read_detector_plan(plan_file), start_from=start_from)
    print(f"The detector is in {printable(str(model))}; its training record is beside it.")
