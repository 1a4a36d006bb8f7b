"""The model that a command names: converted if needed, and tried on faces of known label."""

from collections.abc import Iterable
from pathlib import Path

from maskapp import paths
from maskapp.commands.console import tell
from maskapp.commands.convert import step_printer
from maskapp.commands.interrupts import Stop
from maskapp.display_names import printable
from maskapp.outputs.overwriting import refuse_overwriting
from maskapp.pipeline.classify import MaskClassifier
from maskapp.pipeline.model_spec import spec_file
from maskapp.pipeline.models.labels_file import labels_file
from maskapp.pipeline.models.model_kinds import as_chosen, model_files
from maskapp.pipeline.models.trial import trial_faces, try_on_faces
from maskapp.pipeline.runnable_model import runnable_model
from maskapp.settings.settings_file import SETTINGS_FILE_NAME


def named_model(model: Path, outputs: Iterable[Path | None] = (), stop: Stop | None = None) -> Path:
    """Return the `.tflite` file to run for a model; print on standard error how its trial went.

    The built-in model is not tried: a test holds that it is right.

    Args:
        model: A `.tflite`, `.keras` or HDF5 file, or the folder of a SavedModel.
        outputs: The files that the command writes; None for what it does not write.
        stop: Ends a conversion; None if no signal is handled.

    Raises:
        Interrupted: A signal ended it.
        MaskappError: The model cannot be used, its conversion cannot be kept, or an output would
            replace the model or the settings.
    """
    for output in outputs:
        if output is not None:
            refuse_overwriting(output, _read_files(model))
    watch = step_printer(model)
    with (stop or Stop()).cancelling(watch.cancel):
        runnable = runnable_model(model, paths.default_cache_dir(), watch)
    if model != paths.default_model():
        result = try_on_faces(MaskClassifier(runnable, called=model), model, trial_faces())
        tell(f"The model {printable(model.name)} {result.message}")
    return runnable


def _read_files(model: Path) -> list[Path]:
    """Return what every command with a model reads."""
    model = as_chosen(model)
    files = [*model_files(model), spec_file(model), paths.default_data_dir() / SETTINGS_FILE_NAME]
    labels = labels_file(model)
    return files if labels is None else [*files, labels]
