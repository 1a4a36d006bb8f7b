"""A check that a window can be shown; otherwise Qt would abort the process.

Imports no Qt, so that it can run first.
"""

import ctypes
import importlib.util
import os
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from maskapp.errors import MaskappError

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
"""The libraries that Qt's X11 plug-in links against, apart from libc and what PySide6 ships."""
_NO_DISPLAY = (
    "there is no display to show a window on; start Maskapp in a desktop session,"
    " or use 'maskapp detect', which needs no window"
)


class DisplayError(MaskappError):
    """A window cannot be shown: there is no display, or a library is missing."""


def require_display(
    environment: Mapping[str, str] = os.environ,
    load_library: Callable[[str], object] = ctypes.CDLL,
) -> None:
    """Check that Qt will be able to start; on Linux only.

    Args:
        environment: The environment variables that Qt will read.
        load_library: Loads a shared library by name or path, or raises an `OSError`.

    Raises:
        DisplayError: Qt would abort; the message says what to install or start.
    """
    if sys.platform != "linux" or "QT_QPA_PLATFORM" in environment:
        return
    if not (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")):
        raise DisplayError(_NO_DISPLAY)
    if not uses_x11(environment):
        return
    missing = [name for name in _X11_LIBRARIES if not _can_load(name, load_library)]
    if missing:
        raise missing_libraries(missing)
    _load_plugin(load_library)
    display = environment["DISPLAY"]
    if not _accepts_connections(display):
        raise DisplayError(f"the display {display} does not respond; {_NO_DISPLAY}")


def uses_x11(environment: Mapping[str, str]) -> bool:
    """Return whether Qt will choose X11 rather than Wayland."""
    is_wayland = environment.get("XDG_SESSION_TYPE") == "wayland"
    return not (environment.get("WAYLAND_DISPLAY") and is_wayland) and bool(
        environment.get("DISPLAY")
    )


def missing_libraries(names: list[str]) -> DisplayError:
    """Return an error that names the Debian and Ubuntu packages of these libraries."""
    packages = " ".join(dict.fromkeys(map(debian_package, names)))
    return DisplayError(
        f"a window needs system libraries that are missing ({', '.join(names)});"
        f" on Debian and Ubuntu run: sudo apt-get install {packages}"
    )


def debian_package(library: str) -> str:
    """Return the package of a library: libegl1 for libEGL.so.1, libx11-6 for libX11.so.6."""
    return re.sub(r"([0-9])\.so\.", r"\1-", library.lower()).replace(".so.", "")


def _can_load(library: str, load_library: Callable[[str], object]) -> bool:
    try:
        load_library(library)
    except OSError:
        return False
    return True


def _load_plugin(load_library: Callable[[str], object]) -> None:
    """Load Qt's X11 plug-in as Qt will, which finds libraries missing from the list."""
    package = importlib.util.find_spec("PySide6")
    folder = Path(package.origin).parent if package and package.origin else Path()
    plugin = folder / "Qt" / "plugins" / "platforms" / "libqxcb.so"
    if not plugin.is_file():  # a distribution's own package of Qt
        return
    try:
        load_library(str(plugin))
    except OSError as error:
        raise missing_libraries([str(error).split(":", maxsplit=1)[0]]) from error


def _accepts_connections(display: str) -> bool:
    """Return whether the X server accepts a connection.

    The connection is left open: a server without other clients, such as Xvfb, resets when its last
    one disconnects, and would refuse Qt in the meantime.
    """
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(display.encode(), None)
    return bool(xcb.xcb_connection_has_error(connection) == 0)
