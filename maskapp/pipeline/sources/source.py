"""Everything that pictures come from, behind one protocol."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, Self

from maskapp import paths
from maskapp.display_names import shown, shown_address
from maskapp.errors import SourceError
from maskapp.pipeline.sources.camera import CameraMode, open_camera
from maskapp.pipeline.sources.pictures import PICTURE_SUFFIXES, PicturesSource
from maskapp.pipeline.sources.stream import open_stream
from maskapp.pipeline.sources.video_file import VideoFileSource
from maskapp.records import Frame, SourceInfo

_STREAM_SCHEMES = ("http", "https", "rtsp")
# Two letters or more, so that it is no drive of Windows.
_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]+)://", re.IGNORECASE)


class Source(Protocol):
    """A sequence of frames. One thread reads it; close it when done, best with `with`."""

    @property
    def info(self) -> SourceInfo:
        """What the source says of itself; it does not change."""

    @property
    def dropped(self) -> int:
        """How many frames of a live source were not read in time."""

    @property
    def problems(self) -> Sequence[str]:
        """What was passed over up to now, such as unreadable pictures; a line for each."""

    def read(self) -> Frame | None:
        """The next frame; of a live source the newest, waiting for it if need be.

        Returns:
            None when the source has come to its end, or was closed.

        Raises:
            SourceLostError: A live source has gone, or sends nothing.
            SourceError: A file is damaged so that nothing more can be read.
        """

    def close(self) -> None:
        """Let go of the device or file; never waits long, and may be called twice."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


def open_source(text: str, *, camera_mode: CameraMode | None = None) -> Source:
    """Open what the user named.

    Args:
        text: A camera's number, a picture, a folder of pictures, a video file, an http,
            https or rtsp address, or the word "demo". A file of such a name is meant
            with "./" before it.
        camera_mode: What to ask of a camera; other sources pay no heed to it.

    Raises:
        SourceError: There is no such source, or it cannot be opened or read.
    """
    if re.fullmatch(r"[0-9]{1,4}", text):
        return open_camera(int(text), camera_mode or CameraMode())
    if address := _ADDRESS.match(text):
        if address[1].lower() not in _STREAM_SCHEMES:
            raise SourceError(
                f"{shown_address(text)}: cannot be opened; addresses begin with"
                f" {', '.join(_STREAM_SCHEMES)}"
            )
        return open_stream(text)
    if text == "demo":
        return _open_demo()
    return _open_path(Path(text), text)


def _open_demo() -> Source:
    clip = paths.demo_clip()
    if not clip.is_file():
        raise SourceError(f"{shown(str(clip))}: the demo clip is missing; reinstall Maskapp")
    return VideoFileSource(clip)


def _open_path(path: Path, text: str) -> Source:
    if not text:
        raise SourceError("no source was named; give a camera's number, a file or an address")
    try:
        if path.is_dir() or (path.is_file() and path.suffix.lower() in PICTURE_SUFFIXES):
            return PicturesSource(path)
        if path.is_file():
            return VideoFileSource(path)
        exists = path.exists()
    except OSError as error:  # as for a name that is too long or a folder that may not be entered
        raise SourceError(f"{shown(text)}: cannot be read: {error.strerror}") from error
    if exists:
        raise SourceError(
            f"{shown(text)}: is neither a file nor a folder; name a camera by its number"
        )
    raise SourceError(f"{shown(text)}: there is no such file, folder or camera")
