from pathlib import Path

import pytest

from maskapp.commands.train_check import train_check
from maskapp.errors import DatasetError
from maskapp.paths import face_detector


def test_folders_without_whole_pictures_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"annotations\.json"):
        train_check([tmp_path], face_detector(), tmp_path / "out")
    assert not (tmp_path / "out").exists()
