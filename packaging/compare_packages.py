"""Compare the files of two packages: `compare_packages.py ONE OTHER`, exit code 1 if they differ.

Each may be a folder, a `.tar.gz` or a `.deb`. Two builds of the same commit have the same files.
"""

import hashlib
import io
import stat
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

Listing = dict[str, tuple[str, str]]
"""Mode, such as `-rw-r--r--`, and the hash of a file or the target of a link, by name."""


def listing(package: Path) -> Listing:
    """Return what is in a package, without its outermost folder, which has the version."""
    if package.is_dir():
        return {str(path.relative_to(package)): _facts(path) for path in package.rglob("*")}
    if package.suffix == ".deb":
        command = ["dpkg-deb", "--fsys-tarfile", package]
        content = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            return dict(_members(archive))
    with tarfile.open(package) as archive:
        return {name.partition("/")[2]: facts for name, facts in _members(archive) if "/" in name}


def differences(one: Listing, other: Listing) -> list[str]:
    """Return a line for each file that only one package has, or that differs."""
    lines = [f"- {name}" for name in one.keys() - other.keys()]
    lines += [f"+ {name}" for name in other.keys() - one.keys()]
    lines += [f"! {name}" for name in one.keys() & other.keys() if one[name] != other[name]]
    return sorted(lines, key=lambda line: line[2:])


def _facts(path: Path) -> tuple[str, str]:
    mode = stat.filemode(path.lstat().st_mode)
    if path.is_symlink():
        return mode, str(path.readlink())
    return mode, hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _members(archive: tarfile.TarFile) -> Iterator[tuple[str, tuple[str, str]]]:
    for member in archive:
        content = archive.extractfile(member) if member.isfile() else None
        told = hashlib.sha256(content.read()).hexdigest() if content else member.linkname
        mode = stat.filemode(member.mode | _KINDS.get(member.type, 0))
        if member.name != ".":
            yield member.name.removeprefix("./"), (mode, told)


_KINDS = {
    tarfile.REGTYPE: stat.S_IFREG,
    tarfile.DIRTYPE: stat.S_IFDIR,
    tarfile.SYMTYPE: stat.S_IFLNK,
}


def main() -> None:
    """Print the differences."""
    one, other = (listing(Path(argument)) for argument in sys.argv[1:3])
    found = differences(one, other)
    print("\n".join([*found, f"{len(one)} and {len(other)} files, {len(found)} differences"]))
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
