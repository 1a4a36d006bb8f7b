"""The installed versions of the packages that Maskapp is built with."""

from functools import cache

PACKAGES = (
    "PySide6-Essentials",
    "opencv-python-headless",
    "ai-edge-litert",
    "av",
    "pillow",
    "pillow-heif",
    "simplejpeg",
    "numpy",
    "lapx",
    "miniaudio",
)
"""The packages that matter most for a bug report, by their names on PyPI."""


_STAND_INS = {"opencv-python-headless": "opencv-python"}
"""What may be there instead: another package wanted OpenCV with windows of its own."""


@cache
def package_version(name: str) -> str:
    """Return the installed version of a package, or "not installed"."""
    # An import at the top would delay the start of the window.
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

    for known in filter(None, (name, _STAND_INS.get(name))):
        try:
            return version(known)
        except PackageNotFoundError:
            continue
    return "not installed"


def preload_package_versions() -> None:
    """Look up the versions before they are needed, in a thread where that may take time.

    The first look-up reads many small files and would stall the window.
    """
    for name in PACKAGES:
        package_version(name)
