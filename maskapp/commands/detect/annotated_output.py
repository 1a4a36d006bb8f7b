"""The annotated videos and pictures that `maskapp detect` writes."""

from collections.abc import Sequence
from pathlib import Path
from time import monotonic
from typing import Protocol

from maskapp.errors import OutputError
from maskapp.files.file_kinds import RECORDING_SUFFIXES
from maskapp.files.file_names import free_path
from maskapp.outputs.picture_writer import PictureWriter
from maskapp.outputs.video_recorder import Recorder
from maskapp.pipeline.annotate import annotate
from maskapp.pipeline.sources.source import Source
from maskapp.records import FrameResult

_LONGEST_STEM = 100
_CHECK_EVERY_S = 0.5


class Drawing(Protocol):
    """The annotated output of one input."""

    path: Path

    def write(self, result: FrameResult) -> None:
        """Annotate and write a frame."""

    def close(self) -> None:
        """Finish the file."""

    def outcome(self) -> str:
        """Describe what was written, once it is closed; "" if nothing there can be used."""


class _Video:
    """The output of one input as a video."""

    def __init__(self, path: Path, nominal_fps: float | None) -> None:
        self.path = path
        self._recorder = Recorder(path, nominal_fps)
        self._checked_s = monotonic()

    def write(self, result: FrameResult) -> None:
        drawn = annotate(result.frame.image, result.faces)
        self._recorder.write(drawn, result.frame.time_s)
        if monotonic() - self._checked_s >= _CHECK_EVERY_S:
            self._recorder.require_on_disk()
            self._checked_s = monotonic()

    def close(self) -> None:
        self._recorder.close()

    def outcome(self) -> str:
        if not self._recorder.is_playable():  # the disk was full, or the file was removed
            return ""
        return f"{'written' if self._recorder.is_complete else 'incomplete'}: {self.path}"


class _Pictures:
    """The output of one input as pictures; all inputs share the writer."""

    def __init__(self, path: Path, writer: PictureWriter) -> None:
        self.path = path
        self._writer = writer

    def write(self, result: FrameResult) -> None:
        drawn = annotate(result.frame.image, result.faces)
        self._writer.write(result.frame.name or f"{result.frame.index:06}.png", drawn)

    def close(self) -> None:
        pass

    def outcome(self) -> str:
        return f"written: {self.path}"


class AnnotatedOutput:
    """The file or folder that the user named for annotated output.

    Neither an input nor another output of the same run is overwritten.

    Args:
        path: A file, or a folder for several inputs.
        inputs: The files and folders that are read.
    """

    def __init__(self, path: Path, inputs: Sequence[Path]) -> None:
        self._path = path
        self._inputs = inputs
        self._videos: set[Path] = set()
        self._pictures: PictureWriter | None = None

    def drawing(self, text: str, source: Source) -> Drawing:
        """Return the output of the next input.

        Args:
            text: The input, as the user named it.
            source: The input, opened.

        Raises:
            OutputError: The output cannot be written there.
        """
        is_file = bool(self._path.suffix) and not self._path.is_dir()
        is_video = is_file and self._path.suffix.lower() in RECORDING_SUFFIXES
        if source.info.is_stills:
            if is_video:
                raise OutputError(f"Cannot write pictures to {self._path}: name a folder")
            self._pictures = self._pictures or PictureWriter(self._path, self._inputs)
            return _Pictures(self._path, self._pictures)
        if is_file and not is_video:
            raise OutputError(
                f"Cannot record to {self._path}: name a folder, or a file in .mp4 or .mkv"
            )
        path = self._path if is_video else self._inside(_stem(text, source.info.name))
        refuse_overwriting(path, self._inputs)
        self._videos.add(path)
        return _Video(path, source.info.fps)

    def _inside(self, stem: str) -> Path:
        try:
            self._path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(
                f"The folder {self._path} cannot be created: {error.strerror}"
            ) from error
        return free_path(self._path / f"{stem}.mp4", self._videos.__contains__)


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


def refuse_overwriting(path: Path, inputs: Sequence[Path]) -> None:
    """Check that an output is not also an input.

    Raises:
        OutputError: The output is also an input.
    """
    if path.exists() and any(path.samefile(other) for other in inputs):
        raise OutputError(f"{path} would overwrite an input; choose another name")
