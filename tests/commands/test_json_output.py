import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from maskapp.commands.json_output import require_writable, write_json
from maskapp.errors import OutputError


def test_numbers_are_read_back(tmp_path: Path) -> None:
    numbers = {"fps": 20.5, "stages_ms": {"track": {"p50": 1}}, "peak_rss_mb": None}
    write_json(tmp_path / "a.json", numbers)
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8")) == numbers


def test_checking_keeps_an_existing_file_and_leaves_no_new_one(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("old")
    (tmp_path / "link.json").symlink_to(tmp_path / "new.json")
    before = sorted(tmp_path.iterdir())
    for name in ("a.json", "b.json", "link.json"):
        require_writable(tmp_path / name)
    assert (tmp_path / "a.json").read_text() == "old"
    assert sorted(tmp_path.iterdir()) == before


def test_an_older_file_stays_if_the_new_one_cannot_be_completed(tmp_path, monkeypatch) -> None:
    def disk_full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / "a.json").write_text("old")
    monkeypatch.setattr(os, "fsync", disk_full)
    with pytest.raises(OutputError, match="the disk is full"):
        write_json(tmp_path / "a.json", {"fps": 1})
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]


@pytest.mark.parametrize("number", [errno.EBUSY, errno.EACCES])
def test_a_file_that_cannot_be_replaced_is_written_in_place(tmp_path, monkeypatch, number) -> None:
    def refused(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    file = tmp_path / "a.json"
    file.write_text("an older and longer text " * 9)
    monkeypatch.setattr(os, "replace", refused)
    require_writable(file)
    write_json(file, {"fps": 1})
    assert json.loads(file.read_text()) == {"fps": 1}
    assert list(tmp_path.iterdir()) == [file]


def test_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "link.json").symlink_to(tmp_path / "a.json")
    for fps in (1, 2):
        write_json(tmp_path / "link.json", {"fps": fps})
    assert (tmp_path / "link.json").is_symlink()
    assert json.loads((tmp_path / "a.json").read_text()) == {"fps": 2}


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX devices")
@pytest.mark.parametrize("is_pipe", [True, False])
def test_standard_output_gets_the_numbers_after_what_was_printed(tmp_path, is_pipe) -> None:
    program = (
        "from pathlib import Path; from maskapp.commands.json_output import *; print('table');"
        "path = Path('/dev/stdout'); require_writable(path); write_json(path, {'fps': 1});"
        "print('end')"
    )
    command = [sys.executable, "-c", program]
    if is_pipe:
        out = subprocess.run(command, stdout=subprocess.PIPE, check=True, timeout=60).stdout
    else:
        with (tmp_path / "out.txt").open("wb") as file:
            subprocess.run(command, stdout=file, check=True, timeout=60)
        out = (tmp_path / "out.txt").read_bytes()
    assert out == b'table\n{\n  "fps": 1\n}\nend\n'


@pytest.mark.parametrize("write", [require_writable, lambda path: write_json(path, {})])
def test_a_file_that_cannot_be_written_is_reported(tmp_path: Path, write) -> None:
    for path in (tmp_path, tmp_path / "none" / "a.json"):
        with pytest.raises(OutputError, match="Cannot write"):
            write(path)
