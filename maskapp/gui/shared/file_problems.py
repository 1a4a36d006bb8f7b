"""What is said about a file of ours that could not be read completely."""

import logging
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from maskapp.files.json_files import copy_broken, keep_broken

_MAX_PROBLEMS = 2
"""Number of problems that fit into one message."""

_log = logging.getLogger(__name__)


class UnusedContent:
    """What a file of ours held and was not used, which must not be lost.

    All problems are logged, and a copy of the file is kept.

    Args:
        problems: Messages about what was not used.
        path: The file, which the next change overwrites.

    Attributes:
        message: What to tell the user; "" if there are no problems.
        is_unread: Whether the file could not be read, or not be copied, but perhaps can be later.
    """

    def __init__(self, problems: Sequence[str], path: Path) -> None:
        for problem in problems:
            _log.warning("%s", problem)
        self._path = path
        self.message = ""
        self.is_unread = False
        if problems:
            # The sentence of the copy shows the whole path.
            parts = [problem.replace(str(path), path.name) for problem in problems[:_MAX_PROBLEMS]]
            if (more := len(problems) - _MAX_PROBLEMS) > 0:
                text = QCoreApplication.translate("FileProblems", "The log file lists {0} more.")
                parts.append(text.format(more))
            sentence, is_kept = keep_broken(path)
            self.message = " ".join(filter(None, [*parts, sentence]))
            self.is_unread = not is_kept

    def require_kept(self) -> None:
        """Copy the file unless there is a copy already; call it before the file is overwritten.

        Raises:
            OutputError: It can still not be read or copied.
        """
        if self.is_unread:
            copy_broken(self._path)
            self.is_unread = False
