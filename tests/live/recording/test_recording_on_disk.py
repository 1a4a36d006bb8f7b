"""Where recordings are written, and what happens when their disk fills up."""

import shutil
import sys
from contextlib import nullcontext, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from maskapp.errors import FileTooLargeError, OutputError
from maskapp.live.recording import recording_on_disk
from maskapp.live.recording.recording_on_disk import RecordingOnDisk, free_bytes
from maskapp.outputs.video_recorder import Recorder
from maskapp.settings.settings import Settings
from tests.support.videos import read_video
from tests.support.worker_fakes import make_frames

GB = 1_000_000_000


class Disk:
    """A disk with as much free space as the test says."""

    def __init__(self) -> None:
        self.free_bytes = 50 * GB
        self.folders: list[Path] = []

    def __call__(self, folder: Path) -> int:
        self.folders.append(folder)
        return self.free_bytes


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
def settings(tmp_path) -> Settings:
    return Settings(recording_folder=str(tmp_path / "videos"), recording_name="clip")


def record(recording: RecordingOnDisk, count: int) -> None:
    for frame in make_frames(count, step_s=0.04):
        recording.write(frame.image, frame.time_s)


def test_writes_to_the_folder_of_the_settings_and_creates_it(settings, tmp_path, disk) -> None:
    recording = RecordingOnDisk(settings, 25.0, disk)
    record(recording, 6)
    status = recording.check()
    recording.close()
    assert recording.path == tmp_path / "videos" / "clip.mp4"
    assert status.elapsed_s == pytest.approx(0.2, abs=0.05)
    assert status.warning is None
    assert status.size_bytes > 0
    assert recording.path.stat().st_size > 0
    assert set(disk.folders) == {tmp_path / "videos"}


def test_never_overwrites_another_recording(settings, disk) -> None:
    names = []
    for _ in range(3):
        recording = RecordingOnDisk(settings, 25.0, disk)
        record(recording, 1)
        recording.close()
        names.append(recording.path.name)
    assert names == ["clip.mp4", "clip-2.mp4", "clip-3.mp4"]


def test_uses_the_user_s_videos_by_default(settings, tmp_path, disk, monkeypatch) -> None:
    monkeypatch.setenv("XDG_VIDEOS_DIR", str(tmp_path / "home"))
    recording = RecordingOnDisk(replace(settings, recording_folder=""), None, disk)
    record(recording, 1)
    recording.close()
    assert recording.path == tmp_path / "home" / "Maskapp" / "clip.mp4"


def test_names_a_folder_that_cannot_be_created(settings, tmp_path, disk) -> None:
    (tmp_path / "file").touch()
    inside_a_file = replace(settings, recording_folder=str(tmp_path / "file" / "videos"))
    with pytest.raises(OutputError, match=r"file/videos cannot be created.*another"):
        RecordingOnDisk(inside_a_file, 25.0, disk)


def test_names_a_file_whose_name_is_too_long(settings, disk) -> None:
    three_hundred_bytes = replace(settings, recording_name="☃" * 100)
    with pytest.raises(OutputError, match="☃"):
        RecordingOnDisk(three_hundred_bytes, 25.0, disk)


def test_does_not_start_on_a_full_disk(settings, disk) -> None:
    disk.free_bytes = 150_000_000
    with pytest.raises(OutputError, match="only 150 MB is free"):
        RecordingOnDisk(settings, 25.0, disk)
    assert not list(Path(settings.recording_folder).iterdir())


def test_warns_below_a_gigabyte(settings, disk) -> None:
    recording = RecordingOnDisk(settings, 25.0, disk)
    disk.free_bytes = GB - 1
    assert "only 999 MB is free" in recording.check().warning
    disk.free_bytes = GB
    assert recording.check().warning is None
    recording.close()


def test_ends_before_the_disk_is_full_with_a_complete_file(settings, disk) -> None:
    recording = RecordingOnDisk(settings, 25.0, disk)
    record(recording, 5)
    disk.free_bytes = 150_000_000
    with pytest.raises(OutputError, match=r"stopped because only 150 MB.*clip\.mp4"):
        recording.check()
    recording.close()
    assert recording.path.stat().st_size > 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps open files")
@pytest.mark.parametrize("frames", [0, 5])
def test_notices_that_its_file_is_gone(settings, disk, frames) -> None:
    recording = RecordingOnDisk(settings, 25.0, disk)
    record(recording, frames)
    assert recording.is_on_disk
    shutil.move(recording.path, recording.path.with_name("elsewhere.mp4"))
    assert not recording.is_on_disk
    with pytest.raises(OutputError, match=r"moved or removed, or its disk.*clip\.mp4"):
        recording.check()
    with suppress(OutputError):
        recording.close()


