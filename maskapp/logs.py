"""The log file: what happened, for whoever has to find out why."""

import logging
import logging.handlers
import os
import sys
import threading
from pathlib import Path
from types import TracebackType

from maskapp.errors import MaskappError

LOG_FILE_NAME = "maskapp.log"

_MAX_BYTES = 1_000_000
_OLD_FILES = 3
_FORMAT = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"

_log = logging.getLogger(__name__)


def logs_dir(data_dir: Path) -> Path:
    """Where the log and its older parts are."""
    return data_dir / "logs"


def start_logging(data_dir: Path) -> Path:
    """Write what the program logs, and what it did not expect, to a file.

    The file is for the user's eyes alone and is kept small.

    Returns:
        The log file.

    Raises:
        MaskappError: Its folder cannot be made or written to.
    """
    folder = logs_dir(data_dir)
    path = folder / LOG_FILE_NAME
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handler = _PrivateRotatingFile(
            path, maxBytes=_MAX_BYTES, backupCount=_OLD_FILES, encoding="utf-8"
        )
    except OSError as error:
        raise MaskappError(
            f"Maskapp cannot write to its folder {data_dir}: {error.strerror};"
            " choose another one with --data-dir"
        ) from error
    handler.setFormatter(logging.Formatter(_FORMAT))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    sys.excepthook = _log_unexpected
    threading.excepthook = _log_unexpected_in_thread
    return path


class _PrivateRotatingFile(logging.handlers.RotatingFileHandler):
    """A rotating log whose every part only the user can read."""

    def _open(self):  # type: ignore[no-untyped-def]  # noqa: ANN202 - the type is the library's own
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return os.fdopen(descriptor, self.mode, encoding=self.encoding)


def _log_unexpected(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    _log.critical("unexpected", exc_info=(kind, error, trace))
    sys.__excepthook__(kind, error, trace)


def _log_unexpected_in_thread(happened: threading.ExceptHookArgs) -> None:
    error = happened.exc_value
    if error is not None:
        _log_unexpected(happened.exc_type, error, happened.exc_traceback)
