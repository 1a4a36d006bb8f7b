"""The log file, which also receives unexpected errors."""

import logging
import logging.handlers
import os
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType

from maskapp.display_names import hide_secrets_in_text
from maskapp.errors import MaskappError
from maskapp.files.private_files import make_private_folder

LOG_FILE_NAME = "maskapp.log"
SERVER_LOG_FILE_NAME = "serve.log"

_MAX_BYTES = 1_000_000
_OLD_FILES = 3
_FORMAT = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"

_log = logging.getLogger(__name__)


def logs_dir(data_dir: Path) -> Path:
    """Return the folder of the log file and its older parts."""
    return data_dir / "logs"


def start_logging(data_dir: Path, file_name: str = LOG_FILE_NAME) -> Path:
    """Write log entries and unexpected errors to a file from now on.

    The file is rotated, only the user can read it, and addresses in it hold no passwords.

    Args:
        data_dir: The data folder.
        file_name: Name of the file; two programs that run at the same time need two.

    Returns:
        The log file.

    Raises:
        MaskappError: The folder cannot be created or written to.
    """
    folder = logs_dir(data_dir)
    path = folder / file_name
    try:
        make_private_folder(folder)
        handler = _PrivateRotatingFile(
            path, maxBytes=_MAX_BYTES, backupCount=_OLD_FILES, encoding="utf-8"
        )
    except OSError as error:
        raise MaskappError(
            f"Maskapp cannot write to its folder {data_dir}: {error.strerror};"
            " choose another one with --data-dir"
        ) from error
    handler.setFormatter(_DiscreetFormatter(_FORMAT))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    logging.raiseExceptions = False  # an entry that cannot be written would be shown as it is
    sys.excepthook = _log_unexpected
    threading.excepthook = _log_unexpected_in_thread
    return path


def show_warnings() -> None:
    """Write log entries that are warnings or worse to standard error, too."""
    handler = logging.StreamHandler()
    handler.setLevel(logging.WARNING)
    handler.setFormatter(_DiscreetFormatter("%(message)s"))
    logging.getLogger().addHandler(handler)


class _DiscreetFormatter(logging.Formatter):
    """A formatter that hides passwords, in tracebacks too: libraries quote addresses."""

    def format(self, record: logging.LogRecord) -> str:
        return hide_secrets_in_text(super().format(record))


class _PrivateRotatingFile(logging.handlers.RotatingFileHandler):
    """A rotating log that only the user can read."""

    def _open(self):  # type: ignore[no-untyped-def]  # noqa: ANN202 - typeshed's type is private
        # A pipe without a reader is an error, instead of a wait for one.
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NONBLOCK", 0)
        descriptor = os.open(self.baseFilename, flags, 0o600)
        return os.fdopen(descriptor, self.mode, encoding=self.encoding)


def _log_unexpected(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    _log.critical("unexpected", exc_info=(kind, error, trace))
    if sys.stderr is not None:  # a windowed app on Windows has none
        lines = traceback.format_exception(kind, error, trace)
        sys.stderr.write(hide_secrets_in_text("".join(lines)))


def _log_unexpected_in_thread(happened: threading.ExceptHookArgs) -> None:
    error = happened.exc_value
    if error is not None:
        _log_unexpected(happened.exc_type, error, happened.exc_traceback)
