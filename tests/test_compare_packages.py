"""Whether two builds have the same files."""

import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import compare_packages
import pytest
from compare_packages import differences, listing

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="modes and links of Unix")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "maskapp-1.0"
    (folder / "deep").mkdir(parents=True)
    folder.chmod(0o755)
    (folder / "deep" / "a b.txt").write_text("one")
    (folder / "program").write_text("two")
    (folder / "program").chmod(0o755)
    (folder / "link").symlink_to("deep/a b.txt")
    return folder


def packed(folder: Path) -> Path:
    target = folder.parent / f"{folder.name}.tar.gz"
    with tarfile.open(target, "w:gz") as archive:
        archive.add(folder, "maskapp-of-any-version")
    return target


def test_a_folder_and_its_archives_list_the_same(folder: Path) -> None:
    assert {*listing(folder)} == {"deep", "deep/a b.txt", "program", "link"}
    assert differences(listing(folder), listing(packed(folder))) == []


@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="makes a Debian package")
def test_a_debian_package_lists_what_it_installs(folder: Path) -> None:
    tree = listing(folder)
    (folder / "DEBIAN").mkdir()
    (folder / "DEBIAN" / "control").write_text(
        "Package: maskapp\nVersion: 1\nArchitecture: all\nMaintainer: A <a@b.invalid>\n"
        "Description: nothing\n"
    )
    target = folder.parent / "maskapp.deb"
    subprocess.run(["dpkg-deb", "--build", folder, target], check=True, stdout=subprocess.DEVNULL)
    assert differences(tree, listing(target)) == []


def test_every_difference_is_told(folder: Path, monkeypatch, capsys) -> None:
    other = folder.parent / "maskapp-2.0"
    shutil.copytree(folder, other, symlinks=True)
    (other / "deep" / "a b.txt").write_text("One")
    (other / "program").chmod(0o644)
    (other / "link").unlink()
    (other / "link").symlink_to("program")
    (other / "new").touch()
    (folder / "old").touch()
    told = ["! deep/a b.txt", "! link", "+ new", "- old", "! program"]
    assert differences(listing(folder), listing(other)) == told
    assert differences(listing(packed(folder)), listing(packed(other))) == told
    monkeypatch.setattr(sys, "argv", ["compare", str(folder), str(other)])
    with pytest.raises(SystemExit, match="True"):
        compare_packages.main()
    assert capsys.readouterr().out.splitlines()[-1] == "5 and 5 files, 5 differences"
