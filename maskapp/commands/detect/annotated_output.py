"""Where `maskapp detect` writes annotated videos and pictures."""

import filecmp
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from maskapp.commands.detect.drawing import Drawing, PicturesDrawing, VideoDrawing
from maskapp.errors import OutputError
from maskapp.files.content_kind import kind_of_file
from maskapp.files.file_kinds import PICTURE_SUFFIXES, RECORDING_SUFFIXES, VIDEO_SUFFIXES
from maskapp.files.file_names import free_path
from maskapp.files.private_files import open_alone, output_error, place
from maskapp.outputs.overwriting import refuse_overwriting
from maskapp.outputs.picture_writer import PICTURE_OUTPUT_SUFFIXES, PictureWriter
from maskapp.pipeline.sources.source import Source

_LONGEST_STEM = 100


class AnnotatedOutput:
    """The file or folder that the user named for annotated output.

    Neither an input nor another output of the same run is overwritten, and in a folder no video
    that was there before.

    Attributes:
        path: A file, or a folder for several inputs.
    """

    def __init__(self, path: Path, inputs: Sequence[Path]) -> None:
        """Take an output, of which nothing is written before the first frame.

        Args:
            path: A file, or a folder for several inputs.
            inputs: The files and folders that are read.
        """
        self.path = path
        self._inputs = inputs
        self._videos: set[Path] = set()
        self._pictures: PictureWriter | None = None

    def drawing(self, text: str, source: Source) -> Drawing:
        """Begin the output of the next input.

        Args:
            text: The input, as the user named it.
            source: The input, opened.

        Raises:
            OutputError: The output cannot be written there.
        """
        refuse_other_kind(self.path, output_form(self.path), is_stills=source.info.is_stills)
        if source.info.is_stills:
            return PicturesDrawing(self.path, self._writer())
        return VideoDrawing(self.video_path(text, source.info.name), source.info.fps)

    def refuse_folder_of_inputs(self) -> None:
        """Check, before anything is processed, that pictures do not go where they come from.

        Raises:
            OutputError: They would overwrite each other.
        """
        if self.path.is_dir():
            folders = {path: path if path.is_dir() else path.parent for path in self._inputs}
            same = {folder for folder in set(folders.values()) if folder.samefile(self.path)}
            if any(folder in same and _is_picture(path) for path, folder in folders.items()):
                self._writer()

    def adopt_picture(self, name: str, made: Path) -> None:
        """Write a picture of the next input that was annotated and encoded before.

        Args:
            name: File name of the input picture.
            made: The encoded picture, which stays where it is.

        Raises:
            OutputError: The output cannot be written there.
        """
        self._writer().adopt(name, made)

    def adopt_video(self, path: Path, made: Path) -> None:
        """Write a video that was made before.

        Args:
            path: As `video_path` returned it.
            made: The video, which stays where it is.

        Raises:
            OutputError: The output cannot be written there, or another program writes to it.
        """
        if path.exists():
            open_alone(path).close()
        place(made, path)

    def video_path(self, text: str, name: str, made: Path | None = None) -> Path:
        """Return the file for the video of the next input, which no other input gets.

        Args:
            text: The input, as the user named it.
            name: Name of its source.
            made: The video, if it was made before. A command that goes on may have written the
                same one to the folder already; None if it is to be made now.

        Raises:
            OutputError: An input would be overwritten, or the folder cannot be used.
        """
        path = self.path
        if output_form(path):
            refuse_overwriting(path, self._inputs)
        else:
            path = self._free_inside(_stem(text, name), made)
        self._videos.add(path)
        return path

    def _writer(self) -> PictureWriter:
        self._pictures = self._pictures or PictureWriter(self.path, self._inputs)
        return self._pictures

    def _free_inside(self, stem: str, made: Path | None) -> Path:
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(
                f"The folder {self.path} cannot be created: {error.strerror}"
            ) from error
        path = self.path / f"{stem}.mp4"
        try:
            return free_path(path, partial(self._is_taken, made=made))
        except OSError as error:  # the name is too long, or the disk fails
            raise output_error(path, error) from error

    def _is_taken(self, path: Path, made: Path | None) -> bool:
        if path in self._videos:
            return True
        return path.exists() and not (made and _is_same_video(path, made))


def output_form(path: Path) -> str:
    """Return the suffix of the single file that an output is, such as ".mp4"; "" for a folder.

    Only pictures and videos are single files: `out.2026-11` and `clips.v2` are folders.
    """
    suffix = path.suffix.lower()
    is_file = suffix in (*PICTURE_SUFFIXES, *VIDEO_SUFFIXES) and not path.is_dir()
    return suffix if is_file else ""


def refuse_other_kind(path: Path, form: str, *, is_stills: bool) -> None:
    """Check that an output can hold what an input is made of.

    Args:
        path: The output.
        form: As returned by `output_form`.
        is_stills: Whether the input is made of pictures.

    Raises:
        OutputError: It cannot.
    """
    if is_stills and form and form not in PICTURE_OUTPUT_SUFFIXES:
        *others, last = PICTURE_OUTPUT_SUFFIXES
        forms = f"{', '.join(others)} or {last}"
        raise OutputError(f"Cannot write pictures to {path}: name a folder, or a file in {forms}")
    if not is_stills and form and form not in RECORDING_SUFFIXES:
        raise OutputError(f"Cannot record to {path}: name a folder, or a file in .mp4 or .mkv")


def _is_same_video(path: Path, made: Path) -> bool:
    return path.samefile(made) or filecmp.cmp(path, made, shallow=False)


def _is_picture(path: Path) -> bool:
    """Return whether an input is a folder of pictures, or clearly a picture."""
    try:
        return path.is_dir() or (path.suffix.lower() != ".gif" and kind_of_file(path).is_picture)
    except OSError:
        return False


def _stem(text: str, name: str) -> str:
    """Return the stem of a video's name: that of the input file, or the name of the source."""
    if is_existing(Path(text)):
        return Path(text).stem
    return "".join(letter if letter.isalnum() else "-" for letter in name)[:_LONGEST_STEM]


def is_existing(path: Path) -> bool:
    """Return whether an input is an existing file or folder."""
    try:
        return path.exists()
    except OSError:  # an address that is too long to be a file name
        return False
