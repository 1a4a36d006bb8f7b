"""What making the Linux packages takes, looked for before anything is installed or compiled."""

import ctypes
import shutil
import sys
import sysconfig
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

_LIBRARIES = Path("/usr/lib/x86_64-linux-gnu")
LAPACK = (_LIBRARIES / "liblapack_pic.a", _LIBRARIES / "blas" / "libblas.a")
_TOOLS = {
    **dict.fromkeys(("gcc", "readelf", "nm", "strip"), "gcc"),
    **dict.fromkeys(("dpkg-deb", "dpkg-shlibdeps"), "dpkg-dev"),
    "icupkg": "icu-devtools",
}
"""The programs that are run, each with its package in Debian."""


def require_build_tools() -> None:
    """Check that everything is there.

    Raises:
        SystemExit: Something is missing; the message names it and the packages to install.
    """
    missing = dict(_missing())
    if missing:
        packages = " ".join(dict.fromkeys(missing.values()))
        names = ", ".join(missing)
        sys.exit(f"maskapp: missing: {names}; on Debian run: sudo apt-get install {packages}")


def _missing() -> Iterator[tuple[str, str]]:
    """Yield what is missing, each with its package."""
    for tool, package in _TOOLS.items():
        if not (shutil.which(tool) or shutil.which(tool, path="/usr/sbin:/sbin")):
            yield tool, package
    for file, package in zip(LAPACK, ("liblapack-dev", "libblas-dev"), strict=True):
        if not file.is_file():
            yield file.name, package
    python = f"python{sysconfig.get_python_version()}"
    if find_spec("ensurepip") is None:
        yield "ensurepip", f"{python}-venv"
    try:
        ctypes.CDLL(sysconfig.get_config_var("INSTSONAME"))
    except OSError:
        yield f"lib{python}.so", f"lib{python}"
