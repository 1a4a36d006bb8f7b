"""A recording in progress: its file, its duration and the space left on its disk.

Imports PyAV, which takes a while: import this module when a recording starts.
"""

import contextlib
import shutil
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from maskapp import paths
from maskapp.errors import FileTooLargeError, OutputError
from maskapp.files.file_names import free_path
from maskapp.files.private_files import output_error
from maskapp.outputs.video_recorder import Recorder
from maskapp.records import Image, RecordingStatus
from maskapp.settings.recording_name import recording_stem
from maskapp.settings.settings import Settings

_WARN_BELOW_BYTES = 1_000_000_000
_STOP_BELOW_BYTES = 200_000_000
_LARGEST_FAT_FILE_BYTES = 2**32 - 64_000_000  # less a fragment that was not written
_TOLD_FOR_S = 3.0
"""How long the status tells that the recording goes on in another file."""
_SHORTEST_FILE_S = 1.0
"""A disk that allows less in a file would be filled with files."""


def free_bytes(folder: Path) -> int:
    """Return the free space on the disk of a folder.

    Raises:
        OutputError: The disk does not respond.
    """
    try:
        return shutil.disk_usage(folder).free
    except OSError as error:
        raise output_error(folder, error) from error


class RecordingOnDisk:
    """A recording in the folder that the settings name, under a free name.

    If the disk allows no larger file, as FAT none over 4 GB, it goes on in another one; less than
    half a second is missing between the two.

    Args:
        settings: Folder and pattern of the name.
        fps: Nominal frame rate of the source; None if unknown.
        free_bytes: See the function of that name; tests replace it.

    Attributes:
        earlier: The files before the one that is being written, oldest first.

    Raises:
        OutputError: The file cannot be written, or its disk is full.
    """

    def __init__(
        self,
        settings: Settings,
        fps: float | None,
        free_bytes: Callable[[Path], int] = free_bytes,
    ) -> None:
        folder = _create_folder(settings)
        self._folder = folder
        self._free_bytes = free_bytes
        free = free_bytes(folder)
        if free < _STOP_BELOW_BYTES:
            raise OutputError(
                f"Cannot record to {folder}: {_free_text(free)} is free on its disk;"
                " free some space or choose another folder"
            )
        self._stem = recording_stem(settings.recording_name, datetime.now().astimezone())
        self._fps = fps
        self.earlier: list[Path] = []
        self._earlier_s = 0.0
        self._earlier_bytes = 0
        self._told_until_s = float("-inf")
        self._recorder = self._new_recorder()

    @property
    def path(self) -> Path:
        """The video, or its newest file."""
        return self._recorder.path

    def write(self, image: Image, time_s: float) -> None:
        """Add an image; see `Recorder.write`."""
        try:
            self._recorder.write(image, time_s)
        except OutputError as error:
            if not self._is_too_large(error) or self._recorder.duration_s < _SHORTEST_FILE_S:
                raise
            self._go_on()
            self._recorder.write(image, time_s)

    @property
    def is_on_disk(self) -> bool:
        """Whether the video is still there, on a disk that responds."""
        return self._recorder.is_on_disk

    @property
    def duration_s(self) -> float:
        """Duration of the video in seconds."""
        return self._earlier_s + self._recorder.duration_s

    def check(self) -> RecordingStatus:
        """Return duration and size, and a warning if the disk is filling up.

        Raises:
            OutputError: The disk is nearly full, or the file is gone; `close` finishes the file.
        """
        if not self.is_on_disk:
            raise OutputError(
                "The recording was stopped because its file was moved or removed, or its disk"
                f" was disconnected: {self.path}"
            )
        free = self._free_bytes(self._folder)
        if free < _STOP_BELOW_BYTES:
            raise OutputError(
                f"The recording was stopped because {_free_text(free)} is free on the"
                f" disk: {self.path}"
            )
        warning = None
        if time.monotonic() < self._told_until_s:
            warning = (
                f"{self.earlier[-1]} is as large as its disk allows; the recording goes on in"
                f" {self.path.name}"
            )
        if free < _WARN_BELOW_BYTES:
            warning = f"The disk is nearly full: {_free_text(free)} is free"
        size_bytes = self._earlier_bytes + self._recorder.size_bytes
        return RecordingStatus(elapsed_s=self.duration_s, size_bytes=size_bytes, warning=warning)

    def close(self) -> None:
        """Finish the file; see `Recorder.close`."""
        self._recorder.close()

    def _is_too_large(self, error: OutputError) -> bool:
        """Return whether the file may not grow; Windows says of FAT that its disk is full."""
        return isinstance(error, FileTooLargeError) or (
            self._recorder.size_bytes >= _LARGEST_FAT_FILE_BYTES
            and self._free_bytes(self._folder) >= _STOP_BELOW_BYTES
        )

    def _go_on(self) -> None:
        """Go on in another file."""
        full = self._recorder
        self._recorder = self._new_recorder()
        self.earlier.append(full.path)
        self._earlier_s += full.duration_s
        self._earlier_bytes += full.size_bytes
        self._told_until_s = time.monotonic() + _TOLD_FOR_S

    def _new_recorder(self) -> Recorder:
        path = _new_file(self._folder, self._stem)
        try:
            return Recorder(path, self._fps)
        except BaseException:
            with contextlib.suppress(OSError):
                path.unlink()
            raise


def _create_folder(settings: Settings) -> Path:
    folder = Path(settings.recording_folder or paths.default_recording_dir())
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"The folder {folder} cannot be created: {error.strerror};"
            " choose another in the settings"
        ) from error
    return folder


def _new_file(folder: Path, stem: str) -> Path:
    """Create an empty file under a free name, which no other program takes from then on."""
    path = folder / f"{stem}.mp4"
    try:
        return free_path(path, _is_refused)
    except OSError as error:  # such as a name with more bytes than the disk allows
        raise OutputError(f"Cannot record to {path}: {error.strerror}") from error


def _is_refused(path: Path) -> bool:
    """Create a file, unless there is one already; return whether there was."""
    try:
        path.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        return True
    return False


def _free_text(free: int) -> str:
    return f"only {free // 1_000_000} MB"
