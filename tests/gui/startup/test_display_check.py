"""Whether a window can be shown, checked before Qt would abort the process."""

import os
import subprocess
import sys

import pytest

from maskapp.gui.startup.display_check import (
    DisplayError,
    debian_package,
    require_display,
    uses_x11,
)

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="checks X11 libraries")

X11 = {"DISPLAY": ":4999"}
"""A display that no X server serves."""


class Libraries:
    """Loads any library but those that a test calls missing."""

    def __init__(self, *missing: str) -> None:
        self.loaded: list[str] = []
        self._missing = missing

    def __call__(self, library: str) -> None:
        if any(library.endswith(name) for name in self._missing):
            raise OSError(f"{self._missing[-1]}: cannot open shared object file")
        self.loaded.append(library)


@linux_only
@pytest.mark.parametrize("arguments", [[], ["gui"], ["--demo"]])
def test_the_command_fails_in_one_line_without_a_display(arguments, tmp_path) -> None:
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    command = [sys.executable, "-m", "maskapp", *arguments, "--data-dir", str(tmp_path / "data")]
    if not arguments:
        command = command[:3]
    done = subprocess.run(
        command,
        env=environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "no display" in done.stderr
    assert not done.stdout


@linux_only
def test_names_the_packages_of_missing_libraries() -> None:
    missing = Libraries("libxcb-cursor.so.0", "libxcb-icccm.so.4")
    with pytest.raises(DisplayError, match=r"apt-get install libxcb-cursor0 libxcb-icccm4$"):
        require_display(X11, missing)


@linux_only
def test_names_the_package_of_a_library_that_only_the_plugin_needs() -> None:
    class BrokenPlugin(Libraries):
        def __call__(self, library: str) -> None:
            if library.endswith("libqxcb.so"):
                raise OSError("libnew.so.2: cannot open shared object file")

    with pytest.raises(DisplayError, match=r"apt-get install libnew2$"):
        require_display(X11, BrokenPlugin())


@linux_only
def test_names_a_display_that_does_not_respond() -> None:
    libraries = Libraries()
    with pytest.raises(DisplayError, match=":4999 does not respond"):
        require_display(X11, libraries)
    assert "libxcb.so.1" in libraries.loaded


@linux_only
@pytest.mark.parametrize(
    "environment",
    [
        {"QT_QPA_PLATFORM": "offscreen"},
        {"WAYLAND_DISPLAY": "wayland-0", "XDG_SESSION_TYPE": "wayland"},
    ],
)
def test_needs_no_x11_library_for_another_platform(environment) -> None:
    libraries = Libraries()
    require_display(environment, libraries)
    assert libraries.loaded == []


@pytest.mark.parametrize(
    ("library", "package"),
    [
        ("libX11.so.6", "libx11-6"),
        ("libEGL.so.1", "libegl1"),
        ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
        ("libdbus-1.so.3", "libdbus-1-3"),
    ],
)
def test_derives_the_debian_package_of_a_library(library, package) -> None:
    assert debian_package(library) == package


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"DISPLAY": ":0"}, True),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0", "XDG_SESSION_TYPE": "wayland"}, False),
        ({"WAYLAND_DISPLAY": "wayland-0"}, False),
    ],
)
def test_qt_uses_x11_only_outside_of_wayland_sessions(environment, expected) -> None:
    assert uses_x11(environment) == expected
