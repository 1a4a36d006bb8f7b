"""How large previews are drawn for the window."""

import pytest

from maskapp.live.preview_size import PreviewSize


@pytest.mark.parametrize(
    ("available", "frame", "shown"),
    [
        ((1000, 500), (640, 480), (667, 500)),
        ((500, 1000), (640, 480), (500, 375)),
        ((1920, 1080), (1920, 1080), (1920, 1080)),
        ((10, 500), (4000, 10), (10, 1)),
    ],
)
def test_frames_fill_the_available_size_and_keep_their_aspect(available, frame, shown) -> None:
    assert PreviewSize(*available, is_fit=True).shown(*frame) == shown


def test_frames_keep_their_size_at_actual_size_and_without_a_window() -> None:
    for size in (PreviewSize(3000, 2000, is_fit=False), PreviewSize()):
        assert size.shown(640, 480) == size.drawn(640, 480) == (640, 480)


def test_small_frames_are_drawn_with_the_pixels_of_the_screen() -> None:
    size = PreviewSize(2133, 1600, is_fit=True)
    assert size.drawn(640, 480) == size.shown(640, 480) == (2133, 1600)


def test_large_frames_keep_their_size() -> None:
    assert PreviewSize(900, 500, is_fit=True).drawn(1920, 1080) == (1920, 1080)


def test_no_preview_is_drawn_so_large_that_it_slows_the_worker() -> None:
    width, height = PreviewSize(7680, 4320, is_fit=True).drawn(640, 360)
    assert 4_000_000 < width * height < 6_000_000
    assert width / height == pytest.approx(16 / 9, abs=0.01)
    assert PreviewSize(7680, 4320, is_fit=True).drawn(3840, 2160) == (3840, 2160)
