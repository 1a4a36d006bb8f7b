from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskapp.opencv_environment import MAX_PIXELS
from maskapp.pipeline.sources.av_decoding import COMMON_PIXELS
from maskapp.pipeline.sources.video_checks import (
    gap_message,
    is_cut_short,
    matroska_size,
    most_pixels,
    unread_message,
)

STEADY_S = [index / 25 for index in range(100)]


def without(*lost: range) -> list[float]:
    return [time_s for index, time_s in enumerate(STEADY_S) if not any(index in r for r in lost)]


@pytest.mark.parametrize(
    ("times_s", "message"),
    [
        (STEADY_S, None),
        ([], None),
        ([0.0], None),
        (without(range(40, 41)), None),  # one frame more or less is usual
        (without(range(40, 65)), "1.0 s of the video are missing in one place, first at 1.6 s"),
        (
            without(range(40, 60), range(80, 85)),
            "1.0 s of the video are missing in 2 places, first at 1.6 s",
        ),
        ([*np.cumsum([0.03, 0.9, 0.05, 2.0] * 20)], None),  # a recording of a screen
        ([0.0, 5.0, 5.1, 5.2], None),  # too short to tell
    ],
)
def test_gaps_of_steady_videos_are_reported(times_s: list[float], message: str | None) -> None:
    assert gap_message(times_s) == message


@given(st.lists(st.floats(0, 1e6), max_size=50).map(sorted))
def test_any_times_may_be_checked(times_s: list[float]) -> None:
    message = gap_message(times_s)
    assert message is None or " of the video are missing in " in message


@pytest.mark.parametrize(
    ("stated", "read", "is_reported"),
    [(100, 100, False), (100, 97, False), (100, 90, True), (0, 50, False), (90, 100, False)],
)
def test_frames_that_the_index_lists_are_counted(stated: int, read: int, is_reported: bool) -> None:
    assert (unread_message(stated, read) is not None) == is_reported


@given(st.binary(max_size=80))
def test_any_head_of_a_matroska_file_may_be_parsed(rest: bytes) -> None:
    assert matroska_size(b"\x1a\x45\xdf\xa3" + rest) >= 0
    assert matroska_size(b"\x1a\x45\xdf\xa3\x80\x18\x53\x80\x67" + rest) >= 0


def test_a_file_that_is_gone_cannot_be_checked(tmp_path) -> None:
    with pytest.raises(FileNotFoundError):
        is_cut_short(tmp_path / "clip.mp4", "mov,mp4")


@pytest.mark.parametrize(
    ("size_bytes", "pixels"),
    [(0, COMMON_PIXELS), (1000, COMMON_PIXELS), (10_000, 50_000_000), (1_000_000, MAX_PIXELS)],
)
def test_frames_need_bytes(tmp_path: Path, size_bytes: int, pixels: int) -> None:
    path = tmp_path / "video"
    path.write_bytes(bytes(size_bytes))
    assert most_pixels(path, "gif") == most_pixels(path, "mpegts") == pixels
