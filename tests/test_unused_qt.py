"""What `make run` removes of Qt must not be needed by anything that Maskapp loads."""

import re
import sys
from fnmatch import fnmatch
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PYSIDE = Path(find_spec("PySide6").origin).parent
PATTERNS = [
    line
    for line in (ROOT / "packaging" / "unused_qt.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
IMPORTED = re.compile(r"^\s*(?:from|import) PySide6\.(Qt\w+)", re.MULTILINE)


def loaded() -> list[Path]:
    """Return the modules of PySide6 that are imported here, and the plug-ins that Qt may load."""
    folders = (ROOT / name for name in ("maskapp", "packaging", "tests"))
    texts = [file.read_text(encoding="utf-8") for path in folders for file in path.rglob("*.py")]
    modules = {name for text in texts for name in IMPORTED.findall(text)} | {"QtTest", "QtDBus"}
    assert {"QtCore", "QtGui", "QtWidgets", "QtSvg"} <= modules
    plugins = {path for path in (PYSIDE / "Qt" / "plugins").rglob("*.so") if not is_removed(path)}
    return sorted({PYSIDE / f"{name}.abi3.so" for name in modules} | plugins)


def is_removed(path: Path) -> bool:
    parts = path.relative_to(PYSIDE).parts
    names = [tuple(pattern.split("/")) for pattern in PATTERNS]
    return any(all(map(fnmatch, parts, each)) for each in names if len(each) <= len(parts))


def test_the_patterns_stay_in_their_folder() -> None:
    for pattern in PATTERNS:
        assert re.fullmatch(r"[A-Za-z0-9./*-]+", pattern)
        assert not {"", "..", "*"} & {*pattern.split("/")}


@pytest.mark.skipif(sys.platform != "linux", reason="only there do the names match")
def test_nothing_that_is_loaded_leads_to_what_is_removed() -> None:
    from linux.elf import needed_libraries

    by_name = {path.name: path for path in PYSIDE.rglob("*.so*") if path.is_file()}
    waiting, reached = loaded(), set()
    while waiting:
        path = waiting.pop()
        if path in reached:
            continue
        reached.add(path)
        assert not is_removed(path), f"{path} is loaded"
        waiting += [by_name[name] for name in needed_libraries(path) if name in by_name]
    assert any(path.name.startswith("libQt6Widgets") for path in reached)
