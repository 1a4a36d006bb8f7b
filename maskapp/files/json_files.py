"""JSON files in the data folder, which people can read and edit, and a fault may damage."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from maskapp.display_names import foreign_message
from maskapp.files.private_files import write_private
from maskapp.files.regular_files import read_regular_file


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
