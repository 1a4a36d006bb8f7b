"""Makes the Linux packages of the frozen program: `.deb`, `.tar.gz` and AppDir, in `dist/`."""

import gzip
import shutil
import sys
import tarfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from linux.desktop_libraries import carry_desktop_libraries, licences_of
from linux.elf import elf_files, glibc_version
from linux.make_deb import make_deb
from linux.project import BUILD_DIR, DIST_DIR, GLIBC, build_time, replacing, version
from linux.shared_files import add_program, add_shared_files

_HERE = Path(__file__).parent
_PLATFORM = "linux-x86_64"
_LIMIT_MB = 140


def main() -> None:
    """Make all packages."""
    work = BUILD_DIR / "linux"
    shutil.rmtree(work, ignore_errors=True)
    DIST_DIR.mkdir(exist_ok=True)
    make_deb(work / "deb", DIST_DIR / f"maskapp_{version()}_amd64.deb")
    app_dir = DIST_DIR / "Maskapp.AppDir"
    shutil.rmtree(app_dir, ignore_errors=True)
    make_app_dir(app_dir)
    name = f"maskapp-{version()}-{_PLATFORM}"
    make_tarball(app_dir / "opt" / "maskapp", DIST_DIR / f"{name}.tar.gz", name)
    _tell_sizes()
    check_glibc(app_dir)


def _tell_sizes() -> None:
    for path in sorted(DIST_DIR.glob(f"maskapp?{version()}*")):
        size_mb = path.stat().st_size / 1e6
        print(f"{path.name}: {size_mb:.1f} MB")
        if size_mb > _LIMIT_MB:
            sys.exit(f"{path.name} is larger than {_LIMIT_MB} MB")


def check_glibc(folder: Path) -> None:
    """Print which version of glibc the files of a folder need.

    Raises:
        SystemExit: It is newer than README.md promises.
    """
    version_of = {file: glibc_version(file) for file in elf_files(folder)}
    newest = max(version_of, key=version_of.__getitem__)
    number, promised = (".".join(map(str, each)) for each in (version_of[newest], GLIBC))
    print(f"needs glibc {number} or newer ({newest.name})")
    if version_of[newest] > GLIBC:
        sys.exit(f"README.md promises that glibc {promised} is enough: build on an older system")


def make_app_dir(folder: Path) -> None:
    """Make the folder that becomes an AppImage.

    Args:
        folder: A new folder.
    """
    program = folder / "opt" / "maskapp"
    add_program(program)
    carried = carry_desktop_libraries(program, program / "_internal")
    print(f"carried for desktops without a package manager: {len(carried)} libraries")
    with (program / "_internal" / "maskapp" / "LICENCES.txt").open("a", encoding="utf-8") as file:
        file.write(licences_of(carried))
    add_shared_files(folder / "usr" / "share")
    shutil.copy(_HERE / "AppRun", folder / "AppRun")
    shutil.copyfile(_HERE / "maskapp.desktop", folder / "maskapp.desktop")
    icons = folder / "usr" / "share" / "icons" / "hicolor"
    shutil.copyfile(icons / "256x256" / "apps" / "maskapp.png", folder / "maskapp.png")
    (folder / ".DirIcon").symlink_to("maskapp.png")


def make_tarball(tree: Path, target: Path, name: str) -> None:
    """Pack a folder: the same files give the same bytes.

    Args:
        tree: The folder.
        target: The `.tar.gz` file, which is there only once it is whole.
        name: The folder's name inside it.
    """
    time_s = int(build_time().timestamp())

    def neutral(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.mtime, entry.uid, entry.gid, entry.uname, entry.gname = time_s, 0, 0, "root", "root"
        return entry

    with (
        replacing(target) as partial,
        partial.open("wb") as raw,
        gzip.GzipFile("", "wb", compresslevel=9, fileobj=raw, mtime=time_s) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as archive,
    ):
        archive.add(tree, name, filter=neutral)  # in the order of the names


if __name__ == "__main__":
    main()
