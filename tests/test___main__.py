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
