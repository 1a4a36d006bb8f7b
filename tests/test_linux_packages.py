"""The making of the Linux packages, by programs that only pretend."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

README = Path(__file__).parents[1] / "README.md"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="makes packages of Linux")

FAKE_DPKG_DEB = """#!/bin/bash
help=$(dirname "$0")/help.txt
[ "$1" != --help ] || exec cat "$help"
for each; do
    option=${each%%=*}
    case $each in
        --build | --root-owner-group | -Z* | -z*) ;;
        -*) grep -q -- "$option" "$help" || exit 2 ;;
    esac
done
echo "$@" >"$each"
[ ! -e "$(dirname "$0")/is_full" ]
"""


@pytest.fixture
def tools(tmp_path: Path, monkeypatch) -> Path:
    """A folder with a pretended dpkg-deb, which PATH names first."""
    folder = tmp_path / "tools"
    folder.mkdir()
    (folder / "dpkg-deb").write_text(FAKE_DPKG_DEB)
    (folder / "dpkg-deb").chmod(0o755)
    (folder / "help.txt").write_text("Options:\n  -z#  Set the compression level.\n")
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    return folder


def test_an_older_dpkg_deb_is_not_told_how_many_threads(tools: Path, tmp_path: Path) -> None:
    from linux.make_deb import pack

    target = tmp_path / "maskapp.deb"
    pack(tmp_path, target)
    assert "--threads-max" not in target.read_text()
    (tools / "help.txt").write_text("      --threads-max=<threads>      Use at most <threads>\n")
    pack(tmp_path, target)
    assert "--threads-max=1" in target.read_text()


def test_a_package_that_cannot_be_finished_leaves_the_last_one(tools: Path, tmp_path: Path) -> None:
    from linux.make_deb import pack

    (tmp_path / "dist").mkdir()
    target = tmp_path / "dist" / "maskapp.deb"
    target.write_text("the last one")
    (tools / "is_full").touch()
    with pytest.raises(subprocess.CalledProcessError):
        pack(tmp_path, target)
    assert target.read_text() == "the last one"
    assert [*target.parent.iterdir()] == [target]


def test_an_archive_that_cannot_be_finished_leaves_the_last_one(
    tmp_path: Path, monkeypatch
) -> None:
    from linux.make_packages import make_tarball

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    (tmp_path / "dist").mkdir()
    target = tmp_path / "dist" / "maskapp.tar.gz"
    target.write_text("the last one")
    with pytest.raises(FileNotFoundError):
        make_tarball(tmp_path / "missing", target, "maskapp")
    assert target.read_text() == "the last one"
    assert [*target.parent.iterdir()] == [target]


def test_a_newer_glibc_than_the_guide_promises_fails_the_build(monkeypatch, capsys) -> None:
    from linux import make_packages
    from linux.project import GLIBC

    promised = re.findall(r"glibc (\d+)\.(\d+)", README.read_text(encoding="utf-8"))
    assert [tuple(map(int, numbers)) for numbers in promised] == [GLIBC]
    files = {Path("/libold.so"): (2, 4), Path("/libnew.so"): GLIBC}
    monkeypatch.setattr(make_packages, "elf_files", lambda _folder: files)
    monkeypatch.setattr(make_packages, "glibc_version", files.__getitem__)
    make_packages.check_glibc(Path("/"))
    assert capsys.readouterr().out.endswith("or newer (libnew.so)\n")
    files[Path("/libnew.so")] = (GLIBC[0], GLIBC[1] + 1)
    with pytest.raises(SystemExit, match=r"README\.md promises"):
        make_packages.check_glibc(Path("/"))


def test_what_is_missing_is_said_before_anything_is_installed(tmp_path: Path, monkeypatch) -> None:
    import freeze
    from linux import build_tools

    done = []
    monkeypatch.setattr(freeze, "_BUILD", tmp_path / "build")
    monkeypatch.setattr(freeze, "_make_venv", done.append)
    monkeypatch.setattr(build_tools, "_TOOLS", {"bash": "bash", "no-such-tool": "some-package"})
    monkeypatch.setattr(build_tools, "LAPACK", (tmp_path / "liblapack_pic.a", tmp_path / "lib.a"))
    with pytest.raises(SystemExit) as ended:
        freeze.main()
    assert re.fullmatch(
        r"maskapp: missing: no-such-tool, liblapack_pic\.a, lib\.a.*; on Debian run:"
        r" sudo apt-get install some-package liblapack-dev libblas-dev.*",
        str(ended.value),
    )
    assert done == []
    assert [*tmp_path.iterdir()] == []


def test_a_step_of_the_build_that_fails_says_so_itself(capfd) -> None:
    import freeze

    with pytest.raises(SystemExit) as ended:
        freeze._run("bash", "-c", "echo 'it is the disk' >&2; exit 3")
    assert ended.value.code == 3
    assert capfd.readouterr().err == "it is the disk\n"
