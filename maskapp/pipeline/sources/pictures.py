"""A picture or a folder of pictures as a source."""

import re
from pathlib import Path
from typing import Self

from maskapp.display_names import printable
from maskapp.errors import SourceError
from maskapp.files.file_kinds import PICTURE_SUFFIXES
from maskapp.files.picture_files import read_picture
from maskapp.opencv import native_stderr_muted
from maskapp.records import Frame, SourceInfo


class PicturesSource:
    """One picture, or the pictures of a folder in natural order.

    Unreadable pictures of a folder are skipped and reported in `problems`, but counted in the
    index of the frames; `time_s` advances by a second per picture. Subfolders and hidden
    files are ignored.

    Args:
        path: A picture or a folder.

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
                f"{printable(str(path))}: none of its {len(self._paths)} pictures can be read"
                f" ({self.problems[0]})"
            )
        height, width = (0, 0) if path.is_dir() else self._next.image.shape[:2]
        self.info = SourceInfo(
            name=printable(path.name or str(path)),
            width=width,
            height=height,
            fps=None,
            frame_count=len(self._paths),
            is_live=False,
            is_stills=True,
        )

    def read(self) -> Frame | None:
        """Return the next picture; None after the last one."""
        frame = self._next
        if frame is not None:
            self._next = self._read_next()
        return frame

    def close(self) -> None:
        """End the sequence: `read` returns None from now on."""
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
    """Return the pictures directly in a folder, in natural order: 2 before 10."""
    try:
        paths = [
            path
            for path in folder.iterdir()
            if path.suffix.lower() in PICTURE_SUFFIXES
            and not path.name.startswith(".")
            and path.is_file()
        ]
    except OSError as error:
        raise SourceError(f"{printable(str(folder))}: cannot be read: {error.strerror}") from error
    if not paths:
        kinds = ", ".join(sorted(suffix[1:] for suffix in PICTURE_SUFFIXES))
        raise SourceError(
            f"{printable(str(folder))}: there are no pictures in this folder ({kinds})"
        )
    return sorted(paths, key=lambda path: (_natural_key(path.name), path.name))


def _natural_key(name: str) -> list[tuple[int, int, str]]:
    """Return a sort key: numbers by value and before letters, letters without case."""
    return [
        (0, int(part), "") if part.isdecimal() else (1, 0, part)
        for part in re.split(r"(\d+)", name.casefold())
        if part
    ]
