"""Output of measured numbers as JSON, for other programs."""

import errno
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

from maskapp.errors import OutputError
from maskapp.files.private_files import is_own, open_private, output_error, replacing

_NOT_REPLACED = (errno.EACCES, errno.EBUSY, errno.EPERM, errno.EROFS)
"""Errors of a folder that takes no new file, and of a file that is mounted."""

Measurement = dict[str, Any]
"""Numbers by name, nested as in the JSON file."""


def require_writable(path: Path) -> None:
    """Check before a long measurement that its numbers can be written; it leaves nothing behind.

    Raises:
        OutputError: The file cannot be written.
    """
    try:
        target = _file_to_replace(path)
        if target is None:
            return
        if target.exists():
            target.open("ab").close()
        else:
            target.open("xb").close()
            target.unlink()
    except OSError as error:
        raise output_error(path, error) from error


def write_json(path: Path, content: Measurement) -> None:
    """Write measured numbers to a file, which appears or is replaced when it is complete.

    A device, a pipe, or a file that standard output leads to gets them after what was printed.

    Raises:
        OutputError: The file cannot be written.
    """
    encoded = f"{json.dumps(content, indent=2)}\n".encode()
    try:
        target = _file_to_replace(path)
        if target is None:
            sys.stdout.flush()
            with io.BufferedWriter(open_private(path)) as file:
                file.write(encoded)
            return
    except OSError as error:
        raise output_error(path, error) from error
    try:
        with replacing(target) as complete:
            complete.write(encoded)
    except OutputError as error:
        cause = error.__cause__
        if not (isinstance(cause, OSError) and cause.errno in _NOT_REPLACED and target.exists()):
            raise
        _write_in_place(target, encoded)


def _write_in_place(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise output_error(file, error) from error


def _file_to_replace(path: Path) -> Path | None:
    """Return what is behind any links, which may not exist; None for what is not replaced.

    Raises:
        OSError: An existing file cannot be opened for writing, or no system accepts the name.
    """
    if path.is_file():
        with path.open("ab") as file:
            if not is_own(file):
                return None
    elif path.exists() and not path.is_dir():
        return None
    return Path(os.path.realpath(path))  # `resolve` refuses links in a circle
