"""The definition of an export format."""

from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from typing import BinaryIO

from maskapp.outputs.snapshots.records import Snapshot

Steps = Generator[int, None, None]
"""Yields the number of exported snapshots so far. Closing it early cancels the export."""

Writer = Callable[[Iterable[Snapshot], BinaryIO], Steps]
"""Writes snapshots to a file.

Args:
    snapshots: The snapshots in the order of the export; may be iterated more than once.
    file: An empty file.
"""


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A file format of the export, as the export dialog and the command line offer it.

    Attributes:
        suffix: Ending of the file name, lower case, with the dot.
        title: Display name.
        write: Writes a file of this format. Slow imports happen inside it, not at the start of the
            window.
    """

    suffix: str
    title: str
    write: Writer
