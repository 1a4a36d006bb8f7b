"""Ctrl+C at any time of the start, in a process of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

INTERRUPT_AT = """
import os, signal, sys

class Interrupt:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupt())
"""
AS_SCRIPT = ["-c", "import sys; from maskapp.__main__ import run; sys.exit(run())"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
@pytest.mark.parametrize("start", [["-m", "maskapp"], AS_SCRIPT], ids=["module", "script"])
@pytest.mark.parametrize(
    ("command", "module"),
    [
        (["detect", "demo"], "logging"),
        (["detect", "demo"], "maskapp.cli"),
        (["detect", "demo"], "argparse"),
        (["detect", "demo"], "numpy._core._multiarray_umath"),
        (["gui", "--demo"], "PySide6.QtCore"),
        (["gui", "--demo"], "maskapp.gui.window.main_window"),
    ],
)
def test_ctrl_c_during_an_import_ends_it_without_a_word(
    tmp_path: Path, monkeypatch, start: list[str], command: list[str], module: str
) -> None:
    (tmp_path / "sitecustomize.py").write_text(INTERRUPT_AT.format(module=module))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=":")
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    done = subprocess.run(
        [sys.executable, *start, *command],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


PRESSED_TWICE = """
import signal, sys
from maskapp import __main__
from maskapp.commands import console, export_log, interrupts
from maskapp.pipeline.sources import camera_list

def pressed(*arguments):
    signal.raise_signal(signal.SIGINT)

def tell(message, tell=console.tell):
    pressed()
    tell(message)

interrupts.monotonic = lambda: 0.0  # all within a second
camera_list.list_cameras = export_log.export_log = pressed
console.tell = tell
code = __main__.run()
pressed()
sys.exit(code)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
@pytest.mark.parametrize("command", [["cameras"], ["export-log", "log.csv"]], ids=str)
def test_ctrl_c_again_and_again_ends_it_in_order(command: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PRESSED_TWICE, *command],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (130, "maskapp: interrupted\n")
