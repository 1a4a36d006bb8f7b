import errno
import os
from pathlib import Path

import pytest

from maskapp.files.regular_files import (
    is_folder,
    is_regular_file,
    may_be_readable_later,
    read_regular_file,
    stamp_of,
)


def test_a_file_and_a_link_to_it_are_read(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"one\r\ntwo")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert read_regular_file(tmp_path / "a", 100) == b"one\r\ntwo"
    assert read_regular_file(tmp_path / "b", 8) == b"one\r\ntwo"


@pytest.mark.parametrize("kind", ["missing", "pipe", "device", "folder", "large", "long", "null"])
def test_everything_else_is_refused_at_once(tmp_path: Path, kind: str) -> None:
    path = tmp_path / kind
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "large":
        path.write_bytes(bytes(11))
    elif kind != "missing":
        path = {
            "device": Path("/dev/zero"),
            "long": tmp_path / ("n" * 300),
            "null": tmp_path / "a\0b",
        }[kind]
    with pytest.raises(OSError, match=r".") as raised:
        read_regular_file(path, 10)
    assert raised.value.strerror
    assert not may_be_readable_later(raised.value)
    assert (raised.value.errno == errno.ENOENT) == (kind == "missing")
    assert not is_regular_file(path) or kind == "large"
    assert is_folder(path) == (kind == "folder")


@pytest.mark.parametrize("number", [errno.EMFILE, errno.EIO, errno.EACCES, errno.EINVAL])
def test_what_fails_for_a_while_may_be_readable_later(number: int) -> None:
    assert may_be_readable_later(OSError(number, os.strerror(number)))


def test_a_stamp_tells_whether_a_file_or_a_folder_has_changed(tmp_path: Path) -> None:
    file, folder = tmp_path / "a", tmp_path / "folder"
    assert stamp_of(file) == ()
    file.write_bytes(b"1")
    folder.mkdir()
    (folder / "b").write_bytes(b"1")
    for path, changed in ((file, file), (folder, folder / "b")):
        before = stamp_of(path)
        assert before == stamp_of(path) != ()
        changed.write_bytes(b"12")
        assert stamp_of(path) != before
    assert stamp_of(tmp_path / "no\0name") == ()
