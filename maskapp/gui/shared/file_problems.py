"""What is said about a file of ours that could not be read completely."""

import logging
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from maskapp.files.json_files import keep_broken

_MAX_PROBLEMS = 2
"""Number of problems that fit into one message."""

_log = logging.getLogger(__name__)


def summary_of_problems(problems: Sequence[str], path: Path) -> str:
    """Log all problems of a file, keep a copy of it, and return a text that fits the window.

    Args:
        problems: Messages about what was not used.
        path: The file, which the next change overwrites.

    Returns:
        "" if there are no problems.
    """
    for problem in problems:
        _log.warning("%s", problem)
    if not problems:
        return ""
    # The sentence of `keep_broken` shows the whole path.
    parts = [problem.replace(str(path), path.name) for problem in problems[:_MAX_PROBLEMS]]
    if (more := len(problems) - _MAX_PROBLEMS) > 0:
        text = QCoreApplication.translate("FileProblems", "The log file lists {0} more.")
        parts.append(text.format(more))
    return " ".join([*parts, keep_broken(path)])
