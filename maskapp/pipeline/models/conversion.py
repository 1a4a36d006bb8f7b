"""Conversion of a model in a child process, which is confined, limited, watched and cancelled."""

import os
import signal
import site
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from time import monotonic

import maskapp
from maskapp.conversion_watch import ConversionWatch
from maskapp.display_names import foreign_message
from maskapp.errors import ModelError
from maskapp.files.regular_files import read_regular_file
from maskapp.files.temporary_folders import TemporaryFolder
from maskapp.pipeline.models.model_kinds import ModelKind
from maskapp.pipeline.tflite_network import LARGEST_MODEL_BYTES

LONGEST_S = 900.0
"""Time that a conversion may take, on a busy computer; the child limits its processor time."""

_MODULE = "maskapp.training.conversion"
_CONVERTED = "converted.tflite"
_TICK_S = 0.1
_TAIL_BYTES = 20_000
_OUT_OF_MEMORY = ("MemoryError", "bad_alloc", "RESOURCE_EXHAUSTED", "OOM when allocating")
_REFUSED = 2
"""Exit code of a conversion whose last line of output is a message for the user."""
_KEPT_VARIABLES = (
    *("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LANG", "LC_ALL", "SYSTEMROOT"),
    "TF_CPP_MIN_LOG_LEVEL",
)
_NEEDED = "converting needs TensorFlow: pip install 'maskapp[train]'"


def convert_model(
    model: Path,
    kind: ModelKind,
    files: Mapping[str, bytes],
    watch: ConversionWatch,
    longest_s: float = LONGEST_S,
) -> bytes:
    """Convert a model.

    Args:
        model: The model, for messages.
        kind: Its kind.
        files: As returned by `read_model`.
        watch: Is told the steps, and may cancel.
        longest_s: Time after which the process is stopped.

    Returns:
        The content of the `.tflite` file.

    Raises:
        ModelError: The model cannot be converted, took too long, or the user cancelled it.
        OutputError: There is no place for temporary files.
    """
    if getattr(sys, "frozen", False):
        raise ModelError(
            f"The model {model} must be converted first: run 'maskapp convert' where Maskapp is "
            "installed with pip; this installation runs only .tflite files."
        )
    try:
        with TemporaryFolder() as folder:
            own = folder.path / "own"  # the only folder that the child can reach
            own.mkdir()
            _write(files, own / f"model{kind.value}")
            _run(model, kind, own, watch, longest_s)
            return read_regular_file(own / _CONVERTED, LARGEST_MODEL_BYTES)
    except OSError as error:
        raise ModelError(
            f"The model {model} cannot be converted: {foreign_message(error)}."
        ) from error


def _write(files: Mapping[str, bytes], source: Path) -> None:
    for name, content in files.items():
        path = source / name if name else source
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _run(model: Path, kind: ModelKind, own: Path, watch: ConversionWatch, longest_s: float) -> None:
    command = [sys.executable, "-m", _MODULE, f"model{kind.value}", _CONVERTED]
    steps, errors = own.with_name("steps"), own.with_name("errors")
    with steps.open("wb") as steps_file, errors.open("wb") as errors_file:
        child = subprocess.Popen(
            command,
            cwd=own,
            env=_environment(own),
            # The child ends when this end of the pipe closes, however this process ends.
            stdin=subprocess.PIPE,
            stdout=steps_file,
            stderr=errors_file,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # a console, on Windows
        )
        try:
            _wait(child, model, steps, watch, longest_s)
        finally:
            child.kill()
            child.communicate()
    if child.returncode != 0:
        raise _failure(model, child.returncode, _last_lines(errors))


def _environment(own: Path) -> dict[str, str]:
    """Return the few variables that the child needs; others may hold secrets."""
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    package = str(Path(maskapp.__file__).resolve().parent.parent)
    folders = dict.fromkeys(("HOME", "KERAS_HOME", "TMPDIR", "TEMP", "TMP"), str(own))
    python_path = os.pathsep.join(filter(None, (package, kept.get("PYTHONPATH"))))
    return {
        "TF_CPP_MIN_LOG_LEVEL": "3",
        **kept,
        **folders,
        "PYTHONPATH": python_path,
        "PYTHONUSERBASE": site.getuserbase(),  # which would follow from HOME
        "PYTHONDONTWRITEBYTECODE": "1",
        "KERAS_BACKEND": "tensorflow",
        "CUDA_VISIBLE_DEVICES": "-1",
    }


def _wait(
    child: "subprocess.Popen[bytes]",
    model: Path,
    steps: Path,
    watch: ConversionWatch,
    longest_s: float,
) -> None:
    started = monotonic()
    shown = -1
    while child.poll() is None:
        elapsed_s = monotonic() - started
        if watch.is_cancelled:
            raise ModelError(f"Converting the model {model} was cancelled.")
        if elapsed_s > longest_s:
            raise ModelError(
                f"Converting the model {model} took longer than {longest_s:.0f} s and was stopped."
            )
        if int(elapsed_s) > shown:
            shown = int(elapsed_s)
            step = (_last_lines(steps) or ["starting"])[-1]
            watch.report(foreign_message(step, 60), shown)
        try:
            child.wait(_TICK_S)
        except subprocess.TimeoutExpired:
            continue


def _last_lines(file: Path) -> list[str]:
    with file.open("rb") as opened:
        opened.seek(max(0, opened.seek(0, os.SEEK_END) - _TAIL_BYTES))
        return opened.read(_TAIL_BYTES).decode("utf-8", errors="replace").strip().splitlines()


def _failure(model: Path, returncode: int, lines: list[str]) -> ModelError:
    reason = foreign_message(lines[-1] if lines else "the conversion gave no reason")
    if returncode == _REFUSED:
        return ModelError(f"The model {model} {reason}")
    if returncode == -getattr(signal, "SIGXCPU", 0):
        reason = "converting it took too long and was stopped"
    elif "No module named" in reason:
        reason = _NEEDED
    elif returncode < 0 or any(word in line for line in lines for word in _OUT_OF_MEMORY):
        reason = "converting it took more memory than allowed, or TensorFlow crashed"
    return ModelError(f"The model {model} cannot be used: {reason}")
