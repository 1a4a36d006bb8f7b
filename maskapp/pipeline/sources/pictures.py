"""Sources that are pictures: one, or a folder of them."""

import re
from pathlib import Path
from typing import Self

import numpy as np

from maskapp.display_names import shown
from maskapp.errors import SourceError
from maskapp.opencv import cv2, native_stderr_muted
from maskapp.records import Frame, Image, SourceInfo

PICTURE_SUFFIXES = frozenset(
    (".bmp", ".jpeg", ".jpg", ".pgm", ".png", ".ppm", ".tif", ".tiff", ".webp")
)
"""What counts as a picture; a GIF is a video, as it may be animated."""


def read_picture(path: Path) -> Image:
    """A picture, upright as its EXIF orientation says, from a path of any spelling.

    Grey, 16-bit and transparent pictures become BGR, uint8; transparency is dropped.

    Raises:
        SourceError: The file cannot be read, or is damaged, cut short or no picture.
    """
    name = shown(path.name)
    try:
        # cv2.imread opens no path on Windows that is outside the system's code page.
        data = np.fromfile(path, np.uint8)
    except OSError as error:
        raise SourceError(f"{name}: cannot be read: {error.strerror}") from error
    if data.size == 0:
        raise SourceError(f"{name}: the picture is empty (0 bytes)")
    try:
        image = cv2.imdecode(data, cv2.IMREAD_COLOR_BGR)
    except (cv2.error, MemoryError) as error:
        raise SourceError(f"{name}: the picture is damaged or too large to decode") from error
    if image is None:
        raise SourceError(f"{name}: the picture is damaged, cut short or of an unknown kind")
    return np.ascontiguousarray(image, np.uint8)


class PicturesSource:
    """One picture, or the pictures of a folder in the order that people count in.

    Unreadable pictures of a folder are passed over and told in `problems`; the index of a
    frame is its place in the folder all the same, and `time_s` counts a second a picture.
    Folders inside the folder and hidden files are not looked at.

    Raises:
        SourceError: There is no picture, or none that can be read.
    """

    dropped = 0

    def __init__(self, path: Path) -> None:
        self.problems: list[str] = []
        self._paths = _pictures_in(path) if path.is_dir() else [path]
        self._index = 0
        self._next = self._read_next()
        if self._next is None:
            if not path.is_dir():
                raise SourceError(self.problems[0])
            raise SourceError(
                f"{shown(str(path))}: none of its {len(self._paths)} pictures can be read"
                f" ({self.problems[0]})"
            )
        height, width = (0, 0) if path.is_dir() else self._next.image.shape[:2]
        self.info = SourceInfo(
            name=shown(path.name or str(path)),
            width=width,
            height=height,
            fps=None,
            frame_count=len(self._paths),
            is_live=False,
            is_stills=True,
        )

    def read(self) -> Frame | None:
        """The next picture, or None after the last one."""
        frame = self._next
        if frame is not None:
            self._next = self._read_next()
        return frame

    def close(self) -> None:
        """Give no more pictures."""
        self._paths = []
        self._next = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read_next(self) -> Frame | None:
        while self._index < len(self._paths):
            path, index = self._paths[self._index], self._index
            self._index += 1
            try:
                with native_stderr_muted():
                    image = read_picture(path)
            except SourceError as error:
                self.problems.append(str(error))
            else:
                return Frame(image, index, float(index), path.name)
        return None


def _pictures_in(folder: Path) -> list[Path]:
    """The pictures right inside a folder, 2 before 10."""
    try:
        paths = [
            path
            for path in folder.iterdir()
            if path.suffix.lower() in PICTURE_SUFFIXES
            and not path.name.startswith(".")
            and path.is_file()
        ]
    except OSError as error:
        raise SourceError(f"{shown(str(folder))}: cannot be read: {error.strerror}") from error
    if not paths:
        kinds = ", ".join(sorted(suffix[1:] for suffix in PICTURE_SUFFIXES))
        raise SourceError(f"{shown(str(folder))}: there are no pictures in this folder ({kinds})")
    return sorted(paths, key=lambda path: (_natural_key(path.name), path.name))


def _natural_key(name: str) -> list[tuple[int, int, str]]:
    """Sorts as people count: digits by value, before letters; letters in any case."""
    return [
        (0, int(part), "") if part.isdecimal() else (1, 0, part)
        for part in re.split(r"(\d+)", name.casefold())
        if part
    ]
