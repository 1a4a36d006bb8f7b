"""Libraries that take the place of large ones of which the program uses nothing or next to it."""

import re
import subprocess
import sys
from pathlib import Path

from linux.build_tools import LAPACK
from linux.elf import defined_symbols, needed_libraries, undefined_symbols
from linux.icu_data import make_small_icu_data

_HERE = Path(__file__).parent
_LAPACK_ROUTINES = (
    *("cblas_cgemm", "cblas_dgemm", "cblas_sgemm", "cblas_zgemm", "dgeev_"),
    *(f"{kind}{name}_" for kind in "sd" for name in ("gels", "geqrf", "gesdd", "gesv")),
    *(f"{kind}{name}_" for kind in "sd" for name in ("getrf", "posv", "potrf")),
)
"""What OpenCV calls of OpenBLAS."""


def make_replacements(site_packages: Path, folder: Path) -> dict[str, Path]:
    """Compile the replacements.

    OpenCV's copy of OpenBLAS (39 MB) gives way to the same routines of LAPACK's reference
    implementation (0.5 MB), the encoders x265 (twice) and SVT-AV1 to empty ones, and ICU's data
    (32 MB) to those of them that are used.

    Args:
        site_packages: Folder of the packages to be frozen.
        folder: Folder for the libraries; created if needed.

    Returns:
        The library to ship instead, by the name of a library.
    """
    folder.mkdir(parents=True, exist_ok=True)
    made = {}
    for library in sorted(site_packages.glob("*.libs/libopenblasp*")):
        if library.parent.name.startswith("opencv"):
            made[library.name] = _make_lapack(library, site_packages, folder)
    for library in sorted(site_packages.glob("*.libs/libx265*")):
        made[library.name] = _make_no_x265(library, folder)
    for library in sorted(site_packages.glob("*.libs/libSvtAv1Enc*")):
        made[library.name] = folder / library.name
        _compile(made[library.name], _HERE / "no_svt_av1.c")
    for name, library in made.items():
        _check(name, library, site_packages)
    for library in sorted(site_packages.glob("PySide6/Qt/lib/libicudata.so.*")):
        made[library.name] = folder / library.name
        make_small_icu_data(library, made[library.name])
    return made


def _check(name: str, replacement: Path, site_packages: Path) -> None:
    """Exit if a library calls what the replacement of another one does not have."""
    [original] = site_packages.glob(f"*.libs/{name}")
    users = [
        *original.parent.glob("lib*"),
        *site_packages.glob("*/*.so"),
        *site_packages.glob("*.so"),
    ]
    for user in users:
        if missing := missing_symbols(user, original, replacement):
            sys.exit(f"{user.name} needs {', '.join(sorted(missing))}, which {name} lacks now")


def missing_symbols(user: Path, original: Path, replacement: Path) -> set[str]:
    """Return the C functions of a library that another one calls and a replacement lacks."""
    if original.name not in needed_libraries(user):
        return set()
    taken = undefined_symbols(user) & defined_symbols(original)
    # Those of C++ are copies of what its own library has, too.
    return {name for name in taken - defined_symbols(replacement) if not name.startswith("_Z")}


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
        *LAPACK,
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
