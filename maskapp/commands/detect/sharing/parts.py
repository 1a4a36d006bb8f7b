"""Parts: the results of one task each, kept in files until all inputs are done.

A part is a file of lines, each with a letter before it that tells what it belongs to. Its last
line has the counts, and says where it begins, so that a part that is cut short is noticed.
"""

import contextlib
import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from maskapp.commands.detect.table import Summary
from maskapp.errors import OutputError
from maskapp.files.abandoned_files import PARTIAL_PREFIX
from maskapp.files.private_files import replacing
from maskapp.outputs.json_lines import Lines, json_line

REPORT, EVENT, PICTURE, FOUND = b"r", b"e", b"p", b"f"
"""The letters of report lines, events, annotated pictures, and of what was found in pictures that
are not numbered yet."""
_END = b"z"
PART_SUFFIX = ".part"
DRAWN_SUFFIX = ".drawn"
"""Of the folders of annotated videos and pictures."""
_LONGEST_END = 1 << 20


@dataclass(frozen=True, slots=True)
class Drawn:
    """The annotated output of one task.

    Attributes:
        folder: Name of its folder, beside the part.
        state: See `Drawing.state`.
        video: File name of the video; "" if it is pictures.
        size_bytes: Of all its files.
    """

    folder: str
    state: str
    video: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class PartEnd:
    """What the last line of a part says.

    Attributes:
        summary: The counts; None if nothing could be opened.
        problems: Messages about what was skipped or damaged.
        error: Why the task is to be done again by a later command; "" if it was done to its end.
        drawn: The annotated output; None for none.
    """

    summary: Summary | None = None
    problems: list[str] = field(default_factory=list)
    error: str = ""
    drawn: Drawn | None = None


class PartWriter:
    """The part of one task while it is written.

    Args:
        file: Receives it.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def lines(self, letter: bytes) -> Lines:
        """Return what takes the lines of one kind."""
        return _Lettered(self._file, letter)

    def finish(self, end: PartEnd) -> None:
        """Write the last line."""
        summary, drawn = end.summary, end.drawn
        content = {
            "begins_at": self._file.tell(),
            "summary": summary and summary.as_json(),
            "problems": end.problems,
            "error": end.error,
            "drawn": drawn and {name: getattr(drawn, name) for name in Drawn.__slots__},
        }
        self._file.write(_END + json_line(content))


@dataclass(frozen=True, slots=True)
class _Lettered:
    file: BinaryIO
    letter: bytes

    def begin(self) -> None:
        pass

    def write_line(self, content: Mapping[str, Any]) -> None:
        self.file.write(self.letter + json_line(content))


@contextlib.contextmanager
def writing_part(folder: Path, key: str) -> Iterator[PartWriter]:
    """Write a part, which is there only once it is complete.

    Raises:
        OutputError: It cannot be written.
    """
    with replacing(folder / f"{key}{PART_SUFFIX}") as file:
        yield PartWriter(file)


def part_end(folder: Path, key: str) -> PartEnd | None:
    """Return what the last line of a part says; None if the part is missing or damaged."""
    try:
        with (folder / f"{key}{PART_SUFFIX}").open("rb") as file:
            size_bytes = file.seek(0, 2)
            file.seek(max(0, size_bytes - _LONGEST_END))
            line = file.read().rpartition(b"\n" + _END)[2].removeprefix(_END)
        values = json.loads(line)
        if not line.endswith(b"\n") or values["begins_at"] != size_bytes - len(line) - 1:
            return None
        end = _read_end(values)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    is_whole = end.drawn is None or _size_of(folder / end.drawn.folder) == end.drawn.size_bytes
    return end if is_whole else None


def whole_end(folder: Path, key: str) -> PartEnd:
    """Return what `part_end` does, of a part that was there before.

    Raises:
        OutputError: It is gone, or was damaged since.
    """
    end = part_end(folder, key)
    if end is None:
        raise OutputError(f"A part in {folder} is gone; the same command makes it again")
    return end


def _read_end(values: dict[str, Any]) -> PartEnd:
    summary, drawn = values["summary"], values["drawn"]
    return PartEnd(
        Summary.from_json(summary) if summary else None,
        list(values["problems"]),
        str(values["error"]),
        Drawn(**drawn) if drawn else None,
    )


def part_lines(folder: Path, key: str) -> Iterator[tuple[bytes, bytes]]:
    """Yield the letter and the content of each line of a part but the last.

    Raises:
        OSError: It cannot be read.
    """
    with (folder / f"{key}{PART_SUFFIX}").open("rb") as file:
        for line in file:
            if line[:1] != _END:
                yield line[:1], line[1:]


def drawn_size(folder: Path) -> int:
    """Return the size of all files of an annotated output, bytes."""
    return sum(path.stat().st_size for path in folder.iterdir())


def _size_of(folder: Path) -> int:
    try:
        return drawn_size(folder)
    except OSError:
        return -1


def has_parts(folder: Path) -> bool:
    """Return whether any task is done."""
    return any(folder.glob(f"*{PART_SUFFIX}"))


def remove_unfinished(folder: Path) -> None:
    """Remove the annotated output of tasks that came to no end, which takes space for nothing."""
    for drawn in folder.glob(f"*{DRAWN_SUFFIX}"):
        end = part_end(folder, drawn.name.partition("-")[0])
        if end is None or end.drawn is None or end.drawn.folder != drawn.name:
            shutil.rmtree(drawn, ignore_errors=True)


def remove_parts(folder: Path) -> None:
    """Remove all parts in a folder, finished or not, and nothing else."""
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            if path.name.endswith(DRAWN_SUFFIX):
                shutil.rmtree(path, ignore_errors=True)
            elif path.name.endswith(PART_SUFFIX) or path.name.startswith(PARTIAL_PREFIX):
                path.unlink(missing_ok=True)
