"""The data of ICU, which Qt's wheels carry for whatever a program may want, without the unused.

What stays sorts names as each language does, and knows all time zones.
"""

import ctypes
import re
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

_UNUSED = (
    *("*.cnv", "unames.icu"),  # encodings older than Unicode, names of characters
    *("brkitr/*", "translit/*"),  # breaking of lines, for which Qt has its own; transliteration
    *("curr/*", "lang/*", "rbnf/*", "region/*", "unit/*"),  # names of currencies, languages, units
)
_ENTRY = re.compile(r" (?P<size>\w+) OBJECT +GLOBAL +DEFAULT +\w+ (?P<name>icudt\d+_dat)$", re.M)
_SOURCE = """\
.section .rodata
.globl {name}
.type {name}, @object
.balign 16
{name}: .incbin "small.dat"
.size {name}, . - {name}
.section .note.GNU-stack, "", @progbits
"""


def is_used(item: str) -> bool:
    """Return whether an item of ICU's data, such as `coll/de.res`, is kept."""
    return not any(fnmatch(item, pattern) for pattern in _UNUSED)


def make_small_icu_data(library: Path, target: Path) -> None:
    """Make a library of ICU's data that takes the place of a larger one.

    Args:
        library: Qt's `libicudata.so`.
        target: The library to make; what it is made of is left beside it.
    """
    tool = shutil.which("icupkg") or shutil.which("icupkg", path="/usr/sbin:/sbin")
    if tool is None:
        sys.exit("icupkg is missing: sudo apt-get install icu-devtools")
    work = target.parent / "icu"
    work.mkdir(exist_ok=True)
    name, content = _data_of(library)
    (work / "all.dat").write_bytes(content)
    listed = subprocess.run(
        [tool, "--auto_toc_prefix", "--list", "all.dat"],
        cwd=work,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    unused = [item for item in listed if not is_used(item)]
    (work / "unused.txt").write_text("\n".join(unused), encoding="utf-8")
    subprocess.run(
        [tool, "--auto_toc_prefix", "--remove", "unused.txt", "all.dat", "small.dat"],
        cwd=work,
        check=True,
    )
    (work / "icu.s").write_text(_SOURCE.format(name=name), encoding="utf-8")
    options = ("-shared", "-nostdlib", "-s", f"-Wl,-soname,{library.name}", "-o", target.resolve())
    subprocess.run(["gcc", *options, "icu.s"], cwd=work, check=True)


def _data_of(library: Path) -> tuple[str, bytes]:
    """Return the name of the data in a library, and the data."""
    command = ["readelf", "--dyn-syms", "--wide", library]
    table = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    entry = _ENTRY.search(table)
    if entry is None:
        sys.exit(f"{library} holds no data of ICU")
    name, size = entry["name"], int(entry["size"], 0)
    return name, (ctypes.c_char * size).in_dll(ctypes.CDLL(str(library)), name).raw
