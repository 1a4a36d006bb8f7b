"""Gathers the licences of all that the frozen program carries: `licences.py FILE`.

Runs in the environment that is frozen.
"""

import sys
import sysconfig
import tomllib
from importlib.metadata import Distribution, PackagePath, distributions
from pathlib import Path

_HERE = Path(__file__).parent
_ROOT = _HERE.parents[1]
_TEXTS = _ROOT / "packaging" / "licences"
_LINE = "=" * 78
_NOT_CARRIED = {"pip", "setuptools", "altgraph", "packaging", "pyinstaller-hooks-contrib"}
_NAMES = ("licen", "copying", "notice", "authors", "third_party", "edl")
"""How the names of licence files begin, in lower case."""

_LIBRARIES = (
    *("*.libs/lib*", "*.libs/*.dll", "*/.dylibs/*.dylib", "*.dll"),
    "PySide6/Qt/lib/libicu*",  # the others there are Qt's own
)
"""Where packages put the libraries that they carry: on Linux, Windows, macOS, Windows, Linux."""

_MOBILENET = ("MobileNetV2 with the ImageNet weights of Keras", "Apache-2.0", "https://keras.io")
_CENTERFACE = ("CenterFace", "MIT, below", "https://github.com/Star-Clouds/CenterFace")
_NETWORKS = {
    "face_check.tflite": _MOBILENET,
    "face_detector.tflite": _CENTERFACE,
    "mask_detector.tflite": _MOBILENET,
}
"""The network that the training of each of ours started from, its licence and its source."""

_CHOSEN = {"paho-mqtt": "BSD-3-Clause (Eclipse Distribution License 1.0), chosen"}
"""The licence by which we take a package that offers several; the GPL goes with this one only."""

_ABOUT_ALL = """\
Maskapp, and the libraries that this package carries

The source of Maskapp is under the MIT licence, below. This package as a whole is
passed on under the terms of the GNU General Public License, version 3 or later:
FFmpeg, as PyAV builds it, carries x264, which is under that licence. You may use,
study, pass on and change it under its terms.

Qt, PySide6 and other parts are under the GNU Lesser General Public License. Each is a
file of its own in the folder of the program and may be replaced by another version.

The source of each part is at the address beside its name.
"""


def gather_licences() -> str:
    """Return one text with the licences of Maskapp, Python, each package and each library.

    Raises:
        SystemExit: A library has no entry in `native_libraries.toml`, or a network none here.
    """
    own = (_ROOT / "LICENSE").read_text(encoding="utf-8")
    parts = [_ABOUT_ALL, _part("Maskapp", own), _part("Python", _python_licence())]
    libraries = native_libraries(Path(sysconfig.get_path("purelib")))
    parts.append(_part("Libraries that packages carry", "\n".join(libraries)))
    parts.append(_part("Networks", networks(_ROOT / "models")))
    carried = [
        found
        for found in distributions()
        if found.name.lower().replace("_", "-") not in _NOT_CARRIED
    ]
    for distribution in sorted(carried, key=lambda found: found.name.lower()):
        parts.append(_of_distribution(distribution))
    for file in sorted(_TEXTS.iterdir()):
        parts.append(_part(f"Full text: {file.stem}", file.read_text(encoding="utf-8")))
    return "\n".join(parts)


def _part(title: str, text: str) -> str:
    return f"{_LINE}\n{title}\n{_LINE}\n\n{text.strip()}\n"


def _python_licence() -> str:
    version = f"python{sysconfig.get_python_version()}"
    places = (
        Path(sysconfig.get_path("stdlib")) / "LICENSE.txt",
        Path(sys.base_prefix) / "LICENSE.txt",
        Path("/usr/share/doc") / version / "copyright",
    )
    for place in places:
        if place.is_file():
            return place.read_text(encoding="utf-8")
    sys.exit(f"Python's licence was not found in {', '.join(map(str, places))}")


def native_libraries(site_packages: Path) -> list[str]:
    """Return a line for each library that packages carry: name, licence, and where its source is.

    Args:
        site_packages: Folder of the packages.

    Raises:
        SystemExit: A library has no entry in `native_libraries.toml`.
    """
    table = tomllib.loads((_HERE / "native_libraries.toml").read_text(encoding="utf-8"))
    lines = set()
    for file in (found for pattern in _LIBRARIES for found in site_packages.glob(pattern)):
        starts = [start for start in table if file.name.startswith(start)]
        if not starts:
            sys.exit(f"{file.name} has no entry in {_HERE / 'native_libraries.toml'}")
        project, licence, address = table[max(starts, key=len)]
        lines.add(f"{project} (with {_carrier(file, site_packages)}): {licence}, {address}")
    return sorted(lines, key=str.lower)


def _carrier(library: Path, site_packages: Path) -> str:
    """Return the name of the package that brought a library."""
    if library.parent == site_packages:
        carriers = distributions(path=[str(site_packages)])
        return next(d.name for d in carriers if library.name in map(str, d.files or ()))
    return library.relative_to(site_packages).parts[0].removesuffix(".libs")


def networks(folder: Path) -> str:
    """Return what each network was made of, with the licences that have to be passed on.

    Args:
        folder: Folder of the networks.

    Raises:
        SystemExit: A network has no entry above.
    """
    lines = []
    for file in sorted(folder.glob("*.tflite")):
        if file.name not in _NETWORKS:
            sys.exit(f"{file.name} has no entry in {__file__}")
        origin, licence, address = _NETWORKS[file.name]
        lines.append(f"{file.name} (trained by Maskapp) began as {origin}: {licence}, {address}")
    texts = [each.read_text(encoding="utf-8") for each in sorted(folder.glob("LICENSE_*.txt"))]
    return "\n\n".join(["\n".join(lines), *texts])


def _of_distribution(distribution: Distribution) -> str:
    facts = distribution.metadata
    stated = [*facts.get_all("License-Expression", []), *facts.get_all("License", [])]
    licence = stated[0].splitlines()[0] if stated else "see below"
    if chosen := _CHOSEN.get(distribution.name.lower()):
        licence = f"{licence}: {chosen}"
    head = f"{licence}\n{_address(distribution)}"
    texts = [
        f"--- {file.name} ---\n\n{_text(distribution, file)}"
        for file in distribution.files or ()
        if file.name.lower().startswith(_NAMES)
        and ".dist-info" in str(file)
        and file.suffix not in {".py", ".pyc"}
    ]
    title = f"{distribution.name} {distribution.version}"
    return _part(title, "\n\n".join([head, *texts]))


def _address(distribution: Distribution) -> str:
    """Return the address of a package's source, else of its home page."""
    places = [line.split(", ", 1) for line in distribution.metadata.get_all("Project-URL", [])]
    by_label = {label.lower(): address for label, address in places}
    wanted = ("source", "source code", "repository", "code", "github", "homepage")
    found = [by_label[label] for label in wanted if label in by_label]
    found += distribution.metadata.get_all("Home-page", [])
    return found[0] if found else f"https://pypi.org/project/{distribution.name}"


def _text(distribution: Distribution, file: PackagePath) -> str:
    path = Path(str(distribution.locate_file(file)))
    return path.read_text(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(gather_licences(), encoding="utf-8")
