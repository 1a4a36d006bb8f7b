import errno
import os
from pathlib import Path

import pytest

from maskapp.errors import OutputError
from maskapp.outputs.export.pictures import picture_bytes, picture_names


def test_names_are_those_in_the_folder_of_the_log(folder, log, three_ids):
    snapshot = log.read(three_ids)[0]
    for name, path in zip(
        picture_names(snapshot), (snapshot.annotated, snapshot.plain), strict=True
    ):
        assert folder / name == path


def test_a_missing_picture_is_none(tmp_path):
    assert picture_bytes(tmp_path / "missing.jpg") is None


def test_a_folder_in_place_of_a_picture_is_none(tmp_path):
    (tmp_path / "folder.jpg").mkdir()
    assert picture_bytes(tmp_path / "folder.jpg") is None


def test_a_picture_that_cannot_be_read_is_an_error(tmp_path, monkeypatch):
    def fail(_path: Path) -> bytes:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    (tmp_path / "bad.jpg").touch()
    monkeypatch.setattr(Path, "read_bytes", fail)
    with pytest.raises(OutputError, match=r"Cannot read .*bad\.jpg"):
        picture_bytes(tmp_path / "bad.jpg")
