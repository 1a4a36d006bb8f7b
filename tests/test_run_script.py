"""`packaging/run.sh`: what follows when the window does not open."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PATIENCE_S = 120

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="runs without a display of Linux")

PROGRAM = """#!/bin/bash
case $1 in
    cameras) echo "No camera was found." ;;
    detect) echo "$@" ;;
    *) exec "$PYTHON_OF_TESTS" -m maskapp "$@" ;;
esac
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with the script, and with a program that finds no camera and processes nothing."""
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    (tmp_path / "packaging").mkdir()
    shutil.copy(ROOT / "packaging" / "run.sh", tmp_path / "packaging" / "run.sh")
    (programs / "maskapp").write_text(PROGRAM)
    (programs / "python").write_text('#!/bin/bash\nexec "$PYTHON_OF_TESTS" "$@"\n')
    for program in programs.iterdir():
        program.chmod(0o755)
    return tmp_path


def run(checkout: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_DATA_HOME")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    environment |= {"PYTHON_OF_TESTS": sys.executable, "PYTHONPATH": str(ROOT), **variables}
    return subprocess.run(
        ["bash", str(checkout / "packaging" / "run.sh")],
        env=environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=PATIENCE_S,
        check=False,
    )


def test_without_a_display_the_demo_is_processed_instead(checkout: Path) -> None:
    done = run(checkout)
    assert done.returncode == 0
    assert "no display" in done.stderr
    assert "Processing the demo clip without a window instead." in done.stdout
    assert "detect demo --output" in done.stdout


def test_a_data_folder_that_cannot_be_made_ends_it(checkout: Path) -> None:
    (checkout / "a file").touch()
    done = run(checkout, QT_QPA_PLATFORM="offscreen", XDG_DATA_HOME=str(checkout / "a file"))
    assert done.returncode == 2
    assert "a file" in done.stderr
    assert done.stdout == ""
