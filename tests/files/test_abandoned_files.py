"""Unfinished files of a killed program go; what is in use or not ours stays."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from maskapp.files import abandoned_files
from maskapp.files.abandoned_files import tidy_once
from maskapp.files.private_files import replacing

WRITE = """
import sys
from pathlib import Path
from maskapp.files.private_files import replacing
with replacing(Path(sys.argv[1])) as file:
    file.write(b"half of it")
    file.flush()
    print("writing", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def _new_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(abandoned_files, "_tidied", set())


def make_old(path: Path, age_s: float = 2 * 3600) -> None:
    os.utime(path, (time.time() - age_s,) * 2)


def unfinished_in(folder: Path) -> list[Path]:
    return list(folder.glob(".maskapp-*"))


def start_writing(target: Path) -> subprocess.Popen:
    program = subprocess.Popen(
        [sys.executable, "-c", WRITE, target],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdout.readline() == "writing\n"
    return program


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9")
def test_the_file_of_a_killed_export_goes_with_the_next_and_that_of_a_running_one_stays(
    tmp_path: Path,
) -> None:
    killed = start_writing(tmp_path / "killed.zip")
    killed.kill()
    killed.communicate()
    (abandoned,) = unfinished_in(tmp_path)
    running = start_writing(tmp_path / "running.zip")
    for path in unfinished_in(tmp_path):
        make_old(path)
    with replacing(tmp_path / "next.zip") as file:
        assert not abandoned.exists()
        assert len(unfinished_in(tmp_path)) == 2
        file.write(b"next")
    running.communicate("", timeout=60)
    assert {path.name for path in tmp_path.iterdir()} == {"next.zip", "running.zip"}


def test_a_new_file_stays_since_another_computer_may_be_writing_it(tmp_path: Path) -> None:
    path = tmp_path / ".maskapp-abcd_123"
    path.write_bytes(b"half")
    make_old(path, age_s=600)
    tidy_once(tmp_path)
    assert path.exists()
    make_old(path)
    tidy_once(tmp_path)  # but once for each program and folder
    assert path.exists()


def test_what_is_none_of_ours_stays(tmp_path: Path) -> None:
    names = (".maskapp-notes", ".maskapp-abcd_1234", ".maskapp-ABCDEFGH", "a.maskapp-abcd_123")
    for name in names:
        (tmp_path / name).write_text("dear")
        make_old(tmp_path / name)
    (tmp_path / ".maskapp-folder__").mkdir()
    (tmp_path / "letter").write_text("dear")
    make_old(tmp_path / "letter")
    (tmp_path / ".maskapp-link____").symlink_to("letter")
    before = set(tmp_path.iterdir())
    make_old(tmp_path / ".maskapp-folder__")
    tidy_once(tmp_path)
    assert set(tmp_path.iterdir()) == before


def test_a_folder_that_cannot_be_listed_is_left_alone(tmp_path: Path) -> None:
    tidy_once(tmp_path / "none")
