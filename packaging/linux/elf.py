"""What programs and libraries ask of the system, as `readelf` tells."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

Version = tuple[int, ...]

_MAGIC = b"\x7fELF"


def elf_files(folder: Path) -> Iterator[Path]:
    """Yield the programs and libraries in a folder, sorted, without links to them."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                if file.read(len(_MAGIC)) == _MAGIC:
                    yield path


def needed_libraries(file: Path | str) -> list[str]:
    """Return the names of the libraries that the loader will look for."""
    return re.findall(r"\(NEEDED\).*\[(.+)\]", _readelf(file, "--dynamic"))


def soname(file: Path | str) -> str:
    """Return the name of a library that others ask for; "" if it has none."""
    found = re.search(r"\(SONAME\).*\[(.+)\]", _readelf(file, "--dynamic"))
    return found[1] if found else ""


def defined_symbols(file: Path | str) -> set[str]:
    """Return the names of the functions and data that a library offers."""
    return _dynamic_symbols(file, "--defined-only")


def undefined_symbols(file: Path | str) -> set[str]:
    """Return the names of the functions and data that a file takes from libraries."""
    return _dynamic_symbols(file, "--undefined-only")


def glibc_version(file: Path | str) -> Version:
    """Return the highest version of glibc of which a file uses a symbol."""
    found = re.findall(r"Name: GLIBC_([\d.]+)", _readelf(file, "--version-info"))
    return max((tuple(int(part) for part in version.split(".")) for version in found), default=())


def missing_libraries(folder: Path) -> set[str]:
    """Return the names of the libraries that a folder needs and does not hold."""
    held = {path.name for path in folder.rglob("*.so*")}
    return {name for file in elf_files(folder) for name in needed_libraries(file)} - held


def _dynamic_symbols(file: Path | str, which: str) -> set[str]:
    command = ["nm", "--dynamic", "--format=just-symbols", which, str(file)]
    found = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {name.partition("@")[0] for name in found.split()}


def _readelf(file: Path | str, what: str) -> str:
    command = ["readelf", what, "--wide", str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
