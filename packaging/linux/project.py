"""What the packages say about the project, each fact from its one place."""

import os
import re
import subprocess
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[2]
BUILD_DIR = ROOT / "build" / "package"
FROZEN_DIR = BUILD_DIR / "dist" / "maskapp"
"""The frozen program, as `packaging/freeze.py` leaves it."""
DIST_DIR = ROOT / "dist"
GLIBC = (2, 35)
"""The newest version of glibc that the packages may need: README.md promises it."""

_IDENTITY = tomllib.loads((ROOT / "packaging" / "identity.toml").read_text(encoding="utf-8"))
APPLICATION_ID: str = _IDENTITY["application_id"]
MAINTAINER: str = _IDENTITY["maintainer"]


def version() -> str:
    """Return the version of the program."""
    text = (ROOT / "maskapp" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "(.+)"$', text, re.MULTILINE)
    assert found is not None
    return found[1]


def build_time() -> datetime:
    """Return the time that all files of the packages get: SOURCE_DATE_EPOCH, or the commit's."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH") or _git("log", "-1", "--format=%ct")
    return datetime.fromtimestamp(int(epoch), UTC)


def releases() -> list[tuple[str, str]]:
    """Return version and date of each release, newest first; the current version is one of them."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    found = re.findall(r"^## \[(\d[^]]*)\] - (\d{4}-\d\d-\d\d)$", text, re.MULTILINE)
    if version() not in dict(found):
        found.insert(0, (version(), f"{build_time():%Y-%m-%d}"))
    return found


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Yield a name beside a file, and give what was written there the file's name at the end.

    If the block fails, the file stays as it was.
    """
    partial = target.with_name(f".{target.name}.part")
    try:
        yield partial
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _git(*arguments: str) -> str:
    command = ["git", "-C", str(ROOT), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
