"""Conversion of a model file into one that runs without TensorFlow."""

import hashlib
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from maskapp.conversion_watch import ConversionWatch
from maskapp.errors import ModelError
from maskapp.files.private_files import output_error, replacing
from maskapp.files.regular_files import read_regular_file
from maskapp.pipeline.classify import MaskClassifier
from maskapp.pipeline.model_spec import spec_file, stated_spec, write_stated
from maskapp.pipeline.models.conversion import convert_model
from maskapp.pipeline.models.model_kinds import as_chosen, is_tflite, read_model
from maskapp.pipeline.tflite_network import LARGEST_MODEL_BYTES

_SEAL_BYTES = 64

_one_at_a_time = threading.Lock()
"""Conversions take much memory, and a second one of the same model finds it in the cache."""


def runnable_model(model: Path, cache_dir: Path, watch: ConversionWatch | None = None) -> Path:
    """Return the `.tflite` file to run for a model.

    Others are converted in a child process, since TensorFlow takes seconds to import and its
    memory is never released, and since the file may hold code. The result is cached under the
    hash of the model and what is stated about it, which is written beside it. A cached one that
    was damaged since is made again.

    Args:
        model: A `.tflite`, `.keras` or HDF5 file, or the folder of a SavedModel.
        cache_dir: The folder of cached files.
        watch: Is told the steps of a conversion, and may cancel it.

    Raises:
        ModelError: The file is missing, damaged, of another format, or cannot be converted.
        OutputError: The cache cannot be written.
    """
    model = as_chosen(model)
    if is_tflite(model):
        return model
    kind, files = read_model(model)
    stated = stated_spec(model)
    converted = cache_dir / "models" / f"{_digest(files, stated)}.tflite"
    watch = watch or ConversionWatch()
    with _one_at_a_time:
        if watch.is_cancelled:
            raise ModelError(f"Converting the model {model} was cancelled.")
        if not _is_intact(converted):
            write_converted(convert_model(model, kind, files, watch), stated, converted, model)
            _seal(converted)
    return converted


def write_converted(
    content: bytes, stated: Mapping[str, Any], target: Path, model: Path
) -> MaskClassifier:
    """Write a converted model and what is stated about it, unless it cannot be used.

    Args:
        content: The `.tflite` file's.
        stated: As returned by `stated_spec`.
        target: The file to write; its folder is created.
        model: The model that was converted, for messages.

    Returns:
        The classifier of the new file.

    Raises:
        ModelError: The model cannot be used; no file is left.
        OutputError: The file cannot be written.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_stated(stated, target)
    except OSError as error:
        raise output_error(target, error) from error
    try:
        with replacing(target, is_durable=False) as file:
            file.write(content)
        return MaskClassifier(target, called=model)
    except ModelError:
        target.unlink(missing_ok=True)
        raise


def _is_intact(converted: Path) -> bool:
    """Return whether a cached file and its spec are what was written."""
    try:
        return read_regular_file(_seal_file(converted), _SEAL_BYTES) == _content_hash(converted)
    except OSError:  # one of them is missing or cannot be read
        return False


def _seal(converted: Path) -> None:
    """Write last what tells later whether a cached file and its spec are intact."""
    try:
        seal = _content_hash(converted)
    except OSError as error:
        raise output_error(converted, error) from error
    with replacing(_seal_file(converted), is_durable=False) as file:
        file.write(seal)


def _seal_file(converted: Path) -> Path:
    return converted.with_suffix(".sha256")


def _content_hash(converted: Path) -> bytes:
    digest = hashlib.sha256()
    for path in (spec_file(converted), converted):
        content = read_regular_file(path, LARGEST_MODEL_BYTES)
        digest.update(f"{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest().encode()


def _digest(files: Mapping[str, bytes], stated: Mapping[str, Any]) -> str:
    digest = hashlib.sha256(repr(sorted(stated.items())).encode())
    for name, content in sorted(files.items()):
        digest.update(f"{name}\0{len(content)}\0".encode(errors="surrogateescape"))
        digest.update(content)
    return digest.hexdigest()
