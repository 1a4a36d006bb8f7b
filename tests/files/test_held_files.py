"""A held file is nobody else's until it is closed."""

import sys
from pathlib import Path

import pytest

from maskapp.files.held_files import claimed, hold, is_held_elsewhere


def test_a_file_is_held_by_the_first_who_asks(tmp_path: Path) -> None:
    path = tmp_path / "a"
    with path.open("wb") as file, path.open("ab") as other:
        assert [is_held_elsewhere(each) for each in (file, other)] == [False, True]
        other.write(b"the others can still write")
        other.flush()
        assert path.read_bytes() == b"the others can still write"
    with path.open("ab") as file:
        assert not is_held_elsewhere(file)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the whole file is locked")
def test_only_a_far_byte_is_locked(tmp_path: Path) -> None:
    """On network disks of Windows, FFmpeg could not write to a file that is locked as a whole."""
    path = tmp_path / "a"
    with path.open("wb") as file:
        assert not is_held_elsewhere(file)
        with claimed(path):
            file.write(b"a lock on the whole file would refuse that claim")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows removes no open file")
def test_a_held_file_cannot_be_claimed_until_it_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "a"
    with path.open("wb") as file:
        hold(file)
        with pytest.raises(BlockingIOError), claimed(path):
            pytest.fail("it was claimed")
    with claimed(path):
        assert path.exists()
