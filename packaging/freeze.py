"""Freezes the program, with Python and all packages, into `build/package/dist/`, on any system.

Everything happens in an environment of its own, with only what running needs. The packages of the
systems are made of that folder: `packaging/linux`, `packaging/windows`, `packaging/macos`.
"""

import os
import shutil
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

from frozen.sizes import LIMIT_MB, size_table, total_mb
from linux.build_tools import require_build_tools

_ROOT = Path(__file__).parents[1]
_BUILD = _ROOT / "build" / "package"
_VENV = _BUILD / "venv"
_PYTHON = _VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
_LICENCES = _BUILD / "LICENCES.txt"


def main() -> None:
    """Make the environment, gather the licences, and run PyInstaller."""
    if sys.platform == "linux":
        require_build_tools()
    _BUILD.mkdir(parents=True, exist_ok=True)
    _make_venv(requirements())
    _say("gathering the licences")
    _run(_PYTHON, _ROOT / "packaging" / "frozen" / "licences.py", _LICENCES)
    _say("freezing the program; this takes a minute")
    shutil.rmtree(_BUILD / "dist", ignore_errors=True)
    places = ("--distpath", _BUILD / "dist", "--workpath", _BUILD / "work")
    spec = _ROOT / "packaging" / "maskapp.spec"
    options = ("--noconfirm", "--clean", "--log-level", "WARN")
    _run(_PYTHON, "-m", "PyInstaller", *options, *places, spec)
    _tell_size(_BUILD / "dist" / "maskapp")


def _tell_size(folder: Path) -> None:
    print(size_table(folder))
    if total_mb(folder) > LIMIT_MB:
        sys.exit(f"The program takes more than {LIMIT_MB} MB; leave out what it does not use")


def requirements() -> list[str]:
    """Return what to install: what running and serving need, and PyInstaller."""
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    return [*project["dependencies"], *extras["web"], *extras["package"]]


def _make_venv(needed: list[str]) -> None:
    """Install what is needed, unless just that was installed before."""
    stamp = _VENV / "installed.txt"
    content = "\n".join([sys.version, str(_VENV), *needed])
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == content:
        return
    _say(f"installing {len(needed)} packages and what they need into {_VENV}")
    venv.create(_VENV, clear=True, with_pip=True)
    _run(_PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *needed)
    stamp.write_text(content, encoding="utf-8")


def _run(*command: str | Path) -> None:
    environment = {k: v for k, v in os.environ.items() if k not in {"PYTHONPATH", "PYTHONHOME"}}
    # Hashes of strings decide the order of some lists in the archives.
    environment |= {"PYTHONHASHSEED": "1", "SOURCE_DATE_EPOCH": _build_epoch()}
    done = subprocess.run(list(map(str, command)), cwd=_ROOT, env=environment, check=False)
    if done.returncode:
        sys.exit(done.returncode)  # the program has said why


def _build_epoch() -> str:
    """Return SOURCE_DATE_EPOCH, or the time of the commit, in seconds since 1970."""
    if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
        return epoch
    command = ["git", "-C", str(_ROOT), "log", "-1", "--format=%ct"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def _say(text: str) -> None:
    print(f"maskapp: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
