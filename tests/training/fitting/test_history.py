from pathlib import Path

import pytest

from maskapp.errors import ModelError
from maskapp.training.fitting.history import HistoryKeeper, read_history


def test_a_row_is_kept_for_each_epoch(tmp_path: Path) -> None:
    file = tmp_path / "fine.csv"
    keeper = HistoryKeeper(file)
    keeper.on_epoch_end(0, {"val_loss": 0.5, "loss": 1})
    keeper.on_epoch_end(1, {"val_loss": 0.25, "loss": 0.75})
    assert read_history(file) == [
        {"epoch": "0", "loss": "1.0", "val_loss": "0.5"},
        {"epoch": "1", "loss": "0.75", "val_loss": "0.25"},
    ]


def test_an_epoch_that_runs_again_replaces_its_row_and_later_ones(tmp_path: Path) -> None:
    file = tmp_path / "fine.csv"
    for epoch, loss in ((0, 3.0), (1, 2.0), (2, 1.0), (1, 2.5)):
        HistoryKeeper(file).on_epoch_end(epoch, {"loss": loss})
    assert [row["loss"] for row in read_history(file)] == ["3.0", "2.5"]


def test_a_stage_that_has_not_begun_has_no_history(tmp_path: Path) -> None:
    assert read_history(tmp_path / "fine.csv") == []


def test_half_a_row_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "fine.csv").write_text("epoch,loss,val_loss\n0,1.0,2.0\n1,0.")
    assert len(read_history(tmp_path / "fine.csv")) == 1


def test_a_damaged_history_is_named(tmp_path: Path) -> None:
    (tmp_path / "fine.csv").write_bytes(b"epoch,loss\n0,\xff\n")
    with pytest.raises(ModelError, match=r"fine\.csv, .*cannot be used"):
        read_history(tmp_path / "fine.csv")
