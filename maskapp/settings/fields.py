"""The kinds of settings: each makes a dataclass field whose metadata holds its limits."""

import os
from collections.abc import Callable
from dataclasses import field
from pathlib import Path
from typing import Any

_LONGEST_PATH = 4000


def number(default: float, least: float, most: float) -> Any:
    """Make a field for a number from `least` to `most`."""
    return field(default=default, metadata={"least": least, "most": most})


def choice(default: str, *others: str) -> Any:
    """Make a field for one of several words."""
    return field(default=default, metadata={"choices": (default, *others)})


def text(default: str, problem: Callable[[str], str | None]) -> Any:
    """Make a field for a text; `problem` returns why one cannot be used, else None."""
    return field(default=default, metadata={"problem": problem})


def path_problem(value: str) -> str | None:
    """Return why a text is neither empty nor a full path, to follow the setting's name."""
    if len(value) > _LONGEST_PATH or "\0" in value or not _is_encodable(value):
        return "is not a path"
    if value and not Path(value).is_absolute():
        return "is not a full path"
    return None


def _is_encodable(path: str) -> bool:
    try:
        os.fsencode(path)
    except UnicodeEncodeError:  # halves of characters; JSON would join them to another path
        return False
    return True
