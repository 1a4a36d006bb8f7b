import os
import stat
import sys
from pathlib import Path

import pytest

from maskapp.errors import OutputError
from maskapp.files.json_files import keep_broken, read_object, write_object
from tests.support.unreadable_files import cannot_be_read

MOST_BYTES = 1000


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "new" / "file.json"


def test_an_object_is_read_as_it_was_written(file: Path) -> None:
    content = {"name": "Tür 口", "path": os.fsdecode(b"/tmp/\xff"), "areas": [[0.5, 1]]}
    write_object(content, file)
    assert read_object(file, MOST_BYTES) == (content, "")
    assert "Tür 口" in file.read_text(encoding="utf-8"), "people can read it"


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_only_the_user_can_read_it(file: Path) -> None:
    write_object({}, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_a_missing_file_is_an_empty_object(file: Path) -> None:
    assert read_object(file, MOST_BYTES) == ({}, "")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b'{\n"a": 1,', "is not valid JSON (line 2)"),
        (b"", "is not valid JSON (line 1)"),
        (b"[]", "is not a JSON object"),
        (b"\xff", "cannot be read ("),
        (b"[" * 9, "is not valid JSON (line 1)"),
        (b'"' + b"x" * MOST_BYTES + b'"', "cannot be read (Larger than"),
    ],
)
def test_it_is_said_why_a_file_cannot_be_used(file: Path, content: bytes, problem: str) -> None:
    file.parent.mkdir()
    file.write_bytes(content)
    found = read_object(file, MOST_BYTES)
    assert found[0] == {}
    assert found[1].startswith(problem)


def test_nesting_without_end_and_huge_numbers_are_no_traceback(file: Path) -> None:
    file.parent.mkdir()
    for content in (b"[" * 200_000, b"9" * 5_000):
        file.write_bytes(content)
        assert read_object(file, 1 << 20)[1]


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes of POSIX")
def test_a_pipe_holds_up_nobody(file: Path) -> None:
    file.parent.mkdir()
    os.mkfifo(file)
    assert read_object(file, MOST_BYTES) == ({}, "cannot be read (Not a regular file)")


def test_a_file_in_place_of_the_folder_is_reported(file: Path) -> None:
    file.parent.write_text("")
    with pytest.raises(OutputError, match="new"):
        write_object({}, file)


@pytest.mark.parametrize("content", [b'{"theme": "dark", "smoo', b"\xff\xfe", b'{"colour": 1}'])
def test_a_copy_of_a_broken_file_survives_the_next_save(file: Path, content: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(content)
    file.chmod(0o644)
    sentence, is_kept = keep_broken(file)
    assert is_kept
    write_object({}, file)
    (copy,) = file.parent.glob("file.broken-*.json")
    assert str(copy) in sentence
    assert copy.read_bytes() == content
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_a_file_that_stays_broken_is_copied_once(file: Path) -> None:
    file.parent.mkdir()
    file.write_text("{")
    assert keep_broken(file) == keep_broken(file) != ("", True)
    assert len(list(file.parent.iterdir())) == 2


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_not_copied(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "file.json")
    assert keep_broken(tmp_path / "file.json") == ("", True)


def test_a_failed_copy_is_reported(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert keep_broken(file) == ("", True)
    file.parent.mkdir()
    file.write_text("{")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    sentence, is_kept = keep_broken(file)
    assert "the disk is full" in sentence
    assert not is_kept
    assert list(file.parent.iterdir()) == [file]


def test_a_file_that_cannot_be_read_for_a_while_must_not_be_overwritten(
    file: Path,
) -> None:
    write_object({}, file)
    with cannot_be_read(file):
        sentence, is_kept = keep_broken(file)
    assert not is_kept
    assert sentence.startswith("Nothing is saved there for now")
    assert list(file.parent.iterdir()) == [file]
