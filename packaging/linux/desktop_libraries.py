"""The libraries of the desktop that Qt needs, carried where no package manager brings them."""

import re
import shutil
import subprocess
from pathlib import Path

from linux.elf import missing_libraries, needed_libraries

_OF_THE_HOST = re.compile(
    r"""
    ld-linux.* | lib(c|m|dl|rt|pthread|resolv|mvec|util)\.so\.\d+   # glibc
    | lib(stdc\+\+|gcc_s|z)\.so\.\d+                 # those of the drivers must be used
    | lib(GL|EGL|GLX|GLdispatch|OpenGL|drm|gbm)\.so\.\d+            # drivers
    | lib(X11|X11-xcb|xcb|fontconfig|freetype|expat)\.so\.\d+       # they read the host's files
    """,
    re.VERBOSE,
)
"""What every desktop has, and what must be the host's own: the AppImage project's list."""

_LINE = "=" * 78


def carry_desktop_libraries(tree: Path, internal: Path) -> list[Path]:
    """Copy the libraries that the program needs, but for those that every desktop has.

    Args:
        tree: The folder of the program.
        internal: The folder in it where the program looks for libraries first.

    Returns:
        The libraries on this computer that were copied.
    """
    known = _known_libraries()
    carried = []
    waiting = sorted(missing_libraries(tree))
    held = {path.name for path in tree.rglob("*.so*")}
    while waiting:
        name = waiting.pop()
        if name in held or _OF_THE_HOST.fullmatch(name):
            continue
        held.add(name)
        source = known[name]
        shutil.copyfile(source, internal / name)
        carried.append(source)
        waiting += needed_libraries(source)
    return sorted(carried)


def licences_of(libraries: list[Path]) -> str:
    """Return the copyright files of the Debian packages that libraries come from."""
    packages = {_package_of(library) for library in libraries}
    texts = []
    for package in sorted(packages):
        text = Path("/usr/share/doc", package, "copyright").read_text(encoding="utf-8")
        texts.append(f"\n{_LINE}\n{package}, from Debian\n{_LINE}\n\n{text}")
    return "".join(texts)


def _package_of(library: Path) -> str:
    # Packages list their files where these were before /lib became a link to /usr/lib.
    for path in (library, library.resolve(), Path("/", *library.resolve().parts[2:])):
        command = ["dpkg-query", "--search", str(path)]
        found = subprocess.run(command, capture_output=True, text=True, check=False)
        if found.returncode == 0:
            return found.stdout.partition(":")[0]
    raise SystemExit(f"{library} belongs to no package; install it from Debian")


def _known_libraries() -> dict[str, Path]:
    """Return the path of each library on this computer by its name."""
    listing = subprocess.run(
        ["/sbin/ldconfig", "--print-cache"], capture_output=True, text=True, check=True
    ).stdout
    lines = re.findall(r"^\t(\S+) \(libc6,x86-64.*\) => (\S+)$", listing, re.MULTILINE)
    return {name: Path(path) for name, path in reversed(lines)}
