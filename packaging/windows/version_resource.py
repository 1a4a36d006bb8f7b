"""Write version_resource.txt, which the programs for Windows carry, from the program's version.

The packaging workflow runs it before PyInstaller: `python packaging/windows/version_resource.py`.
"""

import re
import sys
from pathlib import Path

_ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(_ROOT))

from maskapp import __version__  # noqa: E402

TARGET = Path(__file__).with_suffix(".txt")
_LICENSE = _ROOT / "LICENSE"
_FOUR_NUMBERS = 4

_TEXT = """\
VSVersionInfo(
    ffi=FixedFileInfo(
        filevers={numbers}, prodvers={numbers}, mask=0x3F, flags=0x0,
        OS=0x40004, fileType=0x1, subtype=0x0, date=(0, 0),
    ),
    kids=[
        StringFileInfo([StringTable("040904B0", [{strings}])]),
        VarFileInfo([VarStruct("Translation", [0x0409, 1200])]),
    ],
)
"""


def version_resource(version: str) -> str:
    """Return a version resource as PyInstaller reads it.

    Args:
        version: Such as 1.2.3 or 1.0.0rc1.
    """
    found = [int(number) for number in re.match(r"[\d.]+", version)[0].split(".") if number]  # type: ignore[index]
    numbers = tuple((*found, 0, 0, 0)[:_FOUR_NUMBERS])
    copyright_line = re.search(r"^Copyright.*$", _LICENSE.read_text(encoding="utf-8"), re.MULTILINE)
    named = {
        "CompanyName": "Maskapp",
        "FileDescription": "Maskapp",  # what the task manager shows
        "FileVersion": version,
        "InternalName": "maskapp",
        "LegalCopyright": copyright_line[0] if copyright_line else "",
        "ProductName": "Maskapp",
        "ProductVersion": version,
    }
    strings = ", ".join(f"StringStruct({key!r}, {value!r})" for key, value in named.items())
    return _TEXT.format(numbers=numbers, strings=strings)


if __name__ == "__main__":
    TARGET.write_text(version_resource(__version__), encoding="utf-8")
