"""A picture or a folder of pictures as a source."""

import re
from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from maskapp.display_names import printable
from maskapp.errors import SourceError
from maskapp.files.content_kind import ContentKind, kind_of_file
from maskapp.files.file_kinds import PICTURE_SUFFIXES
from maskapp.files.picture_files import Picture, open_picture
from maskapp.files.source_keys import path_key
from maskapp.pipeline.sources.picture_problems import PictureProblems
from maskapp.records import Frame, Image, SourceInfo

_SYSTEM_FILES = ("thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class ListedPictures:
    """The pictures of a folder, none of which was read.

    Attributes:
        paths: The pictures, in natural order.
        problems: What was left out.
    """

    paths: list[Path]
    problems: PictureProblems


class PicturesSource:
    """One picture, or the pictures of a folder in natural order.

    Whether a file is a picture, its content decides; one with the suffix of a picture is expected
    to be one. Unreadable pictures of a folder are skipped. They are reported in `problems`, as are
    damaged ones, and all else that is in the folder, but for hidden files. Skipped pictures are
    counted in the index of the frames, but not in `time_s`, which advances by a second per frame,
    also after `go_to`.

    Args:
        path: A picture or a folder.
        listed: The pictures of the folder, if it was listed before.
        open_picture: Opens each.

    Raises:
        SourceError: There is no picture, or none that can be read.
    """

    dropped = 0

    def __init__(
        self,
        path: Path,
        listed: ListedPictures | None = None,
        open_picture: Callable[[Path], Picture] = open_picture,
    ) -> None:
        is_folder = listed is not None or path.is_dir()
        if listed is None:
            listed = list_pictures(path) if is_folder else _alone(path)
        name = _name(path)
        self._open_picture = open_picture
        self._problems = deepcopy(listed.problems)  # a list may be read several times
        self._paths = listed.paths
        self._frames = 0
        self._reported: set[int] = set()
        self._unread = 0
        self._next = self._read_first(range(len(self._paths)))
        if self._next is None:
            if not is_folder:
                raise SourceError(self.problems[0])
            raise SourceError(
                f"{printable(str(path))}: none of its {len(self._paths)} pictures can be read"
                f" ({self.problems[-1]})"
            )
        height, width = (0, 0) if is_folder else self._next.image.shape[:2]
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
        frame = self._next or self._read_first(range(self._unread, len(self._paths)))
        self._next = None
        if frame is None:
            self._unread = len(self._paths)
        else:
            self._unread = frame.index + 1
        return frame

    def go_to(self, index: int, start: int) -> None:
        """Make `read` go on from this picture, or from the nearest that can be read.

        The nearest is looked for in the direction of the way there.

        Args:
            index: As in `Frame`, from 0; beyond the ends counts as the first or the last.
            start: The picture from which one goes, which need not be the one that was read last.
        """
        count = len(self._paths)
        index = max(0, min(index, count - 1))
        upwards, downwards = range(index, count), range(index, -1, -1)
        first, then = (upwards, downwards) if index >= start else (downwards, upwards)
        self._next = self._read_first(first) or self._read_first(then)
        self._unread = count

    def close(self) -> None:
        """End the sequence: `read` returns None from now on."""
        self._paths = []
        self._next = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read_first(self, indices: Iterable[int]) -> Frame | None:
        """Return the first of these pictures that can be read; report the others once."""
        for index in indices:
            picture = self._read_picture(self._paths[index], is_new=index not in self._reported)
            self._reported.add(index)
            if picture is not None:
                self._frames += 1
                return Frame(picture, index, self._frames - 1.0, self._paths[index].name)
        return None

    def _read_picture(self, path: Path, *, is_new: bool) -> Image | None:
        """Return a picture, None if it cannot be read; a new one's problems are reported."""
        problems = self._problems if is_new else PictureProblems("")
        try:
            picture = self._open_picture(path)
        except SourceError as error:
            if is_gone(error):
                problems.miss(printable(path.name))
            else:
                problems.skip(str(error))
            return None
        if picture.is_one_of_several:
            problems.shorten(printable(path.name))
        if picture.is_damaged:
            problems.use_part(printable(path.name))
        return picture.image


def is_gone(error: SourceError) -> bool:
    """Return whether a picture could not be opened because there is none."""
    return isinstance(error.__cause__, FileNotFoundError | NotADirectoryError)


def list_pictures(folder: Path, own: Path | None = None) -> ListedPictures:
    """Return the pictures directly in a folder, in natural order: 2 before 10.

    Args:
        folder: The folder.
        own: A folder that the program keeps for itself, of which nothing is said.

    Raises:
        SourceError: There are none, or the folder cannot be read.
    """
    problems = PictureProblems(_name(folder))
    try:
        entries = sorted(folder.iterdir(), key=lambda path: (_natural_key(path.name), path.name))
        others = [path for path in entries if not (own and _is_same(path, own))]
        paths = [path for path in others if _is_picture(path, problems)]
    except OSError as error:
        raise SourceError(f"{printable(str(folder))}: cannot be read: {error.strerror}") from error
    if not paths:
        left_out = "".join(f"; {message}" for message in problems.messages())
        name = printable(str(folder))
        raise SourceError(f"{name}: there are no pictures in this folder{left_out}")
    return ListedPictures(paths, problems)


def _is_same(path: Path, own: Path) -> bool:
    return path.name == own.name and path.samefile(own)


def _alone(path: Path) -> ListedPictures:
    return ListedPictures([path], PictureProblems(_name(path)))


def _name(path: Path) -> str:
    return printable(path.name or str(path))


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
