import os
import stat
import sys
from pathlib import Path

import pytest

from maskapp.errors import OutputError
from maskapp.outputs.video_recorder import Recorder
from tests.support.videos import plain_image, read_video, record_video


def test_closing_twice_changes_nothing(tmp_path):
    recorder = record_video(tmp_path / "a.mp4", [0.0, 0.1])
    content = recorder.path.read_bytes()
    recorder.close()
    assert recorder.path.read_bytes() == content


def test_writing_after_closing_is_an_error(tmp_path):
    recorder = record_video(tmp_path / "a.mp4", [0.0])
    with pytest.raises(OutputError, match="the recording is closed"):
        recorder.write(plain_image(), 0.1)


def test_without_images_no_file_is_left(tmp_path):
    recorder = record_video(tmp_path / "a.mp4", [])
    assert list(tmp_path.iterdir()) == []
    assert (recorder.frames, recorder.duration_s, recorder.size_bytes) == (0, 0.0, 0)


def test_without_images_an_older_recording_is_kept(tmp_path):
    path = tmp_path / "a.mp4"
    record_video(path, [0.0, 0.1])
    record_video(path, [])
    assert len(read_video(path)[0]) == 2


def test_an_older_recording_is_overwritten(tmp_path):
    path = tmp_path / "a.mp4"
    record_video(path, [number / 10 for number in range(30)])
    record_video(path, [0.0])
    assert len(read_video(path)[0]) == 1


def test_a_video_that_another_program_writes_is_left_to_it(tmp_path):
    path = tmp_path / "a.mp4"
    with Recorder(path) as recorder:
        recorder.write(plain_image(), 0.0)
        with pytest.raises(OutputError, match="Another Maskapp"):
            Recorder(path)
        recorder.write(plain_image(), 0.1)
    assert len(read_video(path)[0]) == 2
    record_video(path, [0.0])
    assert len(read_video(path)[0]) == 1


def test_size_bytes_is_the_size_on_the_disk(tmp_path):
    recorder = record_video(tmp_path / "a.mp4", [0.0, 0.1])
    assert recorder.size_bytes == recorder.path.stat().st_size > 0


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX rights")
def test_only_the_user_can_read_it(tmp_path):
    path = tmp_path / "a.mp4"
    before = os.umask(0)
    try:
        record_video(path, [0.0])
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        path.chmod(0o644)
        record_video(path, [0.0])
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    finally:
        os.umask(before)


@pytest.mark.parametrize("name", ["Café 10:14 100%d #1.mp4", "a.MP4", "a b.mkv"])
@pytest.mark.skipif(sys.platform == "win32", reason="names that Windows does not allow")
def test_unusual_names_work(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    record_video(Path(name), [0.0])
    assert len(read_video(tmp_path / name)[0]) == 1
