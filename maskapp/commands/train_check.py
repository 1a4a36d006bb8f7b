"""`maskapp train-check`: trains the second look at what the face detector finds."""

from collections.abc import Sequence
from pathlib import Path

from maskapp import paths
from maskapp.commands.missing_packages import missing_package_message
from maskapp.display_names import printable
from maskapp.errors import DatasetError
from maskapp.opencv import native_stderr_muted


def train_check(data_dirs: Sequence[Path], detector: Path, output_dir: Path) -> None:
    """Train, with the groups held out that the detector's plan holds out.

    Raises:
        MaskappError: The data or the detector cannot be used, or a package for training is not
            installed.
    """
    try:
        with native_stderr_muted():  # TensorFlow reports its build and the lack of a GPU
            from maskapp.training.detector.check.train import train_check as train
            from maskapp.training.detector_plan import read_detector_plan
    except ModuleNotFoundError as error:
        raise DatasetError(missing_package_message("Training", error.name or "")) from error
    plan = read_detector_plan(paths.detector_plan())
    model = train(data_dirs, output_dir, plan, detector, paths.mask_network())
    print(f"The face check is in {printable(str(model))}; its training record is beside it.")
