"""`maskapp convert`: write a model as `.tflite`, for programs without TensorFlow."""

import sys
from pathlib import Path

from maskapp.commands.interrupts import Stop
from maskapp.conversion_watch import ConversionWatch
from maskapp.display_names import printable
from maskapp.errors import MaskappError, ModelError
from maskapp.files.private_files import replacing
from maskapp.files.regular_files import is_folder
from maskapp.files.temporary_folders import TemporaryFolder
from maskapp.pipeline.model_spec import spec_file, stated_spec, write_spec
from maskapp.pipeline.models.conversion import convert_model
from maskapp.pipeline.models.model_kinds import as_chosen, is_tflite, read_model
from maskapp.pipeline.models.trial import trial_faces, try_on_faces
from maskapp.pipeline.runnable_model import write_converted


def convert(model: Path, target: Path, stop: Stop) -> None:
    """Convert a model, write it with its spec beside it, and print what it does on a few faces.

    Args:
        model: A `.keras` or HDF5 file, or the folder of a SavedModel.
        target: The `.tflite` file.
        stop: Ends the conversion.

    Raises:
        Interrupted: A signal ended it.
        MaskappError: The model cannot be used, or the files cannot be written.
    """
    model = as_chosen(model)
    if not is_tflite(target):
        raise MaskappError(f"{printable(str(target))} must end in .tflite.")
    if is_tflite(model):
        raise ModelError(f"The model {model} is a .tflite file, which Maskapp runs as it is.")
    if not is_folder(target.parent):
        raise MaskappError(f"The folder {printable(str(target.parent))} does not exist; create it.")
    kind, files = read_model(model)
    stated = stated_spec(model)
    watch = step_printer(model)
    with stop.cancelling(watch.cancel):
        content = convert_model(model, kind, files, watch)
    with TemporaryFolder() as folder:
        checked = folder.path / target.name
        classifier = write_converted(content, stated, checked, model)
    stop.raise_noted()
    with replacing(target) as file:
        file.write(content)
    write_spec(classifier.spec, target)
    result = try_on_faces(classifier, target, trial_faces())
    print(f"written: {printable(str(target))} and {printable(spec_file(target).name)}")
    print(f"{'but it' if result.is_doubtful else 'it'} {result.message}")


def step_printer(model: Path) -> ConversionWatch:
    """Return a watch that prints each step of a conversion once, in a terminal."""
    printed: list[str] = []

    def report(step: str, _: int) -> None:
        if step not in printed and sys.stderr.isatty():
            printed.append(step)
            print(f"{printable(model.name)}: {step}", file=sys.stderr, flush=True)

    return ConversionWatch(report)
