"""Entry point of the packaged program."""

import os
import sys

from maskapp.__main__ import run


def _restore_library_path() -> None:
    """Let programs that this one starts, such as xdg-open, find the system's own libraries.

    The loader has read the variable already; the packaged libraries stay in use here. A process of
    `detect --jobs` is this program once more, which relies on it, and so is told to set it again.
    """
    os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"
    original = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    if original is None:
        os.environ.pop("LD_LIBRARY_PATH", None)
    else:
        os.environ["LD_LIBRARY_PATH"] = original


if __name__ == "__main__":
    if sys.platform == "linux":
        _restore_library_path()
    sys.exit(run())
