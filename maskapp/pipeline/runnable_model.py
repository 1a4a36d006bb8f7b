"""Makes any accepted model file one that runs without TensorFlow."""

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
"""The exit code that goes with a sentence for people."""


def runnable_model(model: Path, cache_dir: Path) -> Path:
    """The `.tflite` file to run for a model file.

    A `.keras` file is converted by a child process, since TensorFlow takes seconds to import
    and never leaves the memory again; the result is kept, with the description that lies
    beside the file, under the hash of both.

    Args:
        model: A `.tflite` or `.keras` file.
        cache_dir: Where converted models are kept.

    Raises:
        ModelError: The file is missing, damaged, of another kind, or cannot be converted.
    """
    if model.suffix.lower() == ".tflite":
        return model
    if model.suffix != ".keras":  # Keras itself takes no other spelling
        raise ModelError(f"The model {model} is neither a .tflite nor a .keras file.")
    try:
        content = model.read_bytes()
        spec = spec_file(model).read_bytes() if spec_file(model).is_file() else b""
    except OSError as error:
        raise ModelError(f"The model file {model} cannot be read: {error.strerror}.") from error
    if not zipfile.is_zipfile(io.BytesIO(content)):  # else found out by TensorFlow, in seconds
        raise ModelError(f"The model {model} is damaged or no .keras file; choose another one.")
    converted = cache_dir / "models" / f"{hashlib.sha256(content + spec).hexdigest()}.tflite"
    if not converted.is_file():
        _convert(model, converted)
    if spec:
        spec_file(converted).write_bytes(spec)
    return converted


def _convert(model: Path, target: Path) -> None:
    if getattr(sys, "frozen", False):
        raise ModelError(
            f"The model {model} has to be converted first, by Maskapp installed with pip; "
            "this installation runs .tflite files only."
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
        raise ModelError(f"Converting the model {model} took too long and was ended.") from error
    if done.returncode == 0:
        return
    lines = done.stderr.strip().splitlines() or ["no reason was given"]
    reason = lines[-1]
    if done.returncode == _REFUSED:
        raise ModelError(reason)
    if "No module named" in reason:
        reason = "a .keras file needs TensorFlow: pip install 'maskapp[train]'"
    raise ModelError(f"The model {model} cannot be used: {reason}")
