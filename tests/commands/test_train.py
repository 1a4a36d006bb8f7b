import sys
from pathlib import Path

import pytest

from maskapp import paths
from maskapp.commands.train import train
from maskapp.errors import DatasetError


def test_a_missing_package_is_reported_with_the_way_to_install_it(tmp_path, monkeypatch) -> None:
    monkeypatch.delitem(sys.modules, "maskapp.training.fitting.train", raising=False)
    monkeypatch.setitem(sys.modules, "keras", None)

    def run() -> Path:
        return train([tmp_path], None, None, tmp_path / "out", paths.training_plan())

    with pytest.raises(DatasetError, match=r"keras.*pip install 'maskapp\[train\]'"):
        run()
    assert not (tmp_path / "out").exists()
