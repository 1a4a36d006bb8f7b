"""Small libraries compiled in the test."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

needs_compiler = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("gcc") is None, reason="compiles libraries of Linux"
)


def compiled(library: Path, source: str, *options: str | Path) -> Path:
    """Compile a library; the options may name libraries that it then needs."""
    library.parent.mkdir(parents=True, exist_ok=True)
    command = ["gcc", "-shared", "-fPIC", "-g", "-x", "c", "-", "-x", "none", "-o", library]
    command += [f"-Wl,-soname,{library.name}", "-Wl,--no-as-needed", *options]
    subprocess.run(command, input=source, text=True, check=True)
    return library
