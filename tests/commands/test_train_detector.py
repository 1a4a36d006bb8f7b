from pathlib import Path

import pytest

from maskapp.commands.train_detector import train_detector
from maskapp.errors import DatasetError


def test_a_missing_plan_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"none\.toml cannot be read"):
        train_detector([tmp_path], None, tmp_path / "out", tmp_path / "none.toml")
