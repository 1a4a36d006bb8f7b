"""JSON files in the data folder, which people can read and edit, and a fault may damage."""

import errno
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from maskapp.display_names import foreign_message
from maskapp.errors import OutputError
from maskapp.files.file_names import free_path
from maskapp.files.private_files import write_private
from maskapp.files.regular_files import (
    is_regular_file,
    may_be_readable_later,
    read_regular_file,
)

_LARGEST_COPY_BYTES = 16 << 20


def read_object(path: Path, most_bytes: int) -> tuple[dict[str, Any], str]:
    """Read a JSON object.

    Args:
        path: May be missing.
        most_bytes: The largest size that is read.

    Returns:
        The object, empty if there is none; and why the file cannot be used, to follow its name:
        "" if it can, or is missing.
    """
    try:
        content = json.loads(read_regular_file(path, most_bytes).decode("utf-8"))
    except FileNotFoundError:
        return {}, ""
    except json.JSONDecodeError as error:
        return {}, f"is not valid JSON (line {error.lineno})"
    except (OSError, ValueError, RecursionError) as error:
        reason = error.strerror if isinstance(error, OSError) else foreign_message(error)
        return {}, f"cannot be read ({reason})"
    return (content, "") if isinstance(content, dict) else ({}, "is not a JSON object")


def write_object(content: Mapping[str, Any], path: Path) -> None:
    """Write a JSON object, as `write_private` does.

    Raises:
        OutputError: The file cannot be written.
    """
    # A path may hold bytes that are not text; backslashreplace writes them as JSON escapes.
    text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    write_private(path, text.encode("utf-8", errors="backslashreplace"))


def keep_broken(path: Path) -> tuple[str, bool]:
    """Copy a file that could not be used as it is, before it is overwritten.

    Args:
        path: The file.

    Returns:
        A message that says where the copy is, or why there is none, "" if there is no file to copy;
        and whether the file may be overwritten now.
    """
    try:
        copy = copy_broken(path)
    except OutputError as error:
        return f"Nothing is saved there for now: {error}.", False
    return f"A copy of the original file is kept in {copy}." if copy else "", True


def copy_broken(path: Path) -> Path | None:
    """Copy a file as `keep_broken` does.

    Returns:
        The copy; None if there is no file to copy.

    Raises:
        OutputError: The file cannot be read, or its copy not be written: it must not be overwritten
            yet. The message says what to do.
    """
    try:
        content = read_regular_file(path, _LARGEST_COPY_BYTES)
    except OSError as error:
        if error.errno != errno.EFBIG and not may_be_readable_later(error):
            return None
        raise OutputError(
            f"{path} cannot be read ({error.strerror}); let this user read it, or remove it"
        ) from error
    try:
        copy = next((other for other in broken_copies(path) if other.read_bytes() == content), None)
        if copy is None:
            moment = f"{datetime.now():%Y-%m-%d_%H-%M-%S}"
            copy = free_path(path.with_stem(f"{path.stem}.broken-{moment}"))
            write_private(copy, content)
    except (OSError, OutputError) as error:
        raise OutputError(
            f"{path} could not be copied ({error}); make that possible, or remove it"
        ) from error
    return copy


def broken_copies(path: Path) -> list[Path]:
    """Return the copies that `keep_broken` has made of a file."""
    return [other for other in path.parent.glob(f"{path.stem}.broken-*") if is_regular_file(other)]
