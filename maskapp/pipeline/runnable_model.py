"""Conversion of a model file into one that runs without TensorFlow."""

import hashlib
import io
import subprocess
import sys
import zipfile
from pathlib import Path

from maskapp.errors import ModelError
from maskapp.pipeline.model_spec import spec_file

_CONVERSION_TIMEOUT_S = 600
_REFUSED = 2
"""Exit code of a conversion whose last line of output is a message for the user."""


def runnable_model(model: Path, cache_dir: Path) -> Path:
    """Return the `.tflite` file to run for a model file.

    A `.keras` file is converted in a child process, since TensorFlow takes seconds to import
    and its memory is never released. The result is cached under the hash of the model and its
    spec, and the spec is copied beside it.

    Args:
        model: A `.tflite` or `.keras` file.
        cache_dir: The folder of cached files.

    Raises:
        ModelError: The file is missing, damaged, of another format, or cannot be converted.
    """
    if model.suffix.lower() == ".tflite":
        return model
    if model.suffix != ".keras":  # Keras accepts no other spelling
        raise ModelError(f"The model {model} is neither a .tflite nor a .keras file.")
    try:
        content = model.read_bytes()
        spec = spec_file(model).read_bytes() if spec_file(model).is_file() else b""
    except OSError as error:
        raise ModelError(f"The model file {model} cannot be read: {error.strerror}.") from error
    if not zipfile.is_zipfile(io.BytesIO(content)):  # TensorFlow would take seconds to find out
        raise ModelError(f"The model {model} is damaged or not a .keras file; choose another one.")
    converted = cache_dir / "models" / f"{hashlib.sha256(content + spec).hexdigest()}.tflite"
    if not converted.is_file():
        _convert(model, converted)
    if spec:
        spec_file(converted).write_bytes(spec)
    return converted


def _convert(model: Path, target: Path) -> None:
    if getattr(sys, "frozen", False):
        raise ModelError(
            f"The model {model} must be converted first, by Maskapp installed with pip; "
            "this installation runs only .tflite files."
        )
    command = [
        sys.executable,
        "-m",
        "maskapp.training.fitting.convert_to_tflite",
        str(model),
        str(target),
    ]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_CONVERSION_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ModelError(f"Converting the model {model} took too long and was stopped.") from error
    if done.returncode == 0:
        return
    lines = done.stderr.strip().splitlines() or ["the conversion gave no reason"]
    reason = lines[-1]
    if done.returncode == _REFUSED:
        raise ModelError(reason)
    if "No module named" in reason:
        reason = "a .keras file needs TensorFlow: pip install 'maskapp[train]'"
    raise ModelError(f"The model {model} cannot be used: {reason}")
