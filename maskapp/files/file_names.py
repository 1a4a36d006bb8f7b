"""Names for new files: which are allowed, and which are free."""

import re
from collections.abc import Callable
from pathlib import Path

_LONGEST_BYTES = 200  # most file systems allow 255, which a suffix and a number must fit into
_FORBIDDEN_CHARACTERS = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\ud800-\udfff]')
"""Characters that some file system refuses."""
_DEVICE_NAMES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)\s*(\.|$)", re.IGNORECASE)
"""Names that Windows reserves for devices, whatever their suffix."""


def file_name_problem(stem: str) -> str | None:
    """Return why a name without its suffix is not allowed on every common system.

    Returns:
        A clause to follow the name of what holds it, such as "is empty"; None if allowed.
    """
    problems = (
        (not stem.strip(" ."), "is empty"),
        (
            len(stem.encode(errors="surrogatepass")) > _LONGEST_BYTES,
            "is too long for a file name",
        ),
        (stem.startswith("."), "starts with a dot, which hides the file"),
        (
            _FORBIDDEN_CHARACTERS.search(stem),
            'has one of the characters < > : " / \\ | ? *, which file names cannot have',
        ),
        (_DEVICE_NAMES.match(stem), "is the name of a device on Windows"),
    )
    return next((problem for is_true, problem in problems if is_true), None)


def free_path(path: Path, is_taken: Callable[[Path], bool] = Path.exists) -> Path:
    """Return a path as it is or, if it is taken, with the first free number after its stem.

    Args:
        path: The wanted path, such as `door.mp4`; the next ones are `door-2.mp4` and so on.
        is_taken: Whether a path must not be used.

    Raises:
        OSError: The default `is_taken` cannot look it up, because its name is too long.
    """
    candidate, number = path, 2
    while is_taken(candidate):
        candidate = path.with_stem(f"{path.stem}-{number}")
        number += 1
    return candidate
