"""Writes annotated pictures, each under the name of its input picture."""

import contextlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from maskapp.errors import OutputError
from maskapp.files.private_files import output_error
from maskapp.opencv import cv2
from maskapp.records import Image

_JPEG_SUFFIXES = (".jpg", ".jpeg")
_KEPT_SUFFIXES = (*_JPEG_SUFFIXES, ".png")
_JPEG_QUALITY = 92


class PictureWriter:
    """Writes pictures into a folder, or a single picture to a file. Only the user can read them.

    JPEG stays JPEG and PNG stays PNG; every other format becomes PNG. If two pictures of one
    run share a name, the second one gets a number. Pictures of an earlier run are overwritten,
    input pictures never.
    """

    def __init__(self, target: Path, inputs: Sequence[Path]) -> None:
        """Create the folder if it is missing.

        Args:
            target: A folder; or, for a single picture, a file name that ends in `.jpg`, `.jpeg`
                or `.png`.
            inputs: The pictures and folders that are read.

        Raises:
            OutputError: The folder cannot be created, or a picture would overwrite its input.
        """
        self._is_file = target.suffix.lower() in _KEPT_SUFFIXES and not target.is_dir()
        self._target = target
        self._written: set[Path] = set()
        if self._is_file:
            if any(_is_same(target, source) for source in inputs):
                raise OutputError(f"{target} would overwrite its input; choose another name")
            return
        try:
            target.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise output_error(target, error) from error
        for source in inputs:
            folder = source if source.is_dir() else source.parent
            if _is_same(target, folder):
                raise OutputError(
                    f"Pictures written to {target} would overwrite the input pictures in that "
                    "folder; choose another folder"
                )

    def write(self, name: str, image: Image) -> Path:
        """Write one picture.

        Args:
            name: File name of the input picture.
            image: (height, width, 3), uint8, BGR.

        Returns:
            Path of the written file.

        Raises:
            OutputError: The picture cannot be written, or it is the second one for a single
                file.
        """
        path = self._path_for(name)
        _replace(path, _encoded(path, image))
        self._written.add(path)
        return path

    def _path_for(self, name: str) -> Path:
        if self._is_file:
            if self._written:
                raise OutputError(
                    f"Cannot write several pictures to the one file {self._target}; name a folder"
                )
            return self._target
        path = self._target / Path(name).name
        if path.suffix.lower() not in _KEPT_SUFFIXES:
            path = path.with_suffix(".png")
        stem, number = path.stem, 2
        while path in self._written:
            path = path.with_stem(f"{stem}-{number}")
            number += 1
        return path


def _is_same(path: Path, other: Path) -> bool:
    return path.exists() and other.exists() and path.samefile(other)


def _encoded(path: Path, image: Image) -> bytes:
    parameters: tuple[int, ...] = ()
    if path.suffix.lower() in _JPEG_SUFFIXES:
        parameters = (cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY)
    try:
        done, data = cv2.imencode(path.suffix.lower(), image, parameters)
    except cv2.error as error:
        raise OutputError(f"Cannot write {path}: {error.err}") from error
    if not done:
        raise OutputError(f"Cannot write {path}: too large for its format; use PNG")
    return bytes(data)


def _replace(path: Path, data: bytes) -> None:
    """Writes beside the file and moves into place: nobody meets half a picture."""
    try:
        # mkstemp makes a file that the user alone can read.
        descriptor, partial = tempfile.mkstemp(dir=path.parent, prefix=".maskapp-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
            Path(partial).replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                Path(partial).unlink()
            raise
    except OSError as error:
        raise output_error(path, error) from error
