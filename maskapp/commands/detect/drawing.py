"""The annotated output of one input, as a video or as pictures."""

from pathlib import Path
from time import monotonic
from typing import Protocol

from maskapp.outputs.picture_writer import PictureWriter
from maskapp.outputs.video_recorder import Recorder
from maskapp.pipeline.annotate import annotate
from maskapp.records import FrameResult

_CHECK_EVERY_S = 0.5


class Drawing(Protocol):
    """The annotated output of one input.

    Attributes:
        path: The video, or the folder or file of the pictures.
    """

    path: Path

    def write(self, result: FrameResult) -> None:
        """Annotate and write a frame.

        Raises:
            PictureFormatError: It is too large for its format; the next one may not be.
            OutputError: The output cannot be written.
        """

    def close(self) -> None:
        """Finish the file."""

    def state(self) -> str:
        """Return, once it is closed, "written", "incomplete" or, if nothing can be used, ""."""


class VideoDrawing:
    """The annotated output of one input as a video.

    Args:
        path: The video.
        nominal_fps: See `Recorder`.
    """

    def __init__(self, path: Path, nominal_fps: float | None) -> None:
        self.path = path
        self._recorder = Recorder(path, nominal_fps)
        self._checked_s = monotonic()

    def write(self, result: FrameResult) -> None:
        """Annotate and write a frame."""
        drawn = annotate(result.frame.image, result.faces)
        self._recorder.write(drawn, result.frame.time_s)
        if monotonic() - self._checked_s >= _CHECK_EVERY_S:
            self._recorder.require_on_disk()
            self._checked_s = monotonic()

    def close(self) -> None:
        """Finish the file."""
        self._recorder.close()

    def state(self) -> str:
        """Return how usable the file is; see `Drawing`."""
        if not self._recorder.is_playable():  # the disk was full, or the file was removed
            return ""
        return "written" if self._recorder.is_complete else "incomplete"


class PicturesDrawing:
    """The annotated output of one input as pictures.

    Args:
        path: The folder or file.
        writer: Writes there, for all inputs.
    """

    def __init__(self, path: Path, writer: PictureWriter) -> None:
        self.path = path
        self._writer = writer
        self._has_written = False

    def write(self, result: FrameResult) -> None:
        """Annotate and write a picture; see `Drawing`."""
        drawn = annotate(result.frame.image, result.faces)
        self._writer.write(picture_name(result), drawn)
        self._has_written = True

    def close(self) -> None:
        """Do nothing: each picture is finished when it is written."""

    def state(self) -> str:
        """Return whether there are any; see `Drawing`."""
        return "written" if self._has_written else ""


def picture_name(result: FrameResult) -> str:
    """Return the file name of a picture, or a number for a frame that has none."""
    return result.frame.name or f"{result.frame.index:06}.png"
