import errno
import math
import os
import stat
import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest

from maskapp.errors import OutputError
from maskapp.outputs.video_recorder import Recorder

SUFFIXES = [".mp4", ".mkv"]


def plain(height=48, width=64, colour=(60, 120, 180)):
    return np.full((height, width, 3), colour, np.uint8)


def read(path):
    """The decoded pictures as BGR, their times in seconds, and which are key frames."""
    with av.open(os.fspath(path)) as container:
        frames = list(container.decode(video=0))
    images = [frame.to_ndarray(format="bgr24") for frame in frames]
    times_s = [float(frame.pts * frame.time_base) for frame in frames]
    return images, times_s, [frame.key_frame for frame in frames]


def record(path, times_s, nominal_fps=30.0, image=None):
    with Recorder(path, nominal_fps) as recorder:
        for time_s in times_s:
            recorder.write(plain() if image is None else image, time_s)
    return recorder


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_times_are_kept_as_they_come(tmp_path, suffix):
    times_s = [0.0, 0.033, 0.1, 0.15, 0.9, 0.95, 2.0]
    recorder = record(tmp_path / f"a{suffix}", times_s)
    _, read_s, _ = read(recorder.path)
    assert read_s == pytest.approx(times_s, abs=0.0006)
    assert recorder.frames == len(times_s)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_duration_counts_the_last_picture(tmp_path, suffix):
    recorder = record(tmp_path / f"a{suffix}", [0.0, 0.1, 1.0], nominal_fps=10)
    with av.open(os.fspath(recorder.path)) as container:
        assert container.duration / av.time_base == pytest.approx(1.1, abs=0.002)
    assert recorder.duration_s == pytest.approx(1.1)


def test_the_first_picture_starts_at_zero(tmp_path):
    recorder = record(tmp_path / "a.mp4", [125.5, 125.6])
    assert read(recorder.path)[1] == pytest.approx([0.0, 0.1], abs=0.001)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_equal_and_backward_times_are_nudged(tmp_path, suffix):
    recorder = record(tmp_path / f"a{suffix}", [0.0, 0.1, 0.1, 0.05, 0.1, 0.3])
    _, times_s, _ = read(recorder.path)
    assert times_s == pytest.approx([0.0, 0.1, 0.101, 0.102, 0.103, 0.3], abs=0.0006)


def test_a_clock_that_starts_anew_is_continued(tmp_path):
    recorder = record(tmp_path / "a.mp4", [50.0, 55.0, 0.0, 0.5, 1.0], nominal_fps=10)
    assert read(recorder.path)[1] == pytest.approx([0.0, 5.0, 5.1, 5.6, 6.1], abs=0.001)


@pytest.mark.parametrize("nominal_fps", [None, 0.0, -5.0, math.nan, math.inf, 90000.0, 29.97, 1.0])
def test_the_nominal_rate_does_not_move_times(tmp_path, nominal_fps):
    recorder = record(tmp_path / "a.mp4", [0.0, 0.2, 0.3], nominal_fps)
    assert read(recorder.path)[1] == pytest.approx([0.0, 0.2, 0.3], abs=0.001)


def test_a_key_frame_comes_every_two_seconds(tmp_path):
    recorder = record(tmp_path / "a.mp4", [number / 5 for number in range(51)])
    _, times_s, keys = read(recorder.path)
    key_times_s = [time_s for time_s, key in zip(times_s, keys, strict=True) if key]
    assert key_times_s == pytest.approx([0, 2, 4, 6, 8, 10], abs=0.001)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_colours_survive(tmp_path, suffix):
    colours = [(0, 0, 0), (255, 255, 255), (200, 30, 30), (30, 200, 30), (30, 30, 200)]
    path = tmp_path / f"a{suffix}"
    with Recorder(path) as recorder:
        for number, colour in enumerate(colours):
            recorder.write(plain(colour=colour), number / 10)
    for image, colour in zip(read(path)[0], colours, strict=True):
        assert np.abs(image[20, 30].astype(int) - colour).max() <= 12


