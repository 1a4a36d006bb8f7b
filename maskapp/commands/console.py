"""Standard output and error where there is no console.

A windowed program on Windows has neither of them, and nor has one whose caller has closed them;
what writes to them (argparse, tqdm, our own messages) then fails. Of a program started from a
desktop, they end where nobody looks. Where they exist, they may not have all characters.
"""

import io
import os
import sys
from typing import TextIO


def provide_streams() -> None:
    """Have standard streams that take whatever is written to them.

    Missing ones are replaced by ones that discard it. In their order, they get the free ones of the
    descriptors 0 to 2. Otherwise files that are opened later would get those, and what native
    libraries and child processes write to them.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            stream = open(os.devnull, mode, encoding="utf-8")  # noqa: SIM115, PTH123
            os.set_inheritable(stream.fileno(), True)
            setattr(sys, name, stream)
    for output in (sys.stdout, sys.stderr):
        if isinstance(output, io.TextIOWrapper) and output.errors == "strict":
            # Many consoles and pipes, above all on Windows, lack characters that names have.
            output.reconfigure(errors="backslashreplace")


def tell(message: str) -> None:
    """Print a message to standard error, or drop it if nobody reads that any more.

    No work is lost for a message that nobody would have read.
    """
    try:
        # In one piece, also if Python does not buffer: the process may end between two.
        sys.stderr.write(f"{message}\n")
        sys.stderr.flush()
    except OSError:
        discard(sys.stderr)


def discard(stream: TextIO) -> None:
    """Discard what is written to a stream from now on, as Python does at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def has_console() -> bool:
    """Return whether the program was started with a standard error, wherever that leads."""
    return sys.__stderr__ is not None


def is_stderr_read() -> bool:
    """Return whether somebody may read standard error.

    Nobody does if there is none, if it leads to the null device, as that of an app on macOS, or to
    the system's journal, as that of a program started from most Linux desktops.
    """
    if not has_console():
        return False
    if sys.platform == "win32":  # where consoles, pipes and the null device have the same status
        return True
    try:
        status = os.fstat(sys.stderr.fileno())
    except (OSError, ValueError):  # replaced by an object without a descriptor, as tests do
        return True
    journal = os.environ.get("JOURNAL_STREAM", "")  # set by systemd
    is_journal = journal == f"{status.st_dev}:{status.st_ino}"
    return not is_journal and not os.path.samestat(status, os.stat(os.devnull))  # noqa: PTH116
