import math
import os
import shutil

import av
import numpy as np
import pytest

from maskapp.outputs.video_recorder import Recorder
from tests.support.videos import VIDEO_SUFFIXES, plain_image, read_video, record_video


@pytest.mark.parametrize("suffix", VIDEO_SUFFIXES)
def test_timestamps_are_kept(tmp_path, suffix):
    times_s = [0.0, 0.033, 0.1, 0.15, 0.9, 0.95, 2.0]
    recorder = record_video(tmp_path / f"a{suffix}", times_s)
    _, read_s, _ = read_video(recorder.path)
    assert read_s == pytest.approx(times_s, abs=0.0006)
    assert recorder.frames == len(times_s)


@pytest.mark.parametrize("suffix", VIDEO_SUFFIXES)
def test_the_duration_includes_the_last_frame(tmp_path, suffix):
    recorder = record_video(tmp_path / f"a{suffix}", [0.0, 0.1, 1.0], nominal_fps=10)
    with av.open(os.fspath(recorder.path)) as container:
        assert container.duration / av.time_base == pytest.approx(1.1, abs=0.002)
    assert recorder.duration_s == pytest.approx(1.1)


def test_the_first_timestamp_becomes_zero(tmp_path):
    recorder = record_video(tmp_path / "a.mp4", [125.5, 125.6])
    assert read_video(recorder.path)[1] == pytest.approx([0.0, 0.1], abs=0.001)


@pytest.mark.parametrize("suffix", VIDEO_SUFFIXES)
def test_equal_and_earlier_times_follow_one_millisecond_later(tmp_path, suffix):
    recorder = record_video(tmp_path / f"a{suffix}", [0.0, 0.1, 0.1, 0.05, 0.1, 0.3])
    _, times_s, _ = read_video(recorder.path)
    assert times_s == pytest.approx([0.0, 0.1, 0.101, 0.102, 0.103, 0.3], abs=0.0006)


def test_a_restarted_clock_is_continued(tmp_path):
    recorder = record_video(tmp_path / "a.mp4", [50.0, 55.0, 0.0, 0.5, 1.0], nominal_fps=10)
    assert read_video(recorder.path)[1] == pytest.approx([0.0, 5.0, 5.1, 5.6, 6.1], abs=0.001)


@pytest.mark.parametrize("suffix", VIDEO_SUFFIXES)
@pytest.mark.parametrize("is_killed", [False, True])
def test_a_source_that_was_lost_overnight_comes_back_in_the_video(tmp_path, suffix, is_killed):
    night_s = 13 * 3600
    path = tmp_path / f"a{suffix}"
    with Recorder(path) as recorder:
        for number in range(60):
            recorder.write(plain_image(), number / 30 + (night_s if number >= 30 else 0))
        if is_killed:  # the file is what was on the disk by then
            path = shutil.copy(path, tmp_path / f"killed{suffix}")
    _, times_s, _ = read_video(path)
    morning_s = [time_s for time_s in times_s if time_s > 2]
    assert len(morning_s) >= (15 if is_killed else 30)
    assert morning_s == pytest.approx(
        [night_s + 1 + number / 30 for number in range(len(morning_s))], abs=0.0006
    )


@pytest.mark.parametrize("suffix", VIDEO_SUFFIXES)
def test_a_leap_of_weeks_is_continued(tmp_path, suffix):
    month_s = 30 * 86_400
    recorder = record_video(tmp_path / f"a{suffix}", [0.0, 0.1, month_s, month_s + 0.3], 10)
    assert read_video(recorder.path)[1] == pytest.approx([0.0, 0.1, 0.2, 0.5], abs=0.001)


@pytest.mark.parametrize("nominal_fps", [None, 0.0, -5.0, math.nan, math.inf, 90000.0, 29.97, 1.0])
def test_the_nominal_frame_rate_does_not_change_timestamps(tmp_path, nominal_fps):
    recorder = record_video(tmp_path / "a.mp4", [0.0, 0.2, 0.3], nominal_fps)
    assert read_video(recorder.path)[1] == pytest.approx([0.0, 0.2, 0.3], abs=0.001)


def test_a_key_frame_comes_every_two_seconds(tmp_path):
    recorder = record_video(tmp_path / "a.mp4", [number / 5 for number in range(51)])
    _, times_s, keys = read_video(recorder.path)
    key_times_s = [time_s for time_s, key in zip(times_s, keys, strict=True) if key]
    assert key_times_s == pytest.approx([0, 2, 4, 6, 8, 10], abs=0.001)


@pytest.mark.parametrize("suffix", VIDEO_SUFFIXES)
def test_colours_survive(tmp_path, suffix):
    colours = [(0, 0, 0), (255, 255, 255), (200, 30, 30), (30, 200, 30), (30, 30, 200)]
    path = tmp_path / f"a{suffix}"
    with Recorder(path) as recorder:
        for number, colour in enumerate(colours):
            recorder.write(plain_image(colour=colour), number / 10)
    for image, colour in zip(read_video(path)[0], colours, strict=True):
        assert np.abs(image[20, 30].astype(int) - colour).max() <= 12


def test_odd_sizes_repeat_the_last_column_and_row(tmp_path):
    image = plain_image(479, 641)
    image[:, 300:340] = 255  # slants if the row length is wrong
    recorder = record_video(tmp_path / "a.mp4", [0.0, 0.1], image=image)
    (first, _), _, _ = read_video(recorder.path)
    assert first.shape == (480, 642, 3)
    assert np.abs(first[:479, :641].astype(int) - image)[:, 345:].max() <= 12
    assert np.abs(first[479, 641].astype(int) - image[478, 640]).max() <= 12
    assert first[5, 320].min() > 240
    assert first[475, 320].min() > 240


@pytest.mark.parametrize(("height", "width"), [(1, 1), (2, 2), (1, 300), (300, 1)])
def test_tiny_images_can_be_recorded(tmp_path, height, width):
    recorder = record_video(tmp_path / "a.mp4", [0.0, 0.1], image=plain_image(height, width))
    assert len(read_video(recorder.path)[0]) == 2


def test_another_size_is_letterboxed(tmp_path):
    path = tmp_path / "a.mp4"
    with Recorder(path) as recorder:
        recorder.write(plain_image(120, 160), 0.0)
        recorder.write(plain_image(160, 80, (255, 255, 255)), 0.1)  # fits in 60 x 120
        recorder.write(plain_image(60, 80, (255, 255, 255)), 0.2)  # same shape: no bars
    images, times_s, _ = read_video(path)
    assert len(times_s) == 3
    assert all(image.shape == (120, 160, 3) for image in images)
    upright, same = images[1], images[2]
    assert upright[60, 10].max() < 20
    assert upright[60, 150].max() < 20
    assert upright[5, 80].min() > 235
    assert upright[115, 80].min() > 235
    assert 56 <= (upright[60, :, 0] > 128).sum() <= 64
    assert same[3, 3].min() > 235


def test_mirrored_views_can_be_recorded(tmp_path):
    image = plain_image(48, 64)
    image[:, :32] = 0
    recorder = record_video(tmp_path / "a.mp4", [0.0], image=image[:, ::-1])
    (first,), _, _ = read_video(recorder.path)
    assert first[20, 50].max() < 20
