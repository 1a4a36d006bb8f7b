"""Files of a training that appear under their names only once they are complete."""

import contextlib
import io
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from maskapp.display_names import foreign_message
from maskapp.errors import ModelError
from maskapp.files.private_files import output_error, replacing
from maskapp.files.temporary_folders import TemporaryFolder

Arrays = Mapping[str, NDArray[np.generic]]

_ADVICE = "remove it to continue after the last epoch that can be read"


def write_arrays(file: Path, arrays: Arrays) -> None:
    """Write named arrays as `.npz`; a file of that name is replaced only by a complete one.

    Raises:
        OutputError: The file cannot be written.
    """
    content = io.BytesIO()  # a zip that fails half-way complains again while it is closed
    np.savez(content, **arrays)  # type: ignore[arg-type]  # NumPy's stub takes a name for a flag
    with replacing(file) as output:
        output.write(content.getbuffer())


def write_text(file: Path, text: str) -> None:
    """Write a text completely or not at all.

    Raises:
        OutputError: The file cannot be written.
    """
    with replacing(file) as output:
        output.write(text.encode())


@contextlib.contextmanager
def written_by_path(file: Path) -> Iterator[Path]:
    """Let a library that only takes a path write a file completely or not at all.

    Yields:
        The path to write to, in a temporary folder, of the same name.

    Raises:
        OutputError: The file cannot be written.
    """
    with TemporaryFolder() as folder:
        made = folder.path / file.name
        try:
            yield made
            content = made.read_bytes()
        except OSError as error:
            raise output_error(made, error) from error
        with replacing(file) as output:
            output.write(content)


def read_arrays(file: Path) -> dict[str, NDArray[np.generic]]:
    """Read what `write_arrays` wrote, in the same order.

    Raises:
        ModelError: The file is missing or damaged.
    """
    try:
        with file.open("rb") as content, np.load(content) as arrays:
            return {name: arrays[name] for name in arrays.files}
    except Exception as error:  # NumPy and zipfile raise many kinds for a damaged file
        raise unreadable(file, error) from error


def read_cache(file: Path) -> dict[str, NDArray[np.generic]] | None:
    """Read what `write_arrays` wrote only to save time; None if it is missing or damaged."""
    try:
        return read_arrays(file)
    except ModelError:
        return None


def unreadable(file: Path, reason: object) -> ModelError:
    """Return the error to raise when a file of the work folder cannot be used."""
    return ModelError(
        f"{file}, from which the training should continue, cannot be used"
        f" ({foreign_message(reason, 80)}); {_ADVICE}."
    )
