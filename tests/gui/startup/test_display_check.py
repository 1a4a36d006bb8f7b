"""Whether a window can be shown, found out before Qt would end the process."""

import os
import subprocess
import sys

import pytest

from maskapp.gui.startup import display_check as display
from maskapp.gui.startup.display_check import (
    DisplayError,
    debian_package,
    require_display,
    uses_x11,
)

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="asks for X11 libraries")


@pytest.fixture
def on_x11(monkeypatch):
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", ":4999")


@linux_only
@pytest.mark.parametrize("arguments", [[], ["gui"], ["--demo"]])
def test_without_a_display_one_line_tells_and_nothing_aborts(arguments, tmp_path) -> None:
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
def test_missing_libraries_are_named_with_their_packages(on_x11, monkeypatch) -> None:
    missing = {"libxcb-cursor.so.0", "libxcb-icccm.so.4"}
    monkeypatch.setattr(display, "_can_load", lambda name: name not in missing)
    with pytest.raises(DisplayError, match=r"apt-get install libxcb-cursor0 libxcb-icccm4$"):
        require_display()


@linux_only
def test_a_display_that_does_not_answer_is_told(on_x11, monkeypatch) -> None:
    monkeypatch.setattr(display, "_can_load", lambda _name: True)
    monkeypatch.setattr(display, "_load_plugin", lambda: None)
    with pytest.raises(DisplayError, match=":4999 does not answer"):
        require_display()


@pytest.mark.parametrize(
    ("library", "package"),
    [
        ("libX11.so.6", "libx11-6"),
        ("libEGL.so.1", "libegl1"),
        ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
        ("libdbus-1.so.3", "libdbus-1-3"),
    ],
)
def test_libraries_are_in_packages_of_debian(library, package) -> None:
    assert debian_package(library) == package


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"DISPLAY": ":0"}, True),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0", "XDG_SESSION_TYPE": "wayland"}, False),
        ({"WAYLAND_DISPLAY": "wayland-0"}, False),
    ],
)
def test_wayland_needs_no_library_of_x11(environment, expected) -> None:
    assert uses_x11(environment) == expected
