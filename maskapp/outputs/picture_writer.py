"""Output of annotated pictures, each under the name of its input picture."""

from collections.abc import Sequence
from pathlib import Path

from maskapp.errors import OutputError
from maskapp.files.file_kinds import JPEG_SUFFIXES
from maskapp.files.file_names import free_path
from maskapp.files.picture_files import encode_picture
from maskapp.files.private_files import output_error, place, replacing
from maskapp.outputs.overwriting import refuse_overwriting
from maskapp.records import Image

PICTURE_OUTPUT_SUFFIXES = (*JPEG_SUFFIXES, ".png")
"""The formats in which annotated pictures are written."""
_JPEG_QUALITY = 92


class PictureWriter:
    """A writer of pictures to a folder or one picture to a file. Only the user can read them.

    JPEG stays JPEG and PNG stays PNG, under their names; every other format becomes PNG, under a
    name that none of them has. If two pictures of one run share a name, the second one gets a
    number. Pictures of an earlier run are overwritten, input pictures never.
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
        self._is_file = target.suffix.lower() in PICTURE_OUTPUT_SUFFIXES and not target.is_dir()
        self._target = target
        self._written: set[Path] = set()
        self._kept = {name.casefold() for source in inputs for name in _kept_names(source)}
        if self._is_file:
            refuse_overwriting(target, inputs)
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
            PictureFormatError: The picture is too large for its format; the next one may not be.
            OutputError: It cannot be written, or it is the second one for the same file.
        """
        path = self._path_for(name)
        data = encode_annotated(image, path)
        with replacing(path, is_durable=False) as file:  # a run may write thousands
            file.write(data)
        self._written.add(path)
        return path

    def adopt(self, name: str, made: Path) -> Path:
        """Write a picture that was encoded before, in the format that `written_name` tells.

        Args:
            name: File name of the input picture.
            made: The encoded picture, which stays where it is.

        Returns:
            Path of the written file.

        Raises:
            OutputError: See `write`.
        """
        path = self._path_for(name)
        place(made, path)
        self._written.add(path)
        return path

    def _path_for(self, name: str) -> Path:
        if self._is_file:
            if self._written:
                raise OutputError(
                    f"Cannot write several pictures to the file {self._target}; name a folder"
                )
            return self._target
        path = self._target / written_name(name)
        if path.name == Path(name).name and path not in self._written:
            return path
        return free_path(path, self._is_taken)

    def _is_taken(self, path: Path) -> bool:
        return path in self._written or path.name.casefold() in self._kept


def written_name(name: str) -> str:
    """Return the file name of an annotated picture, if it is not taken.

    Args:
        name: File name of the input picture.
    """
    path = Path(Path(name).name)
    return path.name if _is_kept(path) else path.with_suffix(".png").name


def encode_annotated(image: Image, path: Path) -> bytes:
    """Encode an annotated picture for a file, whose suffix selects the format.

    Raises:
        PictureFormatError: The image is too large for the format.
    """
    return encode_picture(image, Path(path.name), jpeg_quality=_JPEG_QUALITY)


def _is_kept(path: Path) -> bool:
    """Return whether a picture of this name is written in its own format, and so under its name."""
    return path.suffix.lower() in PICTURE_OUTPUT_SUFFIXES


def _kept_names(source: Path) -> list[str]:
    """Return the names in an input, a file or folder, that annotated pictures keep."""
    try:
        found = list(source.iterdir()) if source.is_dir() else [source]
    except OSError:  # reading the pictures says why
        return []
    return [path.name for path in found if _is_kept(path)]


def _is_same(path: Path, other: Path) -> bool:
    return path.exists() and other.exists() and path.samefile(other)
