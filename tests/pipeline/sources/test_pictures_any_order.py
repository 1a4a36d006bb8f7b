"""A folder of pictures, read back and forth."""

from pathlib import Path

import numpy as np
import pytest

from maskapp.pipeline.sources.pictures import PicturesSource
from tests.support.picture_bytes import encoded


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Six pictures: the first, the fourth and the last of eight files are damaged."""
    for number in range(9):
        content = encoded(".png", np.full((4, 5, 3), number, np.uint8))
        is_damaged = number in (0, 4, 8)
        (tmp_path / f"{number}.png").write_bytes(b"damaged" if is_damaged else content)
    return tmp_path


def read_at(source: PicturesSource, index: int, start: int = 0) -> int:
    """Go to a picture; return the number of the one that is read, which its image tells."""
    source.go_to(index, start)
    frame = source.read()
    assert frame is not None
    assert frame.index == frame.image[0, 0, 0]
    assert frame.name == f"{frame.index}.png"
    return frame.index


def test_any_picture_can_be_read_and_those_after_it_follow(folder) -> None:
    with PicturesSource(folder) as source:
        assert [read_at(source, index) for index in (6, 2, 2, 7, 1)] == [6, 2, 2, 7, 1]
        assert [source.read().index for _ in range(3)] == [2, 3, 5]


@pytest.mark.parametrize(
    ("start", "asked", "found"),
    [(3, 4, 5), (5, 4, 3), (7, 8, 7), (1, 0, 1), (5, 99, 7), (5, -9, 1)],
)
def test_what_cannot_be_read_is_passed_over_in_the_direction_of_the_way(
    folder, start, asked, found
) -> None:
    with PicturesSource(folder) as source:
        assert read_at(source, asked, start) == found


def test_the_way_begins_where_the_user_is_whatever_was_read_ahead(folder) -> None:
    with PicturesSource(folder) as source:
        assert [read_at(source, 3), source.read().index] == [3, 5]
        assert read_at(source, 4, start=3) == 5


def test_a_picture_seen_twice_is_reported_once(folder) -> None:
    with PicturesSource(folder) as source:
        for index in (5, 4, 5, 4, 0, 8, 0, 8):
            read_at(source, index)
        while source.read() is not None:
            pass
        assert sorted(message[:5] for message in source.problems) == ["0.png", "4.png", "8.png"]


def test_time_goes_on_whatever_is_read(folder) -> None:
    with PicturesSource(folder) as source:
        times_s = [source.read().time_s]
        for index in (5, 2, 7, 1):
            source.go_to(index, 0)
            times_s.append(source.read().time_s)
        assert times_s == sorted(set(times_s))


def test_one_can_go_back_after_the_end(folder) -> None:
    with PicturesSource(folder) as source:
        while source.read() is not None:
            pass
        assert read_at(source, 6) == 6
        assert source.read().index == 7
        assert source.read() is None


def test_pictures_that_have_vanished_end_the_folder(folder) -> None:
    with PicturesSource(folder) as source:
        read_at(source, 3)
        for picture in folder.iterdir():
            picture.unlink()
        source.go_to(1, 3)
        assert source.read() is None
