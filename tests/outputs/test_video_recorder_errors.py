import os
import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest

from maskapp.errors import OutputError
from maskapp.outputs.video_recorder import Recorder
from tests.support.videos import VIDEO_SUFFIXES, plain_image, read_video

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


@pytest.mark.parametrize("suffix", VIDEO_SUFFIXES)
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
    _, times_s, _ = read_video(path)
    assert len(times_s) >= 90 - 16
    assert times_s == pytest.approx([number / 30 for number in range(len(times_s))], abs=0.001)


@pytest.mark.parametrize("suffix", VIDEO_SUFFIXES)
@pytest.mark.parametrize("fps", [1, 2, 2.6, 3.7, 5, 9, 25])
def test_at_most_half_a_second_or_one_frame_is_missing_on_the_disk(tmp_path, suffix, fps):
    rng = np.random.default_rng(0)
    copy = tmp_path / f"copy{suffix}"
    with Recorder(tmp_path / f"a{suffix}", fps) as recorder:
        for number in range(max(5, 2 * int(fps))):
            recorder.write(rng.integers(0, 255, (48, 64, 3), np.uint8), number / fps)
            if number >= max(1, fps / 2):
                copy.write_bytes(recorder.path.read_bytes())
                _, times_s, _ = read_video(copy)
                missing = recorder.frames - len(times_s)
                assert missing <= max(1, 0.5 * fps)


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
@pytest.mark.parametrize("suffix", VIDEO_SUFFIXES)
def test_images_written_before_the_disk_was_full_stay_playable(tmp_path, suffix):
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
            assert suffix == ".mkv", "of an MP4, the frame that was cut off is removed"
    assert readable >= int(written) - 17
    assert readable > 0


FULL_AT_THE_END_PROGRAM = """
import resource, signal, sys
from pathlib import Path
import numpy as np
from maskapp.errors import OutputError
from maskapp.outputs.video_recorder import Recorder

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
recorder = Recorder(Path(sys.argv[1]), 30.0)
rng = np.random.default_rng(0)
for number in range(40):
    recorder.write(rng.integers(0, 255, (96, 128, 3), np.uint8), number / 30)
limit = recorder.size_bytes + int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    recorder.close()
except OutputError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
@pytest.mark.parametrize("more_bytes", [0, 100, 20_000])
def test_a_video_that_cannot_be_finished_is_whole_up_to_its_end(tmp_path, more_bytes):
    path = tmp_path / "a.mp4"
    run = subprocess.run(
        [sys.executable, "-c", FULL_AT_THE_END_PROGRAM, str(path), str(more_bytes)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "as large as" in run.stdout
    _, times_s, _ = read_video(path)
    assert 23 <= len(times_s) <= 40


@pytest.fixture
def full_disk_path(tmp_path):
    """A name of a video whose disk is full."""
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    path = tmp_path / "a.mp4"
    path.symlink_to("/dev/full")
    return path


def test_a_full_disk_ends_the_recording_with_one_error(full_disk_path):
    recorder = Recorder(full_disk_path)
    with pytest.raises(OutputError, match=r"a\.mp4: the disk is full; free some space"):  # noqa: PT012
        for number in range(1000):
            recorder.write(plain_image(), number / 30)
    with pytest.raises(OutputError, match="the recording is closed"):
        recorder.write(plain_image(), 100.0)
    recorder.close()


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
def test_a_disk_that_is_full_on_closing_is_one_error(tmp_path):
    import resource

    recorder = Recorder(tmp_path / "a.mp4")
    recorder.write(plain_image(), 0.0)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (recorder.size_bytes, before[1]))
    try:
        with pytest.raises(OutputError, match="as large as the disk"):
            recorder.close()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    recorder.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps open files")
def test_a_file_removed_during_the_recording_is_an_error(tmp_path):
    recorder = Recorder(tmp_path / "a.mp4")
    recorder.write(plain_image(), 0.0)
    recorder.write(plain_image(), 1.0)
    assert recorder.is_on_disk
    recorder.path.unlink()
    with pytest.raises(OutputError, match="was removed"):
        recorder.require_on_disk()
    recorder.path.write_bytes(b"another file of that name")
    with pytest.raises(OutputError, match="was removed"):
        recorder.close()


@pytest.mark.parametrize("name", ["a.avi", "a", "a.mp4.gif"])
def test_unknown_formats_are_refused(tmp_path, name):
    with pytest.raises(OutputError, match=r"must end in \.mp4 or \.mkv"):
        Recorder(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_bad_path_is_an_error_before_anything_is_recorded(tmp_path):
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


def test_a_build_without_the_encoder_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr(av, "codecs_available", set())
    with pytest.raises(OutputError, match="libx264"):
        Recorder(tmp_path / "a.mp4")
    assert list(tmp_path.iterdir()) == []
