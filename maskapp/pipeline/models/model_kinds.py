"""The kind of a model file, by its content, since endings are chosen freely."""

import io
import zipfile
from enum import StrEnum
from pathlib import Path

from maskapp.errors import ModelError, ModelLostError
from maskapp.files.regular_files import is_folder, is_regular_file, read_regular_file
from maskapp.pipeline.tflite_network import FILE_IDENTIFIER, LARGEST_MODEL_BYTES

_SAVED_MODEL = "saved_model.pb"
_HDF5 = b"\x89HDF\r\n\x1a\n"
_KERAS_CONFIG = "config.json"
_MOST_FILES = 1000
_SAFE_ADVICE = "export the network as .tflite where it was trained"


class ModelKind(StrEnum):
    """The kinds of models that can be converted; the value is the suffix that TensorFlow needs."""

    KERAS = ".keras"
    HDF5 = ".h5"
    SAVED_MODEL = ""


def is_tflite(model: Path) -> bool:
    """Return whether a model is run as it is; `TfliteNetwork` checks its content."""
    return model.suffix.lower() == ".tflite"


def as_chosen(model: Path) -> Path:
    """Return the folder for the main file of a SavedModel, which dialogs let people choose."""
    return model.parent if model.name == _SAVED_MODEL else model


def model_files(model: Path) -> list[Path]:
    """Return the files of a model: itself, or all in the folder of a SavedModel."""
    if is_regular_file(model / _SAVED_MODEL):
        return [path for path in model.rglob("*") if is_regular_file(path)]
    return [model]


def read_model(model: Path) -> tuple[ModelKind, dict[str, bytes]]:
    """Read a model to convert.

    Args:
        model: A file, or the folder of a SavedModel.

    Returns:
        Its kind, and its files by their names in the folder; a single file is named "".

    Raises:
        ModelLostError: It is missing or cannot be read.
        ModelError: It is of another kind.
    """
    if is_folder(model):
        return ModelKind.SAVED_MODEL, _read_folder(model)
    try:
        content = read_regular_file(model, LARGEST_MODEL_BYTES)
    except OSError as error:
        raise ModelLostError(f"The model file {model} cannot be read: {error.strerror}.") from error
    return _kind(model, content), {"": content}


def _kind(model: Path, content: bytes) -> ModelKind:
    if content.startswith(_HDF5):
        return ModelKind.HDF5
    if content[4:8] == FILE_IDENTIFIER:
        raise ModelError(f"The model {model} is a .tflite file; give it that ending.")
    names = _packed_names(content)
    if _KERAS_CONFIG in names:
        return ModelKind.KERAS
    if any(name.endswith("data.pkl") for name in names):
        raise ModelError(
            f"The model {model} is a PyTorch file, which cannot be used; {_SAFE_ADVICE}."
        )
    if names:
        raise ModelError(f"The model {model} is an archive; unpack it and choose the model inside.")
    raise ModelError(
        f"The model {model} is damaged, or neither a .tflite, .keras or .h5 file nor the folder "
        f"of a SavedModel; {_SAFE_ADVICE}."
    )


def _packed_names(content: bytes) -> list[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return []


def _read_folder(model: Path) -> dict[str, bytes]:
    if not is_regular_file(model / _SAVED_MODEL):
        raise ModelLostError(
            f"The folder {model} holds no model; a SavedModel has a {_SAVED_MODEL}."
        )
    files: dict[str, bytes] = {}
    left = LARGEST_MODEL_BYTES
    try:
        for path in sorted(model.rglob("*")):
            if path.is_dir():
                continue
            content = files[path.relative_to(model).as_posix()] = read_regular_file(path, left)
            left -= len(content)
            if len(files) > _MOST_FILES:
                raise ModelError(f"The folder {model} has over {_MOST_FILES} files.")
    except OSError as error:
        raise ModelLostError(f"The model {path} cannot be read: {error.strerror}.") from error
    return files
