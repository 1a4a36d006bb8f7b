"""Temporary folders go with their program, even if it is killed."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from maskapp.errors import OutputError
from maskapp.files.temporary_folders import TemporaryFolder, remove_abandoned_folders

HOLD = """
import sys
from maskapp.files.temporary_folders import TemporaryFolder
folder = TemporaryFolder()
(folder.path / "content").mkdir()
print(folder.path, flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def _own_place(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def test_a_folder_is_the_users_alone_and_goes_with_the_block() -> None:
    with TemporaryFolder() as folder:
        (folder.path / "a").write_text("a")
        assert folder.path.stat().st_mode & 0o077 == 0 or sys.platform == "win32"
        remove_abandoned_folders()
        assert (folder.path / "a").exists()
    assert not folder.path.exists()
    folder.remove()


def test_folders_of_a_killed_program_go_and_those_of_a_running_one_stay() -> None:
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    killed, running = (Path(program.stdout.readline().strip()) for program in programs)
    assert killed.is_dir()
    programs[0].kill()
    programs[0].wait()
    remove_abandoned_folders()
    remove_abandoned_folders()
    assert not killed.exists()
    assert (running / "content").is_dir()
    programs[1].communicate("", timeout=60)
    for program in programs:
        program.stdin.close()
        program.stdout.close()


def test_what_is_none_of_ours_stays(tmp_path: Path) -> None:
    for name in ("maskapp-mine", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "letter").write_text("dear")
    (tmp_path / "maskapp-file").write_text("")
    with TemporaryFolder() as folder:
        (tmp_path / "maskapp-link").symlink_to(folder.path)
        remove_abandoned_folders()
        assert folder.path.is_dir()
    assert len(list(tmp_path.rglob("letter"))) == 2


def test_without_a_place_it_is_one_sentence(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    with pytest.raises(OutputError, match=r"^A temporary folder cannot be created: No such file"):
        TemporaryFolder()
    remove_abandoned_folders()
