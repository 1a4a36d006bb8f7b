"""Print what CHANGELOG.md says of the current version: `python packaging/release_notes.py`."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def release_notes(changelog: str, version: str) -> str:
    """Return the section of a version, without its heading.

    Raises:
        ValueError: The change log has no such section, or it has no date yet.
    """
    heading = rf"^## \[{re.escape(version)}\] - \d{{4}}-\d\d-\d\d$"
    found = re.search(rf"{heading}\n(.*?)(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL)
    if found is None:
        raise ValueError(f"CHANGELOG.md has no section of {version} with a date")
    return found[1].strip() + "\n"


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    from maskapp import __version__

    print(release_notes((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), __version__))
