"""The files that a desktop looks for in /usr/share: entry, icons, metadata, licences."""

import shutil
import subprocess
from pathlib import Path

from linux.project import APPLICATION_ID, BUILD_DIR, FROZEN_DIR, releases

_HERE = Path(__file__).parent


def add_shared_files(share: Path) -> None:
    """Write the desktop entry, the icons and the AppStream metadata.

    Args:
        share: The folder that becomes /usr/share.
    """
    applications = share / "applications"
    applications.mkdir(parents=True)
    shutil.copyfile(_HERE / "maskapp.desktop", applications / "maskapp.desktop")
    metainfo = share / "metainfo" / f"{APPLICATION_ID}.metainfo.xml"
    metainfo.parent.mkdir()
    metainfo.write_text(metainfo_text(), encoding="utf-8")
    icons = share / "icons" / "hicolor"
    python = BUILD_DIR / "venv" / "bin" / "python"
    subprocess.run([python, _HERE / "render_icons.py", icons], check=True)


def metainfo_text() -> str:
    """Return the AppStream metadata with the releases of the change log."""
    lines = [f'    <release version="{version}" date="{date}"/>' for version, date in releases()]
    text = (_HERE / "metainfo.xml").read_text(encoding="utf-8")
    return text.replace("@ID@", APPLICATION_ID).replace("@RELEASES@", "\n".join(lines))


def add_program(target: Path) -> None:
    """Copy the frozen program to a new folder, and show where its licences are."""
    shutil.copytree(FROZEN_DIR, target, symlinks=True)
    (target / "LICENCES.txt").symlink_to("_internal/maskapp/LICENCES.txt")
