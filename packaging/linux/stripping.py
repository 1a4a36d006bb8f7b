"""Removal of the symbol tables that only debuggers read."""

import re
import shutil
import subprocess
from pathlib import Path


def stripped(source: Path, target: Path) -> Path:
    """Return a file without its symbol tables, or the file itself.

    Wheels' libraries were often patched, after which `strip` may break them: the loader wants each
    segment to begin at the same place in a page in the file as in memory.

    Args:
        source: An ELF file.
        target: Where the stripped file may be written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    subprocess.run(["strip", "--strip-unneeded", target], check=True)
    if not _can_be_loaded(target):
        target.unlink()
        return source
    target.chmod(source.stat().st_mode)
    return target


def _can_be_loaded(file: Path) -> bool:
    headers = subprocess.run(
        ["readelf", "--segments", "--wide", file], capture_output=True, text=True, check=True
    ).stdout
    segments = re.findall(r"^\s+LOAD\s+(\S+) (\S+) .* (0x\S+)$", headers, re.MULTILINE)
    return bool(segments) and all(
        (int(address, 16) - int(offset, 16)) % int(alignment, 16) == 0
        for offset, address, alignment in segments
    )
