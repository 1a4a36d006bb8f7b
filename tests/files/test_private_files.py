import errno
import os
import stat
from pathlib import Path

import pytest

from maskapp.errors import FileTooLargeError, OutputError
from maskapp.files import private_files
from maskapp.files.private_files import (
    is_own,
    make_private_folder,
    open_alone,
    open_private,
    output_error,
    place,
    replacing,
    sync_folder,
    write_private,
)


@pytest.fixture(autouse=True)
def _open_umask():
    before = os.umask(0)
    yield
    os.umask(before)


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.ENOENT, "its folder does not exist"),
        (errno.EACCES, "you do not have permission"),
        (errno.EIO, "Input/output error"),
    ],
)
def test_an_error_names_the_file_and_the_reason(number: int, reason: str) -> None:
    error = output_error(Path("a.mp4"), OSError(number, os.strerror(number)))
    assert str(error).startswith(f"Cannot write a.mp4: {reason}")


def test_an_error_without_a_number_keeps_its_text() -> None:
    assert str(output_error(Path("a"), OSError("odd"))) == "Cannot write a: odd"


@pytest.mark.skipif(os.name != "posix", reason="POSIX permissions")
def test_only_the_user_can_read_an_opened_file(tmp_path: Path) -> None:
    new, old = tmp_path / "new", tmp_path / "old"
    old.touch(0o644)
    for path in (new, old):
        with open_private(path) as file:
            file.write(b"x")
        assert mode_of(path) == 0o600


def test_a_file_can_be_appended_to(tmp_path: Path) -> None:
    for _ in range(2):
        with open_private(tmp_path / "a") as file:
            file.write(b"x")
    assert (tmp_path / "a").read_bytes() == b"xx"


def test_a_file_that_cannot_be_opened_is_reported(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="its folder does not exist"):
        open_private(tmp_path / "none" / "a")
    with pytest.raises(OutputError, match="it is a folder"):
        open_private(tmp_path)


def test_a_file_that_another_program_writes_is_left_as_it_is(tmp_path: Path) -> None:
    with open_alone(tmp_path / "a") as file:
        file.write(b"x")
        with pytest.raises(OutputError, match=r"Another Maskapp is writing to .*a; wait"):
            open_alone(tmp_path / "a")
    with open_alone(tmp_path / "a") as file:
        file.write(b"y")
    assert (tmp_path / "a").read_bytes() == b"xy"


def test_a_file_that_is_printed_to_is_shared_with_its_place(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "a"
    with path.open("wb", buffering=0) as printed:
        monkeypatch.setattr(private_files, "_STANDARD_OUTPUT", printed.fileno())
        with open_alone(path) as file:
            assert not is_own(file)
            file.write(b"a line, ")
            printed.write(b"what is printed")
    assert path.read_bytes() == b"a line, what is printed"
    monkeypatch.undo()
    with open_alone(path) as file:
        assert is_own(file)


def test_a_device_may_be_shared() -> None:
    with open_alone(Path(os.devnull)), open_alone(Path(os.devnull)) as file:
        assert file.write(b"x") == 1


@pytest.mark.parametrize("is_durable", [True, False])
def test_a_file_appears_only_when_it_is_complete(tmp_path: Path, is_durable: bool) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    with replacing(path, is_durable=is_durable) as file:
        file.write(b"new")
        file.flush()
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]
    if os.name == "posix":
        assert mode_of(path) == 0o600


def test_an_error_leaves_only_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")

    def fail_halfway() -> None:
        with replacing(path) as file:
            file.write(b"half")
            raise ValueError("odd")

    with pytest.raises(ValueError, match="odd"):
        fail_halfway()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("is_durable", [True, False])
def test_only_a_durable_file_is_synced(tmp_path: Path, monkeypatch, is_durable: bool) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)
    with replacing(tmp_path / "a", is_durable=is_durable) as file:
        file.write(b"x")
    assert bool(synced) == is_durable


def test_a_file_that_cannot_be_replaced_is_reported(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "none" / "a", tmp_path / "folder"):
        with pytest.raises(OutputError, match="Cannot write"), replacing(path) as file:
            file.write(b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_a_folder_that_cannot_be_synced_is_ignored(tmp_path: Path) -> None:
    sync_folder(tmp_path / "none")


@pytest.mark.parametrize("has_links", [True, False])
def test_a_finished_file_gets_a_second_name(tmp_path: Path, monkeypatch, has_links: bool) -> None:
    made, path = tmp_path / "made", tmp_path / "path"
    made.touch(0o600)
    made.write_bytes(b"new")
    path.write_bytes(b"old")
    if not has_links:
        monkeypatch.setattr(os, "link", raise_not_supported)
    for _ in range(2):  # also when both are the same file already
        place(made, path)
        assert (made.read_bytes(), path.read_bytes()) == (b"new", b"new")
    assert mode_of(path) == 0o600
    assert {entry.name for entry in tmp_path.iterdir()} == {"made", "path"}


def raise_not_supported(*_: object) -> None:
    raise OSError(errno.EPERM, "not supported")


def test_a_file_that_is_gone_gets_no_second_name(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="Cannot write"):
        place(tmp_path / "made", tmp_path / "path")
    assert list(tmp_path.iterdir()) == []


def test_all_folders_that_are_made_for_a_file_are_the_users_alone(tmp_path: Path) -> None:
    before = mode_of(tmp_path)
    write_private(tmp_path / "a" / "b" / "c" / "file", b"content")
    for folder in ("a", "a/b", "a/b/c"):
        assert mode_of(tmp_path / folder) == 0o700
    assert mode_of(tmp_path) == before


def test_a_folder_that_exists_is_left_as_it_is(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    make_private_folder(tmp_path)
    assert mode_of(tmp_path) == 0o755


def test_a_file_in_place_of_a_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(OSError, match=r"File exists|Not a directory"):
        make_private_folder(tmp_path / "a")
    with pytest.raises(OSError, match="Not a directory"):
        make_private_folder(tmp_path / "a" / "b")


@pytest.mark.parametrize("number", [errno.EFBIG, errno.ENOSPC])
def test_a_file_that_is_too_large_is_told_from_a_full_disk(number: int) -> None:
    error = output_error(Path("a.mp4"), OSError(number, os.strerror(number)))
    assert isinstance(error, FileTooLargeError) is (number == errno.EFBIG)
