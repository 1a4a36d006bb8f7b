"""The model that a command names: converted if needed, and tried on faces of known label."""

from pathlib import Path

from maskapp import paths
from maskapp.commands.console import tell
from maskapp.commands.convert import step_printer
from maskapp.display_names import printable
from maskapp.pipeline.classify import MaskClassifier
from maskapp.pipeline.models.trial import trial_faces, try_on_faces
from maskapp.pipeline.runnable_model import runnable_model


def named_model(model: Path) -> Path:
    """Return the `.tflite` file to run for a model; print on standard error how its trial went.

    The built-in model is not tried: a test holds that it is right.

    Raises:
        MaskappError: The model cannot be used, or its conversion cannot be kept.
    """
    runnable = runnable_model(model, paths.default_cache_dir(), step_printer(model))
    if model != paths.default_model():
        result = try_on_faces(MaskClassifier(runnable, called=model), model, trial_faces())
        tell(f"The model {printable(model.name)} {result.message}")
    return runnable
