"""The protocol of all sources, and opening one by its name."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol, Self

from maskapp import paths
from maskapp.display_names import hide_secrets
from maskapp.errors import SourceError
from maskapp.files.content_kind import ContentKind, kind_of_file
from maskapp.files.file_kinds import PICTURE_SUFFIXES
from maskapp.files.picture_files import is_animated_gif
from maskapp.files.source_keys import DEMO_KEY
from maskapp.pipeline.sources.camera import open_camera
from maskapp.pipeline.sources.pictures import PicturesSource
from maskapp.pipeline.sources.stream import open_stream
from maskapp.pipeline.sources.video_file import VideoFileSource
from maskapp.records import CameraMode, Frame, SourceInfo

_CAMERA = re.compile(r"[0-9]{1,4}")
_STREAM_SCHEMES = ("http", "https", "rtsp")
# At least two letters, so that a Windows drive is not taken for a scheme.
_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]+)://", re.IGNORECASE)
_DEMO_NAME = "Demo clip"
"""As the window calls it before it is open, see `source_name`."""
_JPEG_VIDEO_SUFFIXES = (".mjpeg", ".mjpg")
"""Videos made of JPEG pictures, one after the other; each begins like a picture."""


class Source(Protocol):
    """A sequence of frames, read by one thread; close it after use, preferably with `with`."""

    @property
    def info(self) -> SourceInfo:
        """The properties of the source, which do not change."""

    @property
    def dropped(self) -> int:
        """Number of frames of a live source that were not read in time and thus dropped."""

    @property
    def problems(self) -> Sequence[str]:
        """Messages about what was skipped so far, such as unreadable pictures."""

    def read(self) -> Frame | None:
        """Return the next frame, or the newest of a live source, waiting for it if needed.

        Returns:
            None at the end of the source and after `close`.

        Raises:
            SourceLostError: A live source is lost, or sends no frames.
            SourceError: A file is damaged and cannot be read any further.
        """

    def close(self) -> None:
        """Release the device or file, without a long wait; closing twice is allowed."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


class DroppingSource(Source, Protocol):
    """A live source, whose frames are dropped if nobody reads them in time."""

    def drop_waiting(self) -> None:
        """Drop the frame that has arrived and was not read, so that `read` waits for a new one."""

    def stop_reading(self) -> None:
        """End a `read` that waits; a signal's handler may call this."""


class PictureSource(Source, Protocol):
    """A source of pictures, which can be read in any order."""

    def go_to(self, index: int, start: int) -> None:
        """Make `read` go on from this picture, or from the nearest that can be read.

        Args:
            index: As in `Frame`, from 0; beyond the ends counts as the first or the last.
            start: The picture from which one goes; tells the direction.
        """


def open_source(
    text: str, *, camera_mode: CameraMode | None = None, named: str | None = None
) -> Source:
    """Open a source by its name.

    Args:
        text: A camera's number, a picture, a folder of pictures, a video file, an http, https or
            rtsp address, or the word "demo". Prefix a file name with "./" if it could be mistaken
            for one of the others. Whether a file is a picture, its content decides.
        camera_mode: Size and frame rate to request from a camera; other sources ignore it.
        named: What the user calls a file, if another folder was theirs; None for the same.

    Raises:
        SourceError: There is no such source, or it cannot be opened or read.
    """
    if is_camera(text):
        return open_camera(int(text), camera_mode or CameraMode())
    if address := _ADDRESS.match(text.strip()):
        if address[1].lower() not in _STREAM_SCHEMES:
            raise SourceError(
                f"{hide_secrets(text)}: cannot be opened; an address must begin with"
                f" {', '.join(_STREAM_SCHEMES)}"
            )
        return open_stream(text)
    if text == "demo":
        return _open_demo()
    return _open_path(Path(text), text if named is None else named)


def is_camera(text: str) -> bool:
    """Return whether `open_source` takes a name for a camera's number."""
    return bool(_CAMERA.fullmatch(text))


def is_camera_or_address(text: str) -> bool:
    """Return whether `open_source` takes a name for a camera's number or an address."""
    return is_camera(text) or bool(_ADDRESS.match(text.strip()))


def _open_demo() -> Source:
    clip = paths.demo_clip()
    if not clip.is_file():
        raise SourceError(f"{clip}: the demo clip is missing; reinstall Maskapp")
    source = VideoFileSource(clip)
    source.info = replace(source.info, name=_DEMO_NAME, is_demo=True, key=DEMO_KEY)
    return source


def _open_path(path: Path, text: str) -> Source:
    if not text:
        raise SourceError("no source was given; name a camera number, a file or an address")
    try:
        if path.is_dir():
            return PicturesSource(path)
        if path.is_file():
            return PicturesSource(path) if _is_picture(path) else VideoFileSource(path)
        exists = path.exists()
    except OSError as error:  # such as a name that is too long, or a folder without permission
        raise SourceError(f"{hide_secrets(text)}: cannot be read: {error.strerror}") from error
    if exists:
        raise SourceError(
            f"{hide_secrets(text)}: is neither a file nor a folder; open a camera by its number"
        )
    raise SourceError(f"{hide_secrets(text)}: there is no such file, folder or camera")


def _is_picture(path: Path) -> bool:
    """Return whether to open a file as a picture; an animated GIF is a video.

    Raises:
        OSError: The file cannot be read.
    """
    kind, suffix = kind_of_file(path), path.suffix.lower()
    if kind is ContentKind.GIF:
        return not is_animated_gif(path)
    if kind in (ContentKind.OTHER, ContentKind.EMPTY):
        return suffix in PICTURE_SUFFIXES  # damaged: its name says what it was
    return kind is not ContentKind.VIDEO and suffix not in _JPEG_VIDEO_SUFFIXES
