"""Whether a window can be shown at all. Qt itself ends the process where it cannot.

Imports no Qt, so that it can be asked first.
"""

import ctypes
import importlib.util
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from maskapp.errors import MaskappError

# What Qt's plug-in for X11 links against besides libc and what PySide6 ships.
_X11_LIBRARIES = (
    "libX11.so.6",
    "libX11-xcb.so.1",
    "libxcb.so.1",
    "libxcb-cursor.so.0",
    "libxcb-icccm.so.4",
    "libxcb-image.so.0",
    "libxcb-keysyms.so.1",
    "libxcb-randr.so.0",
    "libxcb-render.so.0",
    "libxcb-render-util.so.0",
    "libxcb-shape.so.0",
    "libxcb-shm.so.0",
    "libxcb-sync.so.1",
    "libxcb-util.so.1",
    "libxcb-xfixes.so.0",
    "libxcb-xkb.so.1",
    "libxkbcommon.so.0",
    "libxkbcommon-x11.so.0",
    "libEGL.so.1",
    "libGL.so.1",
    "libfontconfig.so.1",
    "libfreetype.so.6",
    "libdbus-1.so.3",
)
_NO_DISPLAY = (
    "there is no display to show a window on; start Maskapp in a desktop session,"
    " or use 'maskapp detect' for work without a window"
)


class DisplayError(MaskappError):
    """There is no display, or a library that a window needs is missing."""


def require_display() -> None:
    """Find out whether Qt will be able to start.

    Raises:
        DisplayError: It would end the process; the message says what to install or start.
    """
    if sys.platform != "linux" or "QT_QPA_PLATFORM" in os.environ:
        return
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise DisplayError(_NO_DISPLAY)
    if not uses_x11(os.environ):
        return
    missing = [name for name in _X11_LIBRARIES if not _can_load(name)]
    if missing:
        raise missing_libraries(missing)
    _load_plugin()
    if not _answers():
        raise DisplayError(f"the display {os.environ['DISPLAY']} does not answer; {_NO_DISPLAY}")


def uses_x11(environment: Mapping[str, str]) -> bool:
    """Whether Qt will choose X11 rather than Wayland."""
    is_wayland = environment.get("XDG_SESSION_TYPE") == "wayland"
    return not (environment.get("WAYLAND_DISPLAY") and is_wayland) and bool(
        environment.get("DISPLAY")
    )


def missing_libraries(names: list[str]) -> DisplayError:
    """The error that names the packages of Debian and Ubuntu with these libraries."""
    packages = " ".join(dict.fromkeys(map(debian_package, names)))
    return DisplayError(
        f"a window needs system libraries that are missing ({', '.join(names)});"
        f" on Debian and Ubuntu run: sudo apt-get install {packages}"
    )


def debian_package(library: str) -> str:
    """The package with a library: libEGL.so.1 is in libegl1, libX11.so.6 in libx11-6."""
    return re.sub(r"([0-9])\.so\.", r"\1-", library.lower()).replace(".so.", "")


def _can_load(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _load_plugin() -> None:
    """Load Qt's plug-in for X11 as Qt will, for a library that the list does not know."""
    package = importlib.util.find_spec("PySide6")
    folder = Path(package.origin).parent if package and package.origin else Path()
    plugin = folder / "Qt" / "plugins" / "platforms" / "libqxcb.so"
    if not plugin.is_file():  # Qt as the distribution packages it
        return
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        raise missing_libraries([str(error).split(":", maxsplit=1)[0]]) from error


def _answers() -> bool:
    """Whether the X server that DISPLAY names accepts a connection.

    The connection stays: a server without other clients, such as Xvfb, starts over when its
    last one leaves, and would turn Qt away meanwhile.
    """
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    return bool(xcb.xcb_connection_has_error(connection) == 0)
