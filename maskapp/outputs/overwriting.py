"""The check that no output replaces what a command reads."""

import os
from collections.abc import Iterable
from pathlib import Path

from maskapp.errors import OutputError
from maskapp.files.content_kind import kind_of_file
from maskapp.files.file_kinds import PICTURE_SUFFIXES
from maskapp.files.regular_files import is_folder, is_regular_file


def refuse_overwriting(path: Path, inputs: Iterable[Path]) -> None:
    """Check that an output is not also an input, by whatever name.

    Args:
        path: The output, which may not exist.
        inputs: The files that are read, and the folders of which the pictures directly inside are
            read. Of a folder, other files are none of the inputs: they may be an earlier output.

    Raises:
        OutputError: The output is also an input.
    """
    if is_regular_file(path) and any(_is_read(path, source) for source in inputs):
        raise OutputError(f"{path} would overwrite an input; choose another name")


def folders_in(folder: Path) -> list[Path]:
    """Return a folder and all below it; none if there is no such folder."""
    return [Path(path) for path, _, _ in os.walk(folder)]


def _is_read(path: Path, source: Path) -> bool:
    if is_folder(source):
        return _is_picture(path) and any(_is_same(path, entry) for entry in _entries(source))
    return _is_same(path, source)


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:  # who reads the folder says so
        return []


def _is_same(path: Path, other: Path) -> bool:
    try:
        return path.samefile(other)
    except OSError:  # there is no such input, or not for this user
        return False


def _is_picture(path: Path) -> bool:
    try:
        return path.suffix.lower() in PICTURE_SUFFIXES or kind_of_file(path).is_picture
    except OSError:
        return False
