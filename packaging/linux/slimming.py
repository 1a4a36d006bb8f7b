"""Leaving out, on Linux, what Python packages bring twice or for nothing.

Wheels carry the libraries that they link against, each under a name with a hash, so that FFmpeg
is there once for PyAV and once for OpenCV, which reads no video here.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from linux.elf import needed_libraries, soname
from linux.stripping import stripped

Entry = tuple[str, str, str]
"""Destination, source (of a link: its target) and type, as PyInstaller keeps them."""

_LINK = "SYMLINK"
_SYSTEM_FOLDERS = ("/lib/", "/lib64/", "/usr/lib/", "/usr/lib64/")
_HASHED = re.compile(r"(?P<name>lib.+?)(-[0-9a-f]{8})+(?P<rest>[.\d-]*\.so.*)")


def slim(entries: Iterable[Entry], replacements: Mapping[str, Path], work_dir: Path) -> list[Entry]:
    """Return the binaries of the Linux package.

    Args:
        entries: Those that PyInstaller has found.
        replacements: A library to ship instead, by the name of a library.
        work_dir: A folder for files without their symbol tables.
    """
    kept = [entry for entry in entries if not _is_of_the_system(entry)]
    kept = [_replaced(entry, replacements) for entry in kept]
    kept = _without_unneeded(_without_twins(kept))
    return [_stripped(entry, work_dir) for entry in kept]


def _is_of_the_system(entry: Entry) -> bool:
    """Return whether a package manager brings and updates the library."""
    destination, source, kind = entry
    is_in_its_folders = kind != _LINK and source.startswith(_SYSTEM_FOLDERS)
    return is_in_its_folders and not destination.startswith(("libpython3", "python3"))


def _replaced(entry: Entry, replacements: Mapping[str, Path]) -> Entry:
    destination, _, kind = entry
    library = replacements.get(Path(destination).name)
    return entry if library is None or kind == _LINK else (destination, str(library), kind)


def _stripped(entry: Entry, work_dir: Path) -> Entry:
    destination, source, kind = entry
    if kind == _LINK:
        return entry
    return destination, str(stripped(Path(source), work_dir / destination)), kind


def _without_twins(entries: list[Entry]) -> list[Entry]:
    """Make a library that another package brings, too, a link to the newest one of its kind."""
    newest: dict[str, Entry] = {}
    for entry in entries:
        if kind := _kind_of_library(entry):
            newest[kind] = max(newest.get(kind, entry), entry, key=_rank)
    return list(_with_links(entries, newest))


def _with_links(entries: list[Entry], newest: Mapping[str, Entry]) -> Iterator[Entry]:
    for entry in entries:
        twin = newest.get(_kind_of_library(entry), entry)
        if twin == entry:
            yield entry
        else:
            yield entry[0], f"../{twin[0]}", _LINK


def _kind_of_library(entry: Entry) -> str:
    """Return the name and ABI of a library of a wheel, such as libavcodec.so.62; else ""."""
    destination, source, kind = entry
    hashed = _HASHED.fullmatch(Path(destination).name)
    if kind == _LINK or hashed is None or not Path(destination).parent.name.endswith(".libs"):
        return ""
    abi = re.search(r"\.so\.\d+", soname(source))
    return hashed["name"] + abi[0] if abi else ""


def _rank(entry: Entry) -> tuple[list[int], bool]:
    """Return the version, and of equal ones prefer that of a package that does use it."""
    version = [int(number) for number in re.findall(r"\d+", entry[0].rpartition(".so")[2])]
    return version, not entry[0].startswith("opencv")


def _without_unneeded(entries: list[Entry]) -> list[Entry]:
    """Leave out libraries that no extension module, plug-in or program leads to."""
    by_name: dict[str, list[Entry]] = {}
    for entry in entries:
        by_name.setdefault(Path(entry[0]).name, []).append(entry)
    waiting = [entry for entry in entries if not _is_library(entry)]
    reached: set[Entry] = set()
    while waiting:
        entry = waiting.pop()
        if entry in reached:
            continue
        reached.add(entry)
        _, source, kind = entry
        names = [Path(source).name] if kind == _LINK else needed_libraries(source)
        waiting += [found for name in names for found in by_name.get(name, ())]
    return [entry for entry in entries if entry in reached]


def _is_library(entry: Entry) -> bool:
    path = Path(entry[0])
    if path.name.startswith("libpython3"):
        return False  # loaded by the program itself
    folder = path.parent
    return path.name.startswith("lib") and (
        str(folder) == "."
        or folder.name in {"lib", "shiboken6", "PySide6"}
        or folder.name.endswith(".libs")
    )
