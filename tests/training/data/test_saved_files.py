import errno
from pathlib import Path

import numpy as np
import pytest

from maskapp.errors import ModelError, OutputError
from maskapp.training.data.saved_files import (
    read_arrays,
    read_cache,
    write_arrays,
    write_text,
    written_by_path,
)


def test_arrays_are_read_as_they_were_written(tmp_path: Path) -> None:
    file = tmp_path / "a.npz"
    write_arrays(file, {"b": np.array(3), "a": np.ones((2, 3), np.float32)})
    read = read_arrays(file)
    assert list(read) == ["b", "a"]
    assert read["b"] == 3
    assert read["a"].tolist() == [[1, 1, 1], [1, 1, 1]]
    assert read["a"].dtype == np.float32


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 cut off"])
def test_a_damaged_cache_is_none(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "cache.npz"
    assert read_cache(file) is None
    file.write_bytes(content)
    assert read_cache(file) is None
    write_arrays(file, {"a": np.array(3)})
    cached = read_cache(file)
    assert cached is not None
    assert cached["a"] == 3


def draw(file: Path, text: str) -> None:
    with written_by_path(file) as made:
        made.write_text(text)


def by_arrays(file: Path, text: str) -> None:
    write_arrays(file, {"text": np.array(text)})


@pytest.mark.parametrize("write", [write_text, draw, by_arrays])
def test_a_full_disk_leaves_the_file_as_it_was(tmp_path: Path, request, write) -> None:
    file = tmp_path / "a.txt"
    write(file, "before")
    content = file.read_bytes()
    request.getfixturevalue("full_disk")
    with pytest.raises(OutputError, match=r"Cannot write .*a\.txt: the disk is full"):
        write(file, "after")
    assert file.read_bytes() == content
    assert list(tmp_path.iterdir()) == [file]


def cut_short(file: Path) -> None:
    with written_by_path(file) as made:
        made.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_file_that_a_library_cannot_write_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"Cannot write .*curves\.png: the disk is full"):
        cut_short(tmp_path / "curves.png")
    assert list(tmp_path.iterdir()) == []


def whole(tmp_path: Path) -> bytes:
    write_arrays(tmp_path / "whole.npz", {"a": np.arange(1000)})
    return (tmp_path / "whole.npz").read_bytes()


@pytest.mark.parametrize("damage", ["empty", "short", "text", "one array", "changed", "folder"])
def test_a_damaged_file_is_named_with_what_to_do(tmp_path: Path, damage: str) -> None:
    file = tmp_path / "damaged.npz"
    content = bytearray(whole(tmp_path))
    match damage:
        case "empty":
            file.touch()
        case "short":
            file.write_bytes(content[: len(content) // 2])
        case "text":
            file.write_text("epochs")
        case "one array":
            with file.open("wb") as output:
                np.save(output, np.arange(3))
        case "changed":
            content[4000] ^= 1
            file.write_bytes(content)
        case "folder":
            file.mkdir()
    with pytest.raises(ModelError, match=r"damaged\.npz, .* cannot be used .*; remove it to con"):
        read_arrays(file)
