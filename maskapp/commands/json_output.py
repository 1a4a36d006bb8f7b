"""Output of measured numbers as JSON, for other programs."""

import json
from pathlib import Path
from typing import Any

from maskapp.files.private_files import output_error

Measurement = dict[str, Any]
"""Numbers by name, nested as in the JSON file."""


def require_writable(path: Path) -> None:
    """Check before a long measurement that its numbers can be written.

    Raises:
        OutputError: The file cannot be written.
    """
    try:
        path.open("a", encoding="utf-8").close()
    except OSError as error:
        raise output_error(path, error) from error


def write_json(path: Path, content: Measurement) -> None:
    """Write measured numbers.

    Raises:
        OutputError: The file cannot be written.
    """
    try:
        path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise output_error(path, error) from error
