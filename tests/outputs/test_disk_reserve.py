import shutil
from types import SimpleNamespace

import pytest

from maskapp.outputs.disk_reserve import DiskReserve, is_full


@pytest.fixture
def set_free(monkeypatch):
    """Sets how much of the disk is free, in bytes."""

    def set_free(free_bytes):
        monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free_bytes))

    return set_free


def test_it_is_made_where_there_is_much_room_and_given_up_where_there_is_none(set_free, tmp_path):
    reserve = DiskReserve(tmp_path)
    set_free(1 << 40)
    reserve.keep()
    size = reserve.path.stat().st_size
    assert size >= 100 * 4096
    for free_bytes, is_kept in ((size, True), (size - 1, False)):
        set_free(free_bytes)
        assert is_full(tmp_path) != is_kept
        reserve.give_up()
        assert reserve.path.exists() == is_kept
    for free_bytes, is_made in ((10 * size, False), (1 << 40, True)):
        set_free(free_bytes)
        reserve.keep()
        assert reserve.path.exists() == is_made


def test_one_that_a_power_cut_left_empty_is_made_again(set_free, tmp_path):
    reserve = DiskReserve(tmp_path)
    reserve.path.touch()
    set_free(1 << 40)
    reserve.keep()
    assert reserve.path.stat().st_size >= 100 * 4096


def test_a_folder_that_is_missing_is_not_full_and_does_no_harm(tmp_path):
    reserve = DiskReserve(tmp_path / "missing")
    assert not is_full(tmp_path / "missing")
    reserve.give_up()
    reserve.keep()
    assert not reserve.path.exists()
