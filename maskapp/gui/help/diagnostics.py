"""The diagnostics of a bug report: versions, computer, settings and the end of the log."""

import os
import platform
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from urllib.parse import urlsplit

from PySide6.QtGui import QGuiApplication

from maskapp import __version__
from maskapp.display_names import hide_secrets_in_text
from maskapp.gui.help.package_versions import PACKAGES, package_version
from maskapp.logs import LOG_FILE_NAME, logs_dir
from maskapp.settings.settings import Settings

_LOG_LINES = 60
_LOG_BYTES = 20_000


def diagnostics(settings: Settings, data_dir: Path) -> str:
    """Return the diagnostics as text to paste into a bug report.

    Args:
        settings: The current settings; only those that differ from the defaults are listed.
        data_dir: The folder that holds the logs.

    Returns:
        Several lines, in English; the home folder is written as ~.
    """
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
    changed = {
        name: _without_path(value) if name == "webhook_url" else value
        for name, value in asdict(settings).items()
        if value != default[name]
    }
    yield f"Changed settings: {changed or 'none'}"
    yield ""
    yield "End of the log:"
    yield _end_of_log(logs_dir(data_dir) / LOG_FILE_NAME)


def _without_path(address: str) -> str:
    """Return scheme and server of a webhook, whose path and query are often its only secret."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.hostname}/…"


def _end_of_log(path: Path) -> str:
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - _LOG_BYTES))
            text = file.read().decode("utf-8", errors="replace")
    except OSError as error:
        return f"Cannot read {path}: {error.strerror}"
    return hide_secrets_in_text("\n".join(text.splitlines()[-_LOG_LINES:]))
