"""The boxes of an MP4 file, as far as it takes to repair one that could not be finished."""

import os
from pathlib import Path
from typing import BinaryIO

from maskapp.files.private_files import output_error

_HEAD_BYTES = 8
_LONG_HEAD_BYTES = 16
_LONG_SIZE = 1
"""Stands for a size that follows the type, in eight bytes."""
_FRAGMENT_HEAD = b"moof"
"""Describes the images of the box after it."""


def cut_after_last_fragment(path: Path) -> None:
    """Cut off what was written of a fragment that is not complete; players stumble over it.

    Raises:
        OutputError: The file cannot be changed.
    """
    try:
        with path.open("r+b") as file:
            file.truncate(_whole_bytes(file))
    except OSError as error:
        raise output_error(path, error) from error


def _whole_bytes(file: BinaryIO) -> int:
    """Return where the last complete box ends that needs none after it."""
    size = os.fstat(file.fileno()).st_size
    start = whole = 0
    while start + _HEAD_BYTES <= size:
        file.seek(start)
        head = file.read(_LONG_HEAD_BYTES)
        length, kind = int.from_bytes(head[:4], "big"), head[4:8]
        if length == _LONG_SIZE:
            length = int.from_bytes(head[_HEAD_BYTES:], "big")
        start += length
        if length < _HEAD_BYTES or start > size:
            break
        if kind != _FRAGMENT_HEAD:
            whole = start
    return whole
