"""A recording in progress: its file, its duration and the space left on its disk.

Imports PyAV, which takes a while: import this module when a recording starts.
"""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from maskapp import paths
from maskapp.errors import OutputError
from maskapp.files.file_names import free_path
from maskapp.files.private_files import output_error
from maskapp.outputs.video_recorder import Recorder
from maskapp.records import Image, RecordingStatus
from maskapp.settings.recording_name import recording_stem
from maskapp.settings.settings import Settings

_WARN_BELOW_BYTES = 1_000_000_000
_STOP_BELOW_BYTES = 200_000_000


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
    """A recording of one video in the folder that the settings name, under a free name.

    Args:
        settings: Folder and pattern of the name.
        fps: Nominal frame rate of the source; None if unknown.
        free_bytes: See the function of that name; tests replace it.

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
        stem = recording_stem(settings.recording_name, datetime.now().astimezone())
        self._recorder = Recorder(_free_path(folder, stem), fps)

    @property
    def path(self) -> Path:
        """The video."""
        return self._recorder.path

    def write(self, image: Image, time_s: float) -> None:
        """Add an image; see `Recorder.write`."""
        self._recorder.write(image, time_s)

    @property
    def is_on_disk(self) -> bool:
        """Whether the video is still there, on a disk that responds."""
        return self._recorder.is_on_disk

    @property
    def duration_s(self) -> float:
        """Duration of the video in seconds."""
        return self._recorder.duration_s

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
        if free < _WARN_BELOW_BYTES:
            warning = f"The disk is nearly full: {_free_text(free)} is free"
        return RecordingStatus(
            elapsed_s=self.duration_s, size_bytes=self._recorder.size_bytes, warning=warning
        )

    def close(self) -> None:
        """Finish the file; see `Recorder.close`."""
        self._recorder.close()


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


def _free_path(folder: Path, stem: str) -> Path:
    path = folder / f"{stem}.mp4"
    try:
        return free_path(path)
    except OSError as error:  # such as a name with more bytes than the disk allows
        raise OutputError(f"Cannot record to {path}: {error.strerror}") from error


def _free_text(free: int) -> str:
    return f"only {free // 1_000_000} MB"