def test_measures_the_free_space_of_a_real_folder(tmp_path) -> None:
    assert 0 < free_bytes(tmp_path) < 10**18


def test_names_the_folder_of_a_disk_that_is_gone(tmp_path) -> None:
    with pytest.raises(OutputError, match="gone"):
        free_bytes(tmp_path / "gone")


@pytest.fixture
def small_files(monkeypatch) -> list[float]:
    """A disk that allows so many seconds in a file: the first element."""
    allowed_s = [2.0]
    write = Recorder.write

    def write_up_to(recorder: Recorder, image, time_s: float) -> None:
        if recorder.duration_s > allowed_s[0]:
            recorder.close()
            raise FileTooLargeError(f"Cannot write {recorder.path}: it is too large")
        write(recorder, image, time_s)

    monkeypatch.setattr(Recorder, "write", write_up_to)
    return allowed_s


def test_goes_on_in_another_file_when_the_disk_allows_no_larger_one(
    settings, disk, small_files
) -> None:
    recording = RecordingOnDisk(settings, 25.0, disk)
    Path(settings.recording_folder, "clip-2.mp4").touch()  # of somebody else
    record(recording, 125)
    status = recording.check()
    recording.close()
    names = [path.name for path in (*recording.earlier, recording.path)]
    assert names == ["clip.mp4", "clip-3.mp4", "clip-4.mp4"]
    assert status.warning is not None
    assert "clip-3.mp4 is as large" in status.warning
    assert status.warning.endswith("goes on in clip-4.mp4")
    assert status.elapsed_s == pytest.approx(5.0, abs=0.1)
    assert status.size_bytes > recording.earlier[0].stat().st_size
    frames = [len(read_video(path)[0]) for path in (*recording.earlier, recording.path)]
    assert sum(frames) == 125


@pytest.mark.parametrize(("free_bytes", "files"), [(50 * GB, 3), (GB // 10, 1)])
def test_goes_on_where_windows_takes_the_limit_of_a_file_for_a_full_disk(
    settings, disk, monkeypatch, free_bytes: int, files: int
) -> None:
    write = Recorder.write

    def write_two_seconds(recorder: Recorder, image, time_s: float) -> None:
        if recorder.duration_s > 2.0:
            recorder.close()
            disk.free_bytes = free_bytes
            raise OutputError(f"Cannot write {recorder.path}: the disk is full")
        write(recorder, image, time_s)

    monkeypatch.setattr(Recorder, "write", write_two_seconds)
    monkeypatch.setattr(recording_on_disk, "_LARGEST_FAT_FILE_BYTES", 100)
    recording = RecordingOnDisk(settings, 25.0, disk)
    with nullcontext() if files > 1 else pytest.raises(OutputError, match="full"):
        record(recording, 125)
    recording.close()
    assert len((*recording.earlier, recording.path)) == files


def test_ends_where_a_file_can_hold_next_to_nothing(settings, disk, small_files) -> None:
    small_files[0] = 0.1
    recording = RecordingOnDisk(settings, 25.0, disk)
    with pytest.raises(FileTooLargeError, match=r"clip\.mp4"):
        record(recording, 10)
    assert recording.earlier == []


def test_another_program_that_begins_meanwhile_gets_another_name(
    settings, disk, monkeypatch
) -> None:
    """It is quicker between the choice of a name and the opening of the file."""
    others = []

    def open_late(path: Path, fps: float | None) -> Recorder:
        if not others:
            others.append(None)
            others[0] = RecordingOnDisk(settings, 25.0, disk)
        return Recorder(path, fps)

    monkeypatch.setattr(recording_on_disk, "Recorder", open_late)
    mine = RecordingOnDisk(settings, 25.0, disk)
    for recording in (mine, *others):
        record(recording, 2)
        recording.close()
    assert [mine.path.name, others[0].path.name] == ["clip.mp4", "clip-2.mp4"]
    assert len(read_video(mine.path)[0]) == len(read_video(others[0].path)[0]) == 2


def test_a_file_that_cannot_be_opened_leaves_nothing_behind(settings, disk, monkeypatch) -> None:
    def refuse(path: Path, _fps: float | None) -> Recorder:
        raise OutputError(f"Cannot write {path}")

    monkeypatch.setattr(recording_on_disk, "Recorder", refuse)
    with pytest.raises(OutputError, match=r"clip\.mp4"):
        RecordingOnDisk(settings, 25.0, disk)
    assert list(Path(settings.recording_folder).iterdir()) == []
