"""Libraries that take the place of large ones of which the program uses nothing or next to it."""

import re
import subprocess
import sys
from pathlib import Path

_HERE = Path(__file__).parent
_LIBRARIES = Path("/usr/lib/x86_64-linux-gnu")
_LAPACK = (_LIBRARIES / "liblapack_pic.a", _LIBRARIES / "blas" / "libblas.a")
_LAPACK_ROUTINES = (
    *("cblas_cgemm", "cblas_dgemm", "cblas_sgemm", "cblas_zgemm", "dgeev_"),
    *(f"{kind}{name}_" for kind in "sd" for name in ("gels", "geqrf", "gesdd", "gesv")),
    *(f"{kind}{name}_" for kind in "sd" for name in ("getrf", "posv", "potrf")),
)
"""What OpenCV calls of OpenBLAS; a check of the package finds one that is missing."""


def make_replacements(site_packages: Path, folder: Path) -> dict[str, Path]:
    """Compile the replacements.

    OpenCV's copy of OpenBLAS (39 MB) gives way to the same routines of LAPACK's reference
    implementation (0.5 MB), and both copies of the encoder x265 to an empty one.

    Args:
        site_packages: Folder of the packages to be frozen.
        folder: Folder for the libraries; created if needed.

    Returns:
        The library to ship instead, by the name of a library.
    """
    folder.mkdir(parents=True, exist_ok=True)
    missing = [str(file) for file in _LAPACK if not file.is_file()]
    if missing:
        sys.exit(f"{missing[0]} is missing: sudo apt-get install gcc liblapack-dev libblas-dev")
    made = {}
    for library in sorted(site_packages.glob("*.libs/libopenblasp*")):
        if library.parent.name.startswith("opencv"):
            made[library.name] = _make_lapack(library, site_packages, folder)
    for library in sorted(site_packages.glob("*.libs/libx265*")):
        made[library.name] = _make_no_x265(library, folder)
    return made


def _make_lapack(library: Path, site_packages: Path, folder: Path) -> Path:
    [fortran] = site_packages.glob("numpy.libs/libgfortran*")
    made = folder / library.name
    _compile(
        made,
        _HERE / "blas_error.c",
        *(f"-Wl,--undefined={name}" for name in _LAPACK_ROUTINES),
        f"-Wl,--version-script={_HERE / 'lapack.map'}",
        "-Wl,--gc-sections",
        "-Wl,-rpath,$ORIGIN/../numpy.libs",
        *_LAPACK,
        fortran,
        "-lm",
    )
    return made


def _make_no_x265(library: Path, folder: Path) -> Path:
    build = re.search(r"\.so\.(\d+)", library.name)
    assert build is not None, library
    made = folder / library.name
    _compile(made, _HERE / "no_x265.c", f"-DX265_BUILD={build[1]}")
    return made


def _compile(library: Path, *arguments: Path | str) -> None:
    common = ["-shared", "-fPIC", "-O2", "-s", f"-Wl,-soname,{library.name}"]
    subprocess.run(["gcc", *common, "-o", library, *arguments], check=True)
