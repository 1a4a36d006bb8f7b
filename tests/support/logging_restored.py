"""Logging as it was before a test."""

import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def logging_restored() -> Iterator[None]:
    """Undo in the end what `start_logging` and `show_warnings` do meanwhile."""
    root, hooks = logging.getLogger(), (sys.excepthook, threading.excepthook)
    before, level, raises = list(root.handlers), root.level, logging.raiseExceptions
    try:
        yield
    finally:
        for handler in set(root.handlers) - set(before):
            root.removeHandler(handler)
            handler.close()
        root.setLevel(level)
        logging.raiseExceptions = raises
        sys.excepthook, threading.excepthook = hooks