def test_odd_sizes_repeat_the_last_column_and_row(tmp_path):
    image = plain(479, 641)
    image[:, 300:340] = 255  # would be slanted if a row had another length
    recorder = record(tmp_path / "a.mp4", [0.0, 0.1], image=image)
    (first, _), _, _ = read(recorder.path)
    assert first.shape == (480, 642, 3)
    assert np.abs(first[:479, :641].astype(int) - image)[:, 345:].max() <= 12
    assert np.abs(first[479, 641].astype(int) - image[478, 640]).max() <= 12
    assert first[5, 320].min() > 240
    assert first[475, 320].min() > 240


@pytest.mark.parametrize(("height", "width"), [(1, 1), (2, 2), (1, 300), (300, 1)])
def test_tiny_pictures_can_be_recorded(tmp_path, height, width):
    recorder = record(tmp_path / "a.mp4", [0.0, 0.1], image=plain(height, width))
    assert len(read(recorder.path)[0]) == 2


def test_another_size_is_letterboxed(tmp_path):
    path = tmp_path / "a.mp4"
    with Recorder(path) as recorder:
        recorder.write(plain(120, 160), 0.0)
        recorder.write(plain(160, 80, (255, 255, 255)), 0.1)  # fits in 60 x 120
        recorder.write(plain(60, 80, (255, 255, 255)), 0.2)  # same shape: no bars
    images, times_s, _ = read(path)
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
    image = plain(48, 64)
    image[:, :32] = 0
    recorder = record(tmp_path / "a.mp4", [0.0], image=image[:, ::-1])
    (first,), _, _ = read(recorder.path)
    assert first[20, 50].max() < 20


CRASHING_PROGRAM = """
import sys
from pathlib import Path
import numpy as np
from maskapp.outputs.video_recorder import Recorder

recorder = Recorder(Path(sys.argv[1]), 30.0)
rng = np.random.default_rng(0)
for number in range(90):
    recorder.write(rng.integers(0, 255, (48, 64, 3), np.uint8), number / 30)
print("written", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_killed_program_loses_half_a_second_at_most(tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    with subprocess.Popen(
        [sys.executable, "-c", CRASHING_PROGRAM, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout.readline() == "written\n"
        process.kill()
    _, times_s, _ = read(path)
    assert len(times_s) >= 90 - 16
    assert times_s == pytest.approx([number / 30 for number in range(len(times_s))], abs=0.001)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_at_no_moment_more_than_half_a_second_is_missing_on_the_disk(tmp_path, suffix):
    rng = np.random.default_rng(0)
    copy = tmp_path / f"copy{suffix}"
    with Recorder(tmp_path / f"a{suffix}", 25.0) as recorder:
        for number in range(50):
            recorder.write(rng.integers(0, 255, (48, 64, 3), np.uint8), number / 25)
            if number >= 25:
                copy.write_bytes(recorder.path.read_bytes())
                _, times_s, _ = read(copy)
                assert recorder.duration_s - len(times_s) / 25 <= 0.5


FULL_DISK_PROGRAM = """
import resource, signal, sys
from pathlib import Path
import numpy as np
from maskapp.errors import OutputError
from maskapp.outputs.video_recorder import Recorder

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
recorder = Recorder(Path(sys.argv[1]), 30.0)
rng = np.random.default_rng(0)
try:
    for number in range(1000):
        recorder.write(rng.integers(0, 255, (96, 128, 3), np.uint8), number / 30)
except OutputError as error:
    print(recorder.frames, error)
