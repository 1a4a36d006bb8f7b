"""How large pictures are drawn for the window."""

import pytest

from maskapp.live.preview_size import PreviewSize


@pytest.mark.parametrize(
    ("room", "frame", "shown"),
    [
        ((1000, 500), (640, 480), (667, 500)),
        ((500, 1000), (640, 480), (500, 375)),
        ((1920, 1080), (1920, 1080), (1920, 1080)),
        ((10, 500), (4000, 10), (10, 1)),
    ],
)
def test_pictures_fill_the_room_with_their_aspect(room, frame, shown) -> None:
    assert PreviewSize(*room, is_fit=True).shown(*frame) == shown


def test_at_actual_size_and_without_a_window_pictures_stay_as_they_are() -> None:
    for size in (PreviewSize(3000, 2000, is_fit=False), PreviewSize()):
        assert size.shown(640, 480) == size.drawn(640, 480) == (640, 480)


def test_small_pictures_are_drawn_with_the_pixels_of_the_screen() -> None:
    size = PreviewSize(2133, 1600, is_fit=True)
    assert size.drawn(640, 480) == size.shown(640, 480) == (2133, 1600)


def test_large_pictures_are_drawn_as_they_are() -> None:
    assert PreviewSize(900, 500, is_fit=True).drawn(1920, 1080) == (1920, 1080)


def test_no_picture_is_drawn_so_large_that_it_slows_the_worker() -> None:
    width, height = PreviewSize(7680, 4320, is_fit=True).drawn(640, 360)
    assert 4_000_000 < width * height < 6_000_000
    assert width / height == pytest.approx(16 / 9, abs=0.01)
    assert PreviewSize(7680, 4320, is_fit=True).drawn(3840, 2160) == (3840, 2160)
