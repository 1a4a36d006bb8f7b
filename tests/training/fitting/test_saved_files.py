import errno
import os
from pathlib import Path

import numpy as np
import pytest

from maskapp.errors import ModelError, OutputError
from maskapp.training.fitting.saved_files import read_arrays, write_arrays


def test_arrays_are_read_as_they_were_written(tmp_path: Path) -> None:
    file = tmp_path / "a.npz"
    write_arrays(file, {"b": np.array(3), "a": np.ones((2, 3), np.float32)})
    read = read_arrays(file)
    assert list(read) == ["b", "a"]
    assert read["b"] == 3
    assert read["a"].tolist() == [[1, 1, 1], [1, 1, 1]]
    assert read["a"].dtype == np.float32


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch) -> None:
    def is_full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    file = tmp_path / "a.npz"
    write_arrays(file, {"a": np.array(1)})
    monkeypatch.setattr(os, "fsync", is_full)
    with pytest.raises(OutputError, match=r"Cannot write .*a\.npz: the disk is full"):
        write_arrays(file, {"a": np.array(2)})
    assert read_arrays(file)["a"] == 1
    assert list(tmp_path.iterdir()) == [file]


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