recorder.close()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_fitted_on_the_disk_stays_playable(tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    run = subprocess.run(
        [sys.executable, "-c", FULL_DISK_PROGRAM, str(path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    written, message = run.stdout.split(maxsplit=1)
    assert message.startswith(f"Cannot write {path}: the file is as large as")
    readable = 0
    with av.open(os.fspath(path)) as container:
        try:
            for _ in container.decode(video=0):
                readable += 1
        except av.InvalidDataError:
            pass  # the picture that was cut off
    assert readable >= int(written) - 17
    assert readable > 0


def disk_full(*_):
    raise av.error.OSError(errno.ENOSPC, "No space left on device", "somewhere")


class FullContainer:
    """Stands for a container on a disk that is full."""

    closed = 0

    def mux(self, _packets):
        disk_full()

    def close(self):
        self.closed += 1
        disk_full()


def test_a_full_disk_is_told_once_and_ends_the_recording(tmp_path):
    recorder = Recorder(tmp_path / "a.mp4")
    recorder.write(plain(), 0.0)
    recorder._container.close()
    recorder._container = container = FullContainer()
    with pytest.raises(OutputError, match=r"a\.mp4: the disk is full; free some space"):
        recorder.write(plain(), 0.1)
    assert container.closed == 1
    assert recorder.frames == 1
    with pytest.raises(OutputError, match="the recording is over"):
        recorder.write(plain(), 0.2)
    recorder.close()
    assert container.closed == 1


def test_a_disk_that_fills_up_on_closing_is_told(tmp_path):
    recorder = Recorder(tmp_path / "a.mp4")
    recorder.write(plain(), 0.0)
    recorder._container.close()
    recorder._container = container = FullContainer()
    with pytest.raises(OutputError, match="the disk is full"):
        recorder.close()
    assert container.closed == 1
    recorder.close()


def test_closing_twice_does_nothing(tmp_path):
    recorder = record(tmp_path / "a.mp4", [0.0, 0.1])
    content = recorder.path.read_bytes()
    recorder.close()
    assert recorder.path.read_bytes() == content


def test_writing_after_closing_is_an_error(tmp_path):
    recorder = record(tmp_path / "a.mp4", [0.0])
    with pytest.raises(OutputError, match="the recording is over"):
        recorder.write(plain(), 0.1)


def test_without_pictures_nothing_is_left(tmp_path):
    recorder = record(tmp_path / "a.mp4", [])
    assert list(tmp_path.iterdir()) == []
    assert (recorder.frames, recorder.duration_s, recorder.size_bytes) == (0, 0.0, 0)


def test_without_pictures_an_older_recording_is_kept(tmp_path):
    path = tmp_path / "a.mp4"
    record(path, [0.0, 0.1])
    record(path, [])
    assert len(read(path)[0]) == 2


def test_an_older_recording_is_overwritten(tmp_path):
    path = tmp_path / "a.mp4"
    record(path, [number / 10 for number in range(30)])
    record(path, [0.0])
    assert len(read(path)[0]) == 1


def test_the_size_is_that_on_the_disk(tmp_path):
    recorder = record(tmp_path / "a.mp4", [0.0, 0.1])
    assert recorder.size_bytes == recorder.path.stat().st_size > 0


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX rights")
def test_only_the_user_can_read_it(tmp_path):
    path = tmp_path / "a.mp4"
    before = os.umask(0)
    try:
        record(path, [0.0])
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        path.chmod(0o644)
        record(path, [0.0])
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    finally:
        os.umask(before)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps open files")
def test_a_recording_that_is_removed_meanwhile_is_told(tmp_path):
    recorder = Recorder(tmp_path / "a.mp4")
    recorder.write(plain(), 0.0)
    recorder.write(plain(), 1.0)
    recorder.path.unlink()
    with pytest.raises(OutputError, match="was removed"):
        recorder.close()


@pytest.mark.parametrize("name", ["Café 10:14 100%d #1.mp4", "a.MP4", "a b.mkv"])
@pytest.mark.skipif(sys.platform == "win32", reason="names that Windows does not allow")
def test_unusual_names_work(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    record(Path(name), [0.0])
    assert len(read(tmp_path / name)[0]) == 1


@pytest.mark.parametrize("name", ["a.avi", "a", "a.mp4.gif"])
def test_unknown_formats_are_refused(tmp_path, name):
    with pytest.raises(OutputError, match=r"must end in \.mp4 or \.mkv"):
        Recorder(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_bad_paths_are_told_at_once(tmp_path):
    (tmp_path / "folder.mp4").mkdir()
    (tmp_path / "file").touch()
    for name, reason in [
        ("missing/a.mp4", "its folder does not exist"),
        ("folder.mp4", "it is a folder"),
        ("file/a.mp4", "its folder is a file"),
    ]:
        with pytest.raises(OutputError, match=reason) as caught:
            Recorder(tmp_path / name)
        assert str(tmp_path / name) in str(caught.value)
        assert "\n" not in str(caught.value)


def test_a_build_without_the_encoder_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(av, "codecs_available", set())
    with pytest.raises(OutputError, match="libx264"):
        Recorder(tmp_path / "a.mp4")
    assert list(tmp_path.iterdir()) == []
