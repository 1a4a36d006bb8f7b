"""What the megabytes of the frozen program are."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

LIMIT_MB = 350

_PARTS = (
    ("Qt and PySide6", ("PySide6", "shiboken6")),
    ("OpenCV", ("cv2", "opencv_python_headless")),
    ("PyAV with FFmpeg", ("av", "av.libs")),
    ("NumPy with OpenBLAS", ("numpy",)),
    ("LiteRT", ("ai_edge_litert", "flatbuffers")),
    ("Pillow and pillow-heif", ("PIL", "pillow", "_pillow_heif", "pillow_heif")),
    ("keyring with cryptography", ("cryptography", "keyring", "_cffi_backend")),
    ("models, demo, icons, licences", ("maskapp",)),
    ("Python", ("libpython3", "python3", "base_library")),
)
"""Each part, and how the names of its folders and files begin."""
_PROGRAM = "the program's own code and that of all packages in Python"
_REST = "other"


def size_table(folder: Path) -> str:
    """Return a table in Markdown with the size of each part, and of all.

    Args:
        folder: The frozen program.
    """
    sizes: Counter[str] = Counter()
    for part, size_bytes in _sizes(folder):
        sizes[part] += size_bytes
    rows = [(name, size / 1e6) for name, size in sizes.most_common()]
    rows.append(("**all**", total_mb(folder)))
    lines = ["| What | MB |", "| --- | ---: |"]
    return "\n".join([*lines, *(f"| {name} | {mb:.1f} |" for name, mb in rows)])


def total_mb(folder: Path) -> float:
    """Return the size of all files, in millions of bytes."""
    return sum(size_bytes for _, size_bytes in _sizes(folder)) / 1e6


def _sizes(folder: Path) -> Iterator[tuple[str, int]]:
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            yield _part(path.relative_to(folder)), path.stat().st_size


def _part(path: Path) -> str:
    if path.parts[0] != "_internal":
        return _PROGRAM
    for name, starts in _PARTS:
        if path.parts[1].startswith(starts):
            return name
    return _REST
