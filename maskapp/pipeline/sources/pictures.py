"""A picture or a folder of pictures as a source."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from maskapp.display_names import printable
from maskapp.errors import SourceError
from maskapp.files.content_kind import ContentKind, kind_of_file
from maskapp.files.file_kinds import PICTURE_SUFFIXES
from maskapp.files.picture_files import open_picture
from maskapp.pipeline.sources.picture_problems import PictureProblems
from maskapp.records import Frame, SourceInfo
from maskapp.source_keys import path_key

_SYSTEM_FILES = ("thumbs.db", "desktop.ini")


class PicturesSource:
    """One picture, or the pictures of a folder in natural order.

    Whether a file is a picture, its content decides; one with the suffix of a picture is expected
    to be one. Unreadable pictures of a folder are skipped. They are reported in `problems`, as are
    damaged ones, and all else that is in the folder, but for hidden files. Skipped pictures are
    counted in the index of the frames, but not in `time_s`, which advances by a second per frame.

    Args:
        path: A picture or a folder.

    Raises:
        SourceError: There is no picture, or none that can be read.
    """

    dropped = 0

    def __init__(self, path: Path) -> None:
        name = printable(path.name or str(path))
        self._problems = PictureProblems(name)
        self._paths = _pictures_in(path, self._problems) if path.is_dir() else [path]
        self._index = 0
        self._frames = 0
        self._next = self._read_next()
        if self._next is None:
            if not path.is_dir():
                raise SourceError(self.problems[0])
            raise SourceError(
                f"{printable(str(path))}: none of its {len(self._paths)} pictures can be read"
                f" ({self.problems[-1]})"
            )
        height, width = (0, 0) if path.is_dir() else self._next.image.shape[:2]
        self.info = SourceInfo(
            name=name,
            width=width,
            height=height,
            fps=None,
            frame_count=len(self._paths),
            is_live=False,
            is_stills=True,
            key=path_key(path),
        )

    @property
    def problems(self) -> Sequence[str]:
        """Messages about what was skipped or left out so far."""
        return self._problems.messages()

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
                picture = open_picture(path)
            except SourceError as error:
                if isinstance(error.__cause__, FileNotFoundError | NotADirectoryError):
                    self._problems.miss(printable(path.name))
                else:
                    self._problems.skip(str(error))
            else:
                if picture.is_one_of_several:
                    self._problems.shorten(printable(path.name))
                if picture.is_damaged:
                    self._problems.use_part(printable(path.name))
                self._frames += 1
                return Frame(picture.image, index, self._frames - 1.0, path.name)
        return None


def _pictures_in(folder: Path, problems: PictureProblems) -> list[Path]:
    """Return the pictures directly in a folder, in natural order: 2 before 10."""
    try:
        entries = sorted(folder.iterdir(), key=lambda path: (_natural_key(path.name), path.name))
        paths = [path for path in entries if _is_picture(path, problems)]
    except OSError as error:
        raise SourceError(f"{printable(str(folder))}: cannot be read: {error.strerror}") from error
    if not paths:
        others = "".join(f"; {message}" for message in problems.messages())
        raise SourceError(f"{printable(str(folder))}: there are no pictures in this folder{others}")
    return paths


def _is_picture(path: Path, problems: PictureProblems) -> bool:
    """Return whether to read an entry of a folder; if not, note it, unless it is hidden."""
    if path.name.startswith(".") or path.name.lower() in _SYSTEM_FILES:
        return False
    if path.is_file():
        if path.suffix.lower() in PICTURE_SUFFIXES:
            return True
        try:
            kind = kind_of_file(path)
        except OSError as error:
            problems.skip(f"{printable(path.name)}: cannot be read: {error.strerror}")
            return False
        if kind.is_picture:
            return True
        what = "" if kind is ContentKind.OTHER else kind.value
    else:
        what = "a folder" if path.is_dir() else "not a file"
    problems.leave_out(printable(path.name), what)
    return False


def _natural_key(name: str) -> list[tuple[int, int, str]]:
    """Return a sort key: numbers by value and before letters, letters without case."""
    return [
        (0, int(part), "") if part.isdecimal() else (1, 0, part)
        for part in re.split(r"(\d+)", name.casefold())
        if part
    ]
