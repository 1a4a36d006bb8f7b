"""The Debian package."""

import gzip
import os
import re
import subprocess
import tempfile
from email.utils import format_datetime
from pathlib import Path

from linux.elf import elf_files
from linux.project import BUILD_DIR, MAINTAINER, ROOT, build_time, replacing, version
from linux.shared_files import add_program, add_shared_files

_HERE = Path(__file__).parent


def make_deb(folder: Path, target: Path) -> None:
    """Make the package.

    Args:
        folder: A new folder for its files.
        target: The `.deb` file.
    """
    add_program(folder / "opt" / "maskapp")
    link = folder / "usr" / "bin" / "maskapp"
    link.parent.mkdir(parents=True)
    link.symlink_to("/opt/maskapp/maskapp")
    share = folder / "usr" / "share"
    add_shared_files(share)
    _add_documents(share / "doc" / "maskapp")
    _add_man_page(share / "man" / "man1")
    overrides = share / "lintian" / "overrides" / "maskapp"
    overrides.parent.mkdir(parents=True)
    overrides.write_bytes((_HERE / "lintian-overrides").read_bytes())
    _add_control(folder)
    _set_modes(folder)
    pack(folder, target)


def pack(folder: Path, target: Path) -> None:
    """Pack the files by `dpkg-deb`.

    Args:
        folder: The files, with their control files in `DEBIAN`.
        target: The `.deb` file, which is there only once it is whole.
    """
    command = ["dpkg-deb", "--root-owner-group", "-Zxz", "-z3"]
    asked = subprocess.run(["dpkg-deb", "--help"], capture_output=True, text=True, check=True)
    # Threads would make the compressed file depend on the number of processors. dpkg-deb can be
    # told since 1.21.9; Ubuntu 22.04 has 1.21.1.
    if "--threads-max" in asked.stdout:
        command.append("--threads-max=1")
    epoch = str(int(build_time().timestamp()))
    environment = {"SOURCE_DATE_EPOCH": epoch, "PATH": os.environ["PATH"]}
    with replacing(target) as partial:
        subprocess.run([*command, "--build", folder, partial], check=True, env=environment)


def _add_documents(folder: Path) -> None:
    folder.mkdir(parents=True)
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    holder = re.search(r"^Copyright \(c\) (.+)$", licence, re.MULTILINE)
    assert holder is not None
    terms = licence.partition(holder[0])[2].strip()
    indented = "\n".join(f" {line}" if line else " ." for line in terms.splitlines())
    text = (_HERE / "copyright").read_text(encoding="utf-8")
    text = text.replace("@HOLDER@", holder[1]).replace("@MIT@", indented)
    (folder / "copyright").write_text(text, encoding="utf-8")
    changes = (
        f"maskapp ({version()}) stable; urgency=medium\n\n"
        "  * The changes are listed in CHANGELOG.md in the source.\n\n"
        f" -- {MAINTAINER}  {format_datetime(build_time())}\n"
    )
    (folder / "changelog.gz").write_bytes(gzip.compress(changes.encode(), mtime=0))


def _add_man_page(folder: Path) -> None:
    folder.mkdir(parents=True)
    python = BUILD_DIR / "venv" / "bin" / "python"
    command = [python, _HERE / "man_page.py", f"{build_time():%Y-%m-%d}"]
    page = subprocess.run(command, capture_output=True, check=True).stdout
    (folder / "maskapp.1.gz").write_bytes(gzip.compress(page, mtime=0))


def _add_control(folder: Path) -> None:
    size_kib = sum(f.lstat().st_size for f in folder.rglob("*") if not f.is_dir()) // 1024
    values = {
        "VERSION": version(),
        "SIZE": str(size_kib),
        "MAINTAINER": MAINTAINER,
        "DEPENDS": _depends(folder / "opt" / "maskapp"),
    }
    text = (_HERE / "control").read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    control = folder / "DEBIAN" / "control"
    control.parent.mkdir()
    control.write_text(text, encoding="utf-8")
    sums = subprocess.run(
        "find opt usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum",
        shell=True, cwd=folder, capture_output=True, check=True,
    ).stdout  # fmt: skip
    control.with_name("md5sums").write_bytes(sums)


def _depends(tree: Path) -> str:
    """Return the packages of the libraries that the program does not carry.

    Raises:
        SystemExit: A library belongs to no package of this computer.
    """
    with tempfile.TemporaryDirectory() as name:
        debian = Path(name) / "debian"
        debian.mkdir()
        (debian / "control").write_text("Source: maskapp\n\nPackage: maskapp\nArchitecture: any\n")
        folders = sorted({file.parent for file in tree.rglob("*.so*")})
        command = [
            *("dpkg-shlibdeps", "-O", "--ignore-missing-info", "--warnings=0"),
            *(f"-l{folder}" for folder in folders),
            *(f"-e{file}" for file in elf_files(tree)),
        ]
        found = subprocess.run(command, cwd=name, capture_output=True, text=True, check=False)
    if found.returncode:
        raise SystemExit(found.stderr)
    return found.stdout.strip().removeprefix("shlibs:Depends=")


def _set_modes(folder: Path) -> None:
    """Give files the usual modes, whatever the umask and the wheels were."""
    for path in folder.rglob("*"):
        if path.is_symlink():
            continue
        is_program = path.is_dir() or path == folder / "opt" / "maskapp" / "maskapp"
        path.chmod(0o755 if is_program else 0o644)
