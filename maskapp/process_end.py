"""The end of the process while threads are left that nothing can end.

A call into a driver, or a server that has fallen silent, may hold a thread for many seconds. Python
takes itself apart around such a thread, which then may crash the process, after all work was done.
"""

import atexit
import logging
import os
import sys
import threading
from contextlib import suppress


class ProcessEnd:
    """Ends the process without taking Python apart, if a thread is left at its very end.

    Create it before anything else is imported: functions that are called at the end are called in
    the reverse order, and those of all libraries have to come first.

    Attributes:
        code: The exit code; None while it is not known, and the process ends as usual.
    """

    def __init__(self) -> None:
        self.code: int | None = None
        atexit.register(self._end)

    def _end(self) -> None:
        if self.code is not None and is_thread_left():
            end_at_once(self.code)


def is_thread_left() -> bool:
    """Return whether a Python thread is still running, not counting dummies of Qt threads."""
    others = set(threading.enumerate()) - {threading.main_thread()}
    return any(type(thread) is threading.Thread for thread in others)


def end_at_once(code: int) -> None:
    """End the process, with everything written that it has logged and printed."""
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # its reader is gone, or it was closed
            stream.flush()
    os._exit(code)
