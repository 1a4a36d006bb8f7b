"""Entry point of `maskapp` and of `python -m maskapp`."""

import signal
import sys

from maskapp.commands.interrupts import interrupt, quit_at_once


def run() -> int:
    """Run the command line; return its exit code.

    Ctrl+C ends the process in order at any time, also while modules are still being imported.
    """
    is_watched = signal.getsignal(signal.SIGINT) is not signal.SIG_IGN
    if is_watched:
        signal.signal(signal.SIGINT, interrupt)
    from maskapp.process_end import ProcessEnd  # noqa: PLC0415 - watched

    end = ProcessEnd()
    if getattr(sys, "frozen", False):
        import multiprocessing  # noqa: PLC0415 - only there

        multiprocessing.freeze_support()  # a process of `detect --jobs` goes no further
    from maskapp.cli import main  # noqa: PLC0415 - watched, too

    end.code = main()
    if is_watched:
        signal.signal(signal.SIGINT, quit_at_once)
    return end.code


if __name__ == "__main__":
    sys.exit(run())
