"""Fingerprints: by what a part knows its input, its options and its model again."""

import hashlib
import json
from pathlib import Path
from typing import Any

from maskapp import __version__, paths
from maskapp.errors import ModelError
from maskapp.files.source_keys import path_key
from maskapp.pipeline.model_spec import stated_spec
from maskapp.settings.settings import Settings

_LENGTH = 32  # half of SHA-256, as a file name


def fingerprint(*values: object) -> str:
    """Return the fingerprint of values that JSON has, fit for a file name."""
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:_LENGTH]


def model_fingerprint(model: Path) -> str:
    """Return the fingerprint of a `.tflite` file and of what is stated about it.

    Raises:
        ModelError: It cannot be read.
    """
    return fingerprint(_digest(model), repr(sorted(stated_spec(model).items())))


def _digest(model: Path) -> str:
    try:
        with model.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"The model file {model} cannot be read: {error.strerror}.") from error


def options_of(settings: Settings, model: str, max_frames: int | None) -> dict[str, Any]:
    """Return what decides the results of every input, as JSON values.

    Args:
        settings: The settings; only those that `detect` follows count.
        model: The fingerprint of the model.
        max_frames: Limit for each input; None for no limit.
    """
    followed = vars(settings.for_engine) | {
        "violation_after_s": settings.violation_after_s,
        "violation_cooldown_s": settings.violation_cooldown_s,
    }
    del followed["model_file"]  # that of the window
    return {
        "version": __version__,
        "model": model,
        "face detector": _digest(paths.face_detector()),
        "--max-frames": max_frames,
        **followed,
    }


def seen_file(text: str) -> list[object]:
    """Return what tells a file from an earlier or later state of it.

    Args:
        text: The input, as the user named it.

    Returns:
        JSON values: the full path, size and time of change.
    """
    path = input_path(text)
    try:
        status = path.stat()
        state = [status.st_size, status.st_mtime_ns]
    except (OSError, ValueError):  # there is no such file; opening it says so
        state = []
    return [path_key(path), *state]


def input_path(text: str) -> Path:
    """Return the file or folder that an input names."""
    return paths.demo_clip() if text == "demo" else Path(text)


def is_folder(text: str) -> bool:
    """Return whether an input is a folder of pictures."""
    try:
        return bool(text) and input_path(text).is_dir()
    except (OSError, ValueError):
        return False


def file_size(text: str) -> int | None:
    """Return the size of an input, bytes; None if it is no file, or cannot be seen."""
    path = input_path(text)
    try:
        return path.stat().st_size if path.is_file() else None
    except (OSError, ValueError):
        return None
